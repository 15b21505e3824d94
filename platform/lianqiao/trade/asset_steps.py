"""The course of a document as one of its two sides reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.models import StateChange
from ..shared.money import format_yuan
from ..shared.transitions import history
from .confirm_reading import list_credit_notes
from .models import Asset
from .queries import get_names

BETWEEN_COLLEAGUES = ("propose", "send_back")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. ``event`` is one of the machine's, or words."""

    event: Any
    to_state: str
    actor_name: str
    organisation_name: str
    at: datetime
    reason: str


def steps_for(session: Session, actor: Actor, asset: Asset) -> list[Step]:
    """The steps and the credit notes, oldest first.

    What colleagues write to each other before they confirm is their own firm's matter.
    """
    steps = [_step(actor, change) for change in history(session, asset.id)]
    if asset.kind == "receivable":
        steps += _notes(session, asset, steps)
    return sorted(steps, key=lambda step: step.at)


def _step(actor: Actor, change: StateChange) -> Step:
    theirs = change.organisation_id != actor.organisation_id
    hidden = theirs and change.event in BETWEEN_COLLEAGUES
    return Step(
        event=change.event,
        to_state=change.to_state,
        actor_name=change.actor_name,
        organisation_name=change.organisation_name,
        at=change.at,
        reason="" if hidden else change.reason,
    )


def _notes(session: Session, asset: Asset, steps: list[Step]) -> Iterator[Step]:
    names = get_names(session, (asset.creditor_id, asset.debtor_id))
    for note in list_credit_notes(session, asset.id):
        stood = [step.to_state for step in steps if step.at <= note.created_at]
        words = _(
            "红字发票 %(no)s，%(amount)s 元；原因：%(reason)s",
            no=note.number,
            amount=format_yuan(note.amount_fen),
            reason=note.reason,
        )
        yield Step(
            event=_("登记红冲"),
            to_state=stood[-1] if stood else asset.state,
            actor_name=names.get(note.entered_by, ""),
            organisation_name="",
            at=note.created_at,
            reason=words,
        )
