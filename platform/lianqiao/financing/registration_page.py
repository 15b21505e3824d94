"""What the page of one entry in the register shows to its bank."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.parameters import get_figure
from ..shared.tables import columns
from .extend_registration import WARNING
from .models import Registration
from .queries_register import registrations_query


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the ledger's row tells it, with its row and what can be done now."""

    row: Registration
    line: Any
    can_extend: bool
    can_release: bool
    is_clerk: bool
    warning_days: int


def look_at_registration(
    session: Session, actor: Actor, registration_id: str, today: date
) -> ShownEntry:
    """The entry of the bank's own; raises NothingIsThere."""
    days = get_figure(session, WARNING, today).number
    query = registrations_query(actor, today, days)
    line = session.execute(query.where(columns(Registration).id == registration_id)).one_or_none()
    if line is None:
        raise NothingIsThere
    found = select(Registration).where(columns(Registration).id == registration_id)
    return ShownEntry(
        row=session.execute(found).scalar_one(),
        line=line,
        can_extend=line.standing == "expiring",
        can_release=line.standing == "to_release",
        is_clerk=actor.has("clerk"),
        warning_days=days,
    )
