"""Reads of organisations, people and notices; the viewer is part of each query."""

from typing import Any

from sqlalchemy import func, or_, select, update
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Notice, Organisation, User


def get_organisation_for_operator(session: Session, actor: Actor, id: str) -> Organisation:
    """An organisation, for the operator alone."""
    row = session.get(Organisation, id)
    if row is None or not actor.is_operator:
        raise NothingIsThere
    return row


def get_user(session: Session, user_id: str) -> User:
    """A person by id; raises NothingIsThere."""
    row = session.get(User, user_id)
    if row is None:
        raise NothingIsThere
    return row


def _mine(actor: Actor) -> list[Any]:
    notice = columns(Notice)
    return [
        notice.organisation_id == actor.organisation_id,
        or_(notice.role == "", notice.role.in_(sorted(actor.roles))),
        or_(notice.user_id.is_(None), notice.user_id == actor.user_id),
    ]


def list_notices(session: Session, actor: Actor, limit: int = 100) -> list[Any]:
    """The viewer's newest notices: id, kind, title, body, path, at, read_at."""
    notice = columns(Notice)
    query = (
        select(
            notice.id,
            notice.kind,
            notice.title,
            notice.body,
            notice.path,
            notice.at,
            notice.read_at,
        )
        .where(*_mine(actor))
        .order_by(notice.at.desc(), notice.id.desc())
        .limit(limit)
    )
    return list(session.execute(query))


def count_unread(session: Session, actor: Actor) -> int:
    """How many notices nobody of the viewer's organisation has opened."""
    query = select(func.count()).select_from(table(Notice))
    query = query.where(*_mine(actor), columns(Notice).read_at.is_(None))
    return int(session.execute(query).scalar_one())


def mark_read(session: Session, actor: Actor, notice_id: str | None, now: Any) -> None:
    """Mark one of the viewer's notices as read, or all of them."""
    notice = table(Notice)
    query = update(notice).where(*_mine(actor), notice.c.read_at.is_(None)).values(read_at=now)
    if notice_id is not None:
        query = query.where(notice.c.id == notice_id)
    session.execute(query)
