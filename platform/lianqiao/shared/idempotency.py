"""A request that comes twice with one key is carried out once and answered the same."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, redirect, request
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlmodel import Session

from .database import insert_for
from .errors import Refusal
from .ids import new_id
from .models import IdempotencyKey
from .tables import columns, table, utc_now
from .web import get_session, viewer

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
NOT_PART_OF_THE_BODY = (FIELD, "csrf_token")
LONGEST_KEY = 100
UNDER_WAY = 0


class KeyWasUsedForSomethingElse(Refusal):
    """The same key with another body: one of the two is a mistake."""

    status = 409


class KeyIsNotReadable(Refusal):
    """A key is 1 to 100 printable ASCII characters."""

    status = 400


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Carry the view out once per person and key; without a key as often as it is called.

    The key is kept in the view's own transaction: a request that was refused leaves none,
    so that what was mended can be sent again. Stands below ``access``.
    """

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        key = request.headers.get(HEADER) or request.form.get(FIELD, "")
        if not key:
            return view(*args, **values)
        _check(key)
        session, user_id, body = get_session(), str(viewer().user_id), _digest()
        if not _begin(session, user_id, key, body):
            return _replay(session, user_id, key, body)
        response = make_response(view(*args, **values))
        if response.status_code < 400:
            _keep(session, user_id, key, response)
        return response

    return guarded


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return new_id()


def _check(key: str) -> None:
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise KeyIsNotReadable(_("提交凭证不可读，请刷新页面后重新提交"))


def _digest() -> str:
    fields = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_PART_OF_THE_BODY
    )
    body = json.dumps([request.method, request.path, fields], ensure_ascii=False)
    digest = hashlib.sha256(body.encode())
    if not request.form:
        digest.update(request.get_data())
    return digest.hexdigest()


def _begin(session: Session, user_id: str, key: str, body: str) -> bool:
    """Take the key. Where another request holds it, this one waits for that one's end."""
    insert = insert_for(session)(table(IdempotencyKey)).values(
        id=new_id(),
        created_at=utc_now(),
        version=1,
        user_id=user_id,
        key=key,
        body_hash=body,
        status=UNDER_WAY,
        location="",
    )
    taken = insert.on_conflict_do_nothing().returning(columns(IdempotencyKey).id)
    return session.execute(taken).first() is not None


def _keep(session: Session, user_id: str, key: str, response: Response) -> None:
    kept = table(IdempotencyKey)
    session.execute(
        update(kept)
        .where(kept.c.user_id == user_id, kept.c.key == key)
        .values(status=response.status_code, location=response.headers.get("Location", ""))
    )


def _replay(session: Session, user_id: str, key: str, body: str) -> Any:
    kept = columns(IdempotencyKey)
    query = select(kept.body_hash, kept.status, kept.location).where(
        kept.user_id == user_id, kept.key == key
    )
    found = session.execute(query).one()
    if found.body_hash != body:
        raise KeyWasUsedForSomethingElse(
            _("这次提交的内容与之前同一凭证的不同，请刷新页面后重新提交")
        )
    if found.location:
        return redirect(found.location, found.status)
    return make_response("", found.status)
