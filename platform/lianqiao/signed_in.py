"""Who is signed in, and whether the page is on the access list for that person."""

from dataclasses import replace
from datetime import datetime

from flask import Flask, abort, g, request, session
from sqlmodel import Session

from .accounts import sessions
from .registry.models import Enterprise
from .shared.actor import Actor
from .shared.web import access_of, database, find_viewer, get_session, now


def register(app: Flask) -> None:
    """Load the person and refuse what the access list does not allow, before each view."""

    @app.before_request
    def load_actor() -> None:
        token = session.get("token")
        if token and request.endpoint not in ("static", "operations.htmx"):
            g.actor = _actor(get_session(), token, now())

    @app.before_request
    def keep_to_the_access_list() -> None:
        if request.endpoint is None:
            return  # no such address: the router's own 404 or 405 answers
        listed = access_of(app, request.endpoint)
        actor = find_viewer()
        if listed is None:
            abort(403)
        if not listed.admits(actor):
            abort(401 if actor is None else 403)


def _actor(db: Session, token: str, moment: datetime) -> Actor | None:
    sign_in = sessions.find_live(db, token, moment)
    if sign_in is None:
        return None
    actor = sessions.actor_of(db, sign_in)
    if actor is None:
        return None
    if moment - sign_in.last_seen_at > sessions.TOUCH_EVERY:
        _touch(db, sign_in.id, moment)
    if actor.kind != "enterprise":
        return actor
    enterprise = db.get(Enterprise, actor.organisation_id)
    return replace(actor, is_core=enterprise is not None and enterprise.is_core)


def _touch(db: Session, sign_in_id: str, moment: datetime) -> None:
    if g.session_writes:
        sessions.touch(db, sign_in_id, moment)
        return
    with database().writing() as own:
        sessions.touch(own, sign_in_id, moment)
