"""Tell an organisation something: a line in its notice centre and a letter to its people."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from ..shared.outbox import queue_mail
from ..shared.tables import columns, table
from .models import Membership, Notice, User


def notify(
    session: Session,
    organisation_id: str,
    kind: str,
    title: str,
    now: datetime,
    *,
    body: str = "",
    path: str = "",
    role: str = "",
    user_id: str | None = None,
    mail: bool = True,
) -> Notice:
    """Add a notice and queue mail to each active person with an address.

    With ``role`` both are for its holders alone, with ``user_id`` for that person alone.
    Notice, letters and the caller's rows share one transaction.
    """
    notice = Notice(
        organisation_id=organisation_id,
        role=role,
        user_id=user_id,
        kind=kind,
        title=title[:200],
        body=body,
        path=path,
        at=now,
    )
    session.add(notice)
    if mail:
        for email in addresses(session, organisation_id, role, user_id):
            queue_mail(session, email, title, f"{body or title}\n\n{path}", now)
    return notice


def addresses(
    session: Session, organisation_id: str, role: str = "", user_id: str | None = None
) -> list[str]:
    """The mail addresses of an organisation's active people, each once."""
    user, membership = columns(User), columns(Membership)
    query = (
        select(user.email)
        .join(table(Membership), membership.user_id == user.id)
        .where(
            membership.organisation_id == organisation_id, user.state == "active", user.email != ""
        )
        .distinct()
        .order_by(user.email)
    )
    if role:
        query = query.where(membership.role == role)
    if user_id is not None:
        query = query.where(user.id == user_id)
    return list(session.execute(query).scalars())
