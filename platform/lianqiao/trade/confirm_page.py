"""What a document's page shows of confirming: the second person, the credit notes, the prefill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ..accounts.people import has_other_approver
from ..shared.actor import Actor
from ..shared.transitions import history
from .confirm_reading import list_credit_notes, second_person_above
from .credit_note_rules import may_note
from .models import Asset, CreditNote
from .two_persons import needs_two


@dataclass(frozen=True)
class Confirming:
    """For one viewer; what colleagues do is told to the confirming firm alone.

    ``above_fen`` is the amount above which two persons confirm, None where it does not
    matter here; ``lacks_second`` that nobody else of the firm may be the second one.
    """

    above_fen: int | None
    lacks_second: bool
    first_name: str
    first_words: str
    is_first: bool
    notes: Sequence[CreditNote]
    noted_fen: int
    can_note: bool

    @property
    def is_second_stage(self) -> bool:
        """Whether a first person's word waits for a second one, and the viewer may know."""
        return bool(self.first_words)


def look_at_confirming(session: Session, actor: Actor, asset: Asset, today: date) -> Confirming:
    """Gather it. The caller has fetched the asset with permission."""
    notes = list_credit_notes(session, asset.id)
    own = asset.core_id == actor.organisation_id
    open_now = own and asset.state in ("entered", "disputed", "confirming")
    above_fen = second_person_above(session, today) if open_now else None
    matters = asset.state == "confirming" or needs_two(asset.amount_fen, above_fen)
    first = _first(session, asset) if own else ("", "")
    waits_for = asset.proposed_by if asset.state == "confirming" else actor.user_id
    return Confirming(
        above_fen=above_fen if matters else None,
        lacks_second=open_now
        and matters
        and not has_other_approver(session, actor.organisation, waits_for),
        first_name=first[0],
        first_words=first[1],
        is_first=asset.proposed_by is not None and asset.proposed_by == actor.user_id,
        notes=notes,
        noted_fen=sum(note.amount_fen for note in notes),
        can_note=may_note(asset, actor.organisation_id),
    )


def _first(session: Session, asset: Asset) -> tuple[str, str]:
    """Who proposed, and what, while it waits for the second person."""
    if asset.state != "confirming":
        return "", ""
    step = history(session, asset.id)[-1]
    return step.actor_name, step.reason
