"""What a confirmation depends on besides the document: the figure in force, and credit notes."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.parameters import ParameterIsMissing, get_figure
from ..shared.tables import columns
from .models import Asset, CreditNote


def second_person_above(session: Session, on: date) -> int | None:
    """Above which amount in fen two persons confirm, None where no such figure is in force."""
    try:
        return get_figure(session, "confirm.second_person", on).number
    except ParameterIsMissing:
        return None


def credited_of(session: Session, asset_id: str) -> int:
    """The sum of a document's credit notes, in fen."""
    note = columns(CreditNote)
    query = select(func.coalesce(func.sum(note.amount_fen), 0)).where(note.asset_id == asset_id)
    return int(session.execute(query).scalar_one())


def credited_of_many(session: Session, asset_ids: Sequence[str]) -> dict[str, int]:
    """The sums of those of the documents that have credit notes, in fen."""
    note = columns(CreditNote)
    query = select(note.asset_id, func.sum(note.amount_fen)).where(note.asset_id.in_(asset_ids))
    rows = session.execute(query.group_by(note.asset_id)).all()
    return {asset_id: int(total) for asset_id, total in rows}


def credited_before_confirming(session: Session, confirmer_id: str) -> dict[str, int]:
    """The sums of credit notes on all that a firm has not confirmed yet, in fen."""
    note, asset = columns(CreditNote), columns(Asset)
    query = (
        select(note.asset_id, func.sum(note.amount_fen))
        .join(Asset, asset.id == note.asset_id)
        .where(asset.core_id == confirmer_id, asset.confirmation_no == "")
        .group_by(note.asset_id)
    )
    return {asset_id: int(total) for asset_id, total in session.execute(query)}


def count_second(session: Session, actor: Actor) -> int:
    """How many documents of the person's firm wait for the second of two persons."""
    asset = columns(Asset)
    query = select(func.count()).where(
        asset.core_id == actor.organisation, asset.state == "confirming"
    )
    return int(session.execute(query).scalar_one())


def list_credit_notes(session: Session, asset_id: str) -> Sequence[CreditNote]:
    """A document's credit notes, oldest first. The caller has fetched it with permission."""
    note = columns(CreditNote)
    query = select(CreditNote).where(note.asset_id == asset_id)
    return session.execute(query.order_by(note.issued_on, note.id)).scalars().all()
