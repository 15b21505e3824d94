"""Reads of the vault; an organisation sees its own, others what is shown at a subject."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import VaultContent, VaultDocument, VaultUse
from .rules import EXPIRES_SOON
from .words import SUBJECT_NAMES


def get_own_document(session: Session, actor: Actor, document_id: str) -> VaultDocument:
    """A document of the viewer's organisation; raises NothingIsThere."""
    return _one(session.execute(_own(actor, document_id)).scalar_one_or_none())


def lock_own_document(session: Session, actor: Actor, document_id: str) -> VaultDocument:
    """The same, held until the transaction ends: it is not withdrawn while it is attached."""
    query = (
        _own(actor, document_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return _one(session.execute(query).scalar_one_or_none())


def get_document_at(
    session: Session, document_id: str, subject_kind: str, subject_id: str
) -> VaultDocument:
    """A document that is attached to a subject, for whoever was allowed to see the subject.

    The caller has fetched the subject with permission. Raises NothingIsThere.
    """
    use = columns(VaultUse)
    attached = exists(
        select(use.id).where(
            use.document_id == columns(VaultDocument).id,
            use.subject_kind == subject_kind,
            use.subject_id == subject_id,
        )
    )
    query = select(VaultDocument).where(columns(VaultDocument).id == document_id, attached)
    return _one(session.execute(query).scalar_one_or_none())


def read_content(session: Session, document: VaultDocument) -> bytes:
    """The bytes of a document that the viewer was shown."""
    query = select(columns(VaultContent).data).where(columns(VaultContent).id == document.id)
    found: bytes | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def _own(actor: Actor, document_id: str) -> Select[Any]:
    row = columns(VaultDocument)
    return select(VaultDocument).where(row.id == document_id, row.owner_id == actor.organisation_id)


def _one(found: VaultDocument | None) -> VaultDocument:
    if found is None:
        raise NothingIsThere
    return found


def find_same(session: Session, owner_id: str, sha256: str) -> VaultDocument | None:
    """The owner's current document with these bytes, or None."""
    row = columns(VaultDocument)
    query = select(VaultDocument).where(
        row.owner_id == owner_id, row.sha256 == sha256, row.state == "current"
    )
    return session.execute(query).scalar_one_or_none()


def find_former(session: Session, document: VaultDocument) -> Sequence[VaultDocument]:
    """The versions in whose place a document stands, the newest first."""
    row = columns(VaultDocument)
    query = select(VaultDocument).where(row.replaced_by_id == document.id)
    return session.execute(query.order_by(row.created_at.desc())).scalars().all()


def list_uses(session: Session, document: VaultDocument) -> Sequence[VaultUse]:
    """Where a document of the viewer's own is shown, the oldest use first."""
    use = columns(VaultUse)
    query = select(VaultUse).where(use.document_id == document.id)
    return session.execute(query.order_by(use.created_at, use.id)).scalars().all()


def documents_of(session: Session, subject_kind: str, subject_ids: Sequence[str]) -> Sequence[Any]:
    """What is attached to subjects, for whoever was allowed to see them: checks nothing itself.

    Columns: subject_id, id, kind, title, filename, media_type, size_bytes, sha256, valid_from,
    valid_to, state, owner_id, owner (name), attached_at; the oldest first.
    """
    use, row, owner = columns(VaultUse), columns(VaultDocument), columns(Organisation)
    query = (
        select(
            use.subject_id,
            row.id,
            row.kind,
            row.title,
            row.filename,
            row.media_type,
            row.size_bytes,
            row.sha256,
            row.valid_from,
            row.valid_to,
            row.state,
            row.owner_id,
            owner.name.label("owner"),
            use.created_at.label("attached_at"),
        )
        .select_from(table(VaultUse))
        .join(table(VaultDocument), row.id == use.document_id)
        .join(table(Organisation), owner.id == row.owner_id)
        .where(use.subject_kind == subject_kind, use.subject_id.in_(subject_ids))
        .order_by(use.created_at, use.id)
    )
    return session.execute(query).all()


def offered_to(
    session: Session, actor: Actor, subject_kind: str, subject_id: str
) -> Sequence[VaultDocument]:
    """The viewer's own current documents that do not stand at the subject yet, newest first."""
    row, use = columns(VaultDocument), columns(VaultUse)
    there = select(use.document_id).where(
        use.subject_kind == subject_kind, use.subject_id == subject_id
    )
    query = (
        select(VaultDocument)
        .where(row.owner_id == actor.organisation, row.state == "current", row.id.not_in(there))
        .order_by(row.created_at.desc(), row.id)
    )
    return session.execute(query).scalars().all()


def documents_query(actor: Actor, today: date) -> Select[Any]:
    """The viewer's documents, as columns of a list.

    Columns: id, title, kind, filename, standing, valid_from, valid_to, used_in (words),
    uploaded_by, created_at, kilobytes.
    """
    row = columns(VaultDocument)
    return select(
        row.id,
        row.title,
        row.kind,
        row.filename,
        standing_of(today).label("standing"),
        row.valid_from,
        row.valid_to,
        _used_in().label("used_in"),
        row.uploaded_by,
        row.created_at,
        ((row.size_bytes + 1023) // 1024).label("kilobytes"),
    ).where(row.owner_id == actor.organisation)


def standing_of(today: date) -> Any:
    """The rule ``standing`` as a column; of what is not current its state."""
    row = columns(VaultDocument)
    return case(
        (row.state != "current", row.state),
        (row.valid_to < today, "expired"),
        (row.valid_from > today, "ahead"),
        (row.valid_to <= today + EXPIRES_SOON, "expiring"),
        else_="valid",
    )


def is_used_at(subject_kind: str) -> Any:
    """The condition on a document: it is shown at some subject of a kind."""
    use = columns(VaultUse)
    return exists(
        select(use.id).where(
            use.document_id == columns(VaultDocument).id, use.subject_kind == subject_kind
        )
    )


def _used_in() -> Any:
    """Kinds of places in words, one after another; empty where it is used nowhere."""
    words: Any = literal("")
    for kind, name in SUBJECT_NAMES.items():
        words = words + case((is_used_at(kind), f"{name}、"), else_="")
    return func.rtrim(words, "、")


def matching_words(search: str) -> Any:
    """The condition on a document: title or file name holds what was typed."""
    row = columns(VaultDocument)
    words = f"%{search.replace('%', '').replace(chr(0), '').lower()}%"
    return or_(func.lower(row.title).like(words), func.lower(row.filename).like(words))


def count_ending(session: Session, actor: Actor, standing: str, today: date) -> tuple[int, Any]:
    """How many current documents stand so on a day, and the nearest day on which one ends."""
    row = columns(VaultDocument)
    query = select(func.count(), func.min(row.valid_to)).where(
        row.owner_id == actor.organisation, standing_of(today) == standing
    )
    count, nearest = session.execute(query).one()
    return int(count), nearest
