"""A person puts a file into the organisation's vault."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import note_step
from . import rules
from .errors import TheFileIsThereAlready
from .file_types import recognise
from .models import VaultContent, VaultDocument
from .queries import find_same
from .states import DOCUMENT


@dataclass(frozen=True)
class NewDocument:
    """A file as it comes, with what was said about it; an empty title becomes the file's name."""

    kind: str
    title: str
    filename: str
    data: bytes
    valid_from: date | None = None
    valid_to: date | None = None


def upload_document(
    session: Session, actor: Actor, new: NewDocument, now: datetime
) -> VaultDocument:
    """Keep a file. Raises the refusals of rules.py and file_types.py, TheFileIsThereAlready."""
    row = add_document(session, actor, new, now)
    audit.record(session, actor, "upload_document", row.id, now, **facts_of(row))
    return row


def add_document(session: Session, actor: Actor, new: NewDocument, now: datetime) -> VaultDocument:
    """The rows alone, with the first step of the timeline."""
    found = recognise(new.data)
    rules.check_dates(new.valid_from, new.valid_to)
    filename = rules.clean_filename(new.filename, found.extensions)
    row = VaultDocument(
        created_at=now,
        owner_id=actor.organisation,
        kind=new.kind,
        title=rules.title_from(new.title, filename),
        filename=filename,
        media_type=found.media_type,
        size_bytes=len(new.data),
        sha256=hashlib.sha256(new.data).hexdigest(),
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        uploaded_by=actor.name,
    )
    _refuse_same(session, row)
    try:
        with session.begin_nested():
            note_step(session, DOCUMENT, row, "upload", actor, now)
            session.add(VaultContent(id=row.id, created_at=now, data=new.data))
            session.flush()
    except IntegrityError:  # a colleague's upload of the same bytes was faster
        _refuse_same(session, row)
        raise
    return row


def _refuse_same(session: Session, row: VaultDocument) -> None:
    same = find_same(session, row.owner_id, row.sha256)
    if same is not None:
        raise TheFileIsThereAlready(
            _("文件库里已有同一文件：「%(title)s」，不必再传", title=same.title), same.id
        )


def facts_of(row: VaultDocument) -> dict[str, object]:
    """What the audit chain keeps of a document."""
    return {
        "kind": row.kind,
        "title": row.title,
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "valid_to": row.valid_to,
    }
