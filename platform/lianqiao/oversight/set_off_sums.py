"""Set-offs in numbers: how many in each state, how many firms helped, how much cleared."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.tables import columns, table
from ..trade.models import SetOff, SetOffPart
from ..trade.states import SET_OFF


@dataclass(frozen=True)
class Sums:
    """Counts by state; debts that vanished, and those that would, in fen over all firms."""

    counts: Mapping[str, int]
    cleared_fen: int
    waiting_fen: int
    firms: int

    @property
    def total(self) -> int:
        """All proposals there have been."""
        return sum(self.counts.values())


def read_sums(session: Session) -> Sums:
    """The sums over all set-offs; no firm is told by them."""
    row, part = columns(SetOff), columns(SetOffPart)
    counted = select(row.state, func.count()).group_by(row.state)
    counts = {state: int(number) for state, number in session.execute(counted)}
    summed = (
        select(row.state, func.sum(part.amount_fen))
        .join(table(SetOff), row.id == part.set_off_id)
        .group_by(row.state)
    )
    amounts = {state: int(amount) for state, amount in session.execute(summed)}
    helped = (
        select(func.count(part.debtor_id.distinct()))
        .join(table(SetOff), row.id == part.set_off_id)
        .where(row.state == "carried_out")
    )
    return Sums(
        counts={state: counts.get(state, 0) for state in SET_OFF.states},
        cleared_fen=amounts.get("carried_out", 0),
        waiting_fen=amounts.get("proposed", 0),
        firms=int(session.execute(helped).scalar_one()),
    )
