"""An officer of the bank goes through the five conditions, of which data tick what they can."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .conditions import answered, look_up
from .models import Renewal
from .queries import lock_renewal_for
from .states import RENEWAL


def review_renewal(
    session: Session,
    actor: Actor,
    renewal_id: str,
    answers: Mapping[str, bool],
    now: datetime,
    today: date,
) -> Renewal:
    """评估五项条件: keeps each answer with what data said. Raises NothingIsThere."""
    renewal = lock_renewal_for(session, actor, renewal_id, "bank")
    RENEWAL.target(renewal.state, "review")
    renewal.conditions = answered(look_up(session, renewal, today), answers)
    advance(session, RENEWAL, renewal, "review", actor, now)
    met = [one["key"] for one in renewal.conditions if one["met"]]
    audit.record(session, actor, "review_renewal", renewal.id, now, met=met)
    return renewal
