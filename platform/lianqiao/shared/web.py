"""The web's edge: one transaction per request, access by declaration, pages and fragments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, make_response, render_template, request
from htmx_flask import request as htmx_request
from jinja2_fragments.flask import render_block
from sqlmodel import Session

from .actor import Actor
from .audit import drop_pending
from .clock import Clock
from .compiled_rules import RuleOnce
from .database import Database, commit
from .errors import Refusal

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ANYONE, SIGNED_IN = "anyone", "signed_in"


@dataclass(frozen=True)
class Access:
    """Who may call a view: words such as ``bank``, ``bank:approver``, ``core``, ``signed_in``."""

    who: tuple[str, ...]

    def admits(self, actor: Actor | None) -> bool:
        """Whether the person may call the view at all; what they see is the query's matter."""
        if ANYONE in self.who:
            return True
        if actor is None:
            return False
        return SIGNED_IN in self.who or any(_fits(word, actor) for word in self.who)


def _fits(word: str, actor: Actor) -> bool:
    kind, _, role = word.partition(":")
    kind_fits = actor.is_core if kind == "core" else actor.kind == kind
    return kind_fits and (not role or actor.has(role))


def access(*who: str) -> Callable[[View], View]:
    """Put a view on the access list. A view without it is refused for everybody."""

    def mark(view: View) -> View:
        view.access = Access(who)  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """The access declared for an endpoint, None where nothing is declared."""
    if endpoint is None:
        return None
    if endpoint == "static":
        return Access((ANYONE,))
    return getattr(app.view_functions.get(endpoint), "access", None)


class Application(Flask):
    """Flask with a unit of work: a request's session commits once, here, or not at all."""

    database: Database
    url_rule_class = RuleOnce

    def dispatch_request(self) -> Any:
        """Run the view; commit when it answers below 400, undo otherwise."""
        response = make_response(super().dispatch_request())
        if response.status_code < 400:
            _finish()
        else:
            _undo()
        return response


def _finish() -> None:
    session: Session | None = g.get("session")
    if session is not None and g.get("session_writes"):
        commit(session)


def _undo() -> None:
    session: Session | None = g.get("session")
    if session is not None:
        drop_pending(session)
        session.rollback()


def close_session(_error: BaseException | None = None) -> None:
    """Give the request's connection back; what was not committed is undone."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        drop_pending(session)
        session.close()


def database() -> Database:
    """The application's database."""
    return cast(Application, current_app).database


def get_session() -> Session:
    """The request's session: read-only for safe methods, writing otherwise."""
    if "session" not in g:
        g.session_writes = request.method not in SAFE_METHODS
        g.session = database().open(write=g.session_writes)
    return cast(Session, g.session)


def viewer() -> Actor:
    """Who is signed in. Views that anyone may call ask ``find_viewer``."""
    actor = find_viewer()
    if actor is None:
        abort(401)
    return actor


def find_viewer() -> Actor | None:
    """Who is signed in, or None."""
    return cast(Actor | None, g.get("actor"))


def clock() -> Clock:
    """The request's clock."""
    if "clock" not in g:
        g.clock = current_app.extensions["lianqiao.clock"](get_session())
    return cast(Clock, g.clock)


def now() -> datetime:
    """The request's instant, the same wherever it is asked for."""
    if "now" not in g:
        g.now = clock().now()
    return cast(datetime, g.now)


def today() -> date:
    """The request's business date."""
    return clock().today()


def is_fragment_request() -> bool:
    """Whether htmx asks for a block: not on a restored history entry, which needs the page."""
    htmx = getattr(htmx_request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def render(template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """A page, or for htmx the named block of the same page's template."""
    if block is not None and is_fragment_request():
        body = render_block(template, block, **context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.vary.add("HX-Request")
    return response


def refuse_on_form(form: Any, refusal: Refusal) -> None:
    """Put a use case's refusal on its field, or on top of the form."""
    field = getattr(form, refusal.field, None) if refusal.field else None
    if field is None:
        form.form_errors.append(str(refusal.message))
    else:
        field.errors = [*field.errors, str(refusal.message)]
    _undo()
