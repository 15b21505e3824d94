"""A newer version takes the place of a document, wherever nobody has decided by the old one."""

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
from .upload_document import NewDocument, add_document, facts_of


def replace_document(
    session: Session,
    actor: Actor,
    document_id: str,
    new: NewDocument,
    now: datetime,
    places: Places,
) -> VaultDocument:
    """Keep the new file, and show it where the old one is shown and the place is still open.

    What was confirmed or is over keeps the version that people saw. Raises
    TheDocumentIsNotCurrent and the refusals of ``upload_document``.
    """
    old = lock_own_document(session, actor, document_id)
    rules.check_current(old.state)
    row = add_document(session, actor, new, now)
    old.replaced_by_id = row.id
    advance(session, DOCUMENT, old, "replace", actor, now)
    uses = places.of(session, list_uses(session, old))
    moved = [use for use, place in uses if place.phase == "open"]
    for use in moved:
        use.document_id = row.id
        session.add(use)
    audit.record(
        session,
        actor,
        "replace_document",
        old.id,
        now,
        by=row.id,
        moved=len(moved),
        kept=len(uses) - len(moved),
        **facts_of(row),
    )
    return row
