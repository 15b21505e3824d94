"""The audit chain: each entry hashes its predecessor; the head's row orders the writers.

Entries are collected while a use case runs and sealed just before commit, so that the
head is held for the shortest time and entry and business rows share one transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlmodel import Session

from .actor import Actor
from .models import AuditEntry, AuditHead
from .tables import columns, table

_PENDING = "audit_pending"
GENESIS = "0" * 64


@dataclass(frozen=True)
class _Draft:
    at: datetime
    actor: Actor
    action: str
    subject_id: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class ChainReport:
    """What a walk over the chain found: ``ok``, and the first faults in words."""

    rows: int
    head: str
    ok: bool
    faults: tuple[str, ...]


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject_id: str,
    now: datetime,
    **details: Any,
) -> None:
    """Note one business write; it is sealed with the transaction that carries it."""
    drafts = session.info.setdefault(_PENDING, [])
    drafts.append(_Draft(now, actor, action, subject_id, details))


def drop_pending(session: Session) -> None:
    """Forget what was noted: the transaction is being undone."""
    session.info.pop(_PENDING, None)


def seal_pending(session: Session) -> None:
    """Write the noted entries at the end of the chain. Called by ``commit`` alone."""
    drafts: list[_Draft] = session.info.pop(_PENDING, [])
    if not drafts:
        return
    head = session.execute(_head().with_for_update()).one()
    seq, previous = head.seq, head.hash
    for draft in drafts:
        seq += 1
        entry = _entry(draft, seq, previous)
        session.add(entry)
        previous = entry.hash
    session.execute(update(table(AuditHead)).values(seq=seq, hash=previous))
    session.flush()


def _entry(draft: _Draft, seq: int, previous: str) -> AuditEntry:
    at = draft.at.astimezone(UTC)
    payload = canonical(
        {
            "seq": seq,
            "at": at.isoformat(),
            "actor": draft.actor.name,
            "user": draft.actor.user_id,
            "organisation": draft.actor.organisation_id,
            "action": draft.action,
            "subject": draft.subject_id,
            "details": dict(draft.details),
        }
    )
    return AuditEntry(
        seq=seq,
        at=at,
        actor_user_id=draft.actor.user_id,
        organisation_id=draft.actor.organisation_id,
        action=draft.action,
        subject_id=draft.subject_id,
        payload=payload,
        previous_hash=previous,
        hash=link(previous, payload),
    )


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spare space; dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def link(previous: str, payload: str) -> str:
    """The hash of an entry: predecessor and payload, each with its length before it."""
    digest = hashlib.sha256()
    for part in (previous.encode(), payload.encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def inspect_chain(session: Session) -> ChainReport:
    """Walk the whole chain: gaps, broken links, altered payloads or columns, a wrong head."""
    faults: list[str] = []
    previous, rows = GENESIS, 0
    entry = columns(AuditEntry)
    query = select(
        entry.seq, entry.action, entry.subject_id, entry.payload, entry.previous_hash, entry.hash
    ).order_by(entry.seq)
    for row in session.execute(query.execution_options(yield_per=1000)):
        rows += 1
        if row.seq != rows and not faults:
            faults.append(f"seq {row.seq} stands where {rows} was expected")
        if row.previous_hash != previous or row.hash != link(previous, row.payload):
            faults.append(f"seq {row.seq}: the hash does not fit")
        if not _columns_fit(row):
            faults.append(f"seq {row.seq}: a column differs from the payload")
        previous = row.hash
    head = session.execute(_head()).one_or_none()
    if head is None or (head.seq, head.hash) != (rows, previous):
        faults.append("the head does not fit the last row")
    return ChainReport(rows, previous, not faults, tuple(faults[:20]))


def _head() -> Select[Any]:
    head = columns(AuditHead)
    return select(head.seq, head.hash)


def _columns_fit(row: Any) -> bool:
    try:
        payload = json.loads(row.payload)
        return bool(
            (payload["seq"], payload["action"], payload["subject"])
            == (row.seq, row.action, row.subject_id)
        )
    except (ValueError, KeyError, TypeError):
        return False
