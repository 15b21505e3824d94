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
    mail: bool = True,
) -> Notice:
    """Add a notice and queue mail to each active person (of ``role``, when given) with an address.

    Notice, letters and the caller's rows share one transaction.
    """
    notice = Notice(
        organisation_id=organisation_id,
        role=role,
        kind=kind,
        title=title[:200],
        body=body,
        path=path,
        at=now,
    )
    session.add(notice)
    if mail:
        for email in addresses(session, organisation_id, role):
            queue_mail(session, email, title, f"{body or title}\n\n{path}", now)
    return notice


def addresses(session: Session, organisation_id: str, role: str = "") -> list[str]:
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
    return list(session.execute(query).scalars())
