"""The operator's reads: letters, the audit chain, for nobody else."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.listing import Page
from ..shared.models import AuditEntry, AuditHead, Outbox
from ..shared.tables import columns, table
from .models import Organisation, User


def _only_operator(actor: Actor) -> None:
    if not actor.is_operator:
        raise NothingIsThere


def letters_query(actor: Actor) -> Select[Any]:
    """Every letter without its body."""
    _only_operator(actor)
    row = columns(Outbox)
    return select(
        row.id,
        row.recipient,
        row.subject,
        row.state,
        row.attempts,
        row.last_error,
        row.created_at,
        row.sent_at,
    )


def get_letter(session: Session, actor: Actor, letter_id: str) -> Outbox:
    """One letter with its body; raises NothingIsThere."""
    _only_operator(actor)
    row = session.get(Outbox, letter_id)
    if row is None:
        raise NothingIsThere
    return row


def audit_query(actor: Actor) -> Select[Any]:
    """The chain with the names of who acted as they are called now."""
    _only_operator(actor)
    entry, user, organisation = columns(AuditEntry), columns(User), columns(Organisation)
    return (
        select(
            entry.seq,
            entry.at,
            func.coalesce(user.display_name, "").label("person"),
            func.coalesce(organisation.name, "").label("organisation"),
            entry.action,
            entry.subject_id,
            entry.payload,
            entry.hash,
        )
        .select_from(table(AuditEntry))
        .outerjoin(table(User), user.id == entry.actor_user_id)
        .outerjoin(table(Organisation), organisation.id == entry.organisation_id)
    )


def audit_head(session: Session, actor: Actor) -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    _only_operator(actor)
    seq, digest = session.execute(select(columns(AuditHead).seq, columns(AuditHead).hash)).one()
    return int(seq), str(digest)


def readable(page: Page) -> Page:
    """A page of the chain with the details of each payload in words; a damaged one as it is."""
    return replace(page, rows=[row._asdict() | _details(row) for row in page.rows])


def _details(row: Any) -> dict[str, str]:
    try:
        payload = json.loads(row.payload)
        pairs = {"subject": payload["subject"], **payload["details"]}
        person = row.person or payload["actor"]
    except (ValueError, KeyError, TypeError):
        return {"details": row.payload}
    words = "；".join(
        f"{name}: {value}" for name, value in pairs.items() if value not in ("", None)
    )
    return {"details": words, "person": person}
