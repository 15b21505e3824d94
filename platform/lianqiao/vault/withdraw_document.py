"""A document is taken out of use; its row and its bytes stay."""

from datetime import datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import rules
from .models import VaultDocument
from .places import Places
from .queries import list_uses, lock_own_document
from .states import DOCUMENT


def withdraw_document(
    session: Session, actor: Actor, document_id: str, now: datetime, places: Places
) -> VaultDocument:
    """撤下: only while it is shown nowhere but at what is over, where it stays as evidence.

    Raises TheDocumentIsUsed, TransitionIsNotAllowed.
    """
    row = lock_own_document(session, actor, document_id)
    DOCUMENT.target(row.state, "withdraw")
    uses = places.of(session, list_uses(session, row))
    rules.check_unused([place.name for _use, place in uses if place.phase != "over"])
    advance(session, DOCUMENT, row, "withdraw", actor, now)
    audit.record(session, actor, "withdraw_document", row.id, now, sha256=row.sha256)
    return row
