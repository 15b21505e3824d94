"""What was said about a document is put right; its bytes stay as they are."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.changes import told
from ..shared.transitions import advance
from . import rules
from .errors import NothingIsDifferent
from .models import VaultDocument
from .queries import lock_own_document
from .states import DOCUMENT
from .words import KIND_NAMES


@dataclass(frozen=True)
class Facts:
    """What a person says about a document."""

    kind: str
    title: str
    valid_from: date | None
    valid_to: date | None


def correct_document(
    session: Session, actor: Actor, document_id: str, facts: Facts, now: datetime
) -> VaultDocument:
    """Replace kind, title and validity; the timeline says from what to what.

    Raises TheDocumentIsNotCurrent, TheDatesDoNotFit, NothingIsDifferent.
    """
    row = lock_own_document(session, actor, document_id)
    rules.check_current(row.state)
    rules.check_dates(facts.valid_from, facts.valid_to)
    title = rules.title_from(facts.title, row.filename)
    words = told(
        (
            (_("种类"), KIND_NAMES[row.kind], KIND_NAMES[facts.kind]),
            (_("名称"), row.title, title),
            (_("起始日"), row.valid_from, facts.valid_from),
            (_("截止日"), row.valid_to, facts.valid_to),
        )
    )
    if not words:
        raise NothingIsDifferent(_("没有改动，不必保存"))
    row.kind, row.title = facts.kind, title
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    advance(session, DOCUMENT, row, "correct", actor, now, words)
    audit.record(session, actor, "correct_document", row.id, now, changes=words)
    return row
