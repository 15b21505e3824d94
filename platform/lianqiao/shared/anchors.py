"""What a printed letter carries of the audit chain: a number and a hash, anchored on paper."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from .models import AuditEntry, AuditHead
from .tables import columns


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the chain."""

    seq: int
    hash: str


def head_of_chain(session: Session) -> Anchor:
    """The chain's end as it is now."""
    head = columns(AuditHead)
    row = session.execute(select(head.seq, head.hash)).one()
    return Anchor(row.seq, row.hash)


def entry_about(session: Session, subject_id: str, action: str) -> Anchor | None:
    """The latest entry of an action on an object that the viewer has been shown."""
    entry = columns(AuditEntry)
    query = (
        select(entry.seq, entry.hash)
        .where(entry.subject_id == subject_id, entry.action == action)
        .order_by(entry.seq.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Anchor(row.seq, row.hash)
