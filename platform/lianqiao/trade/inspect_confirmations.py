"""The invariants of confirmations as queries, for ``lianqiao verify``."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.models import StateChange
from ..shared.tables import columns, table
from .models import Asset, CreditNote


def two_persons_confirm(session: Session) -> Iterator[str]:
    """What one person proposed another one confirmed, and the steps say the same."""
    asset = columns(Asset)
    same = select(asset.number).where(asset.proposed_by == asset.confirmed_by)
    for (number,) in session.execute(same):
        yield f"{number} was proposed and confirmed by one person"
    numbers = dict(session.execute(select(asset.id, asset.number)).all())
    first: dict[str, str | None] = {}
    for step in session.execute(_steps()):
        if step.event == "propose":
            first[step.subject_id] = step.actor_user_id
        elif step.from_state == "confirming" and first.get(step.subject_id) == step.actor_user_id:
            number = numbers.get(step.subject_id, step.subject_id)
            yield f"{number}: both steps of its confirmation were taken by one person"


def _steps() -> Any:
    step = columns(StateChange)
    query = select(step.subject_id, step.event, step.from_state, step.actor_user_id)
    query = query.where(step.machine == "asset", step.event.in_(("propose", "confirm")))
    return query.order_by(step.at, step.created_at, step.id)


def credit_notes_are_counted(session: Session) -> Iterator[str]:
    """From its confirmation on a document is credited with the sum of its notes, before not at all.

    Their sum never exceeds the document.
    """
    asset, note = columns(Asset), columns(CreditNote)
    noted = func.coalesce(func.sum(note.amount_fen), 0)
    query = (
        select(
            asset.number,
            asset.amount_fen,
            asset.confirmation_no,
            asset.credited_fen,
            noted.label("noted"),
        )
        .select_from(table(Asset))
        .outerjoin(table(CreditNote), note.asset_id == asset.id)
        .group_by(asset.id)
    )
    counted = query.having((noted > 0) | (asset.credited_fen > 0))
    for row in session.execute(counted):
        expected = row.noted if row.confirmation_no else 0
        if row.credited_fen != expected:
            yield f"{row.number} is credited with {row.credited_fen}, its notes say {expected}"
        if row.noted > row.amount_fen:
            yield f"{row.number}: credit notes of {row.noted} on {row.amount_fen}"


INVARIANTS = (
    ("two_persons_confirm", two_persons_confirm),
    ("credit_notes_are_counted", credit_notes_are_counted),
)
