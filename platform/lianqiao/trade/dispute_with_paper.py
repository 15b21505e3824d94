"""A dispute together with the paper that shows why."""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from ..shared.actor import Actor
from ..vault.attach_document import attach_document
from ..vault.errors import ItIsAttachedAlready, TheFileIsThereAlready
from ..vault.upload_document import NewDocument, upload_document
from .dispute_asset import dispute_asset
from .documents import SUBJECT, asset_phase
from .models import Asset


def dispute_with_paper(
    session: Session,
    actor: Actor,
    asset_id: str,
    reason: str,
    now: datetime,
    undisputed_fen: int | None = None,
    paper: NewDocument | None = None,
) -> Asset:
    """提出异议 with a paper, which both sides find among the document's attachments.

    It goes into one's own vault. Raises what ``dispute_asset``, ``upload_document`` and
    ``attach_document`` raise.
    """
    asset = dispute_asset(session, actor, asset_id, reason, now, undisputed_fen)
    if paper is None:
        return asset
    try:
        document_id = upload_document(session, actor, paper, now).id
    except TheFileIsThereAlready as same:
        document_id = same.document_id
    with suppress(ItIsAttachedAlready):  # it was among the papers before
        attach_document(session, actor, document_id, SUBJECT, asset.id, now, asset_phase)
    return asset
