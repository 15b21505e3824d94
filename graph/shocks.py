"""What goes wrong at one firm, and what is assumed of the means of the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from graph.debts import TradeDebt
from graph.errors import GraphError


class ShockIsOutOfRange(GraphError):
    """A share lies outside 0 to 1, or a number of days is below zero.

    Parameters
    ----------
    value : Fraction or int
        What was given.
    """

    def __init__(self, value: Fraction | int) -> None:
        super().__init__(f"a share is from 0 to 1 and days are 0 or more, not {value}")
        self.value = value


@dataclass(frozen=True, slots=True)
class Default:
    """A firm never pays a share of what it owes, whatever it has; the share is exact.

    Examples
    --------
    >>> Default("示例甲", Fraction(3, 10)).pays_at_most
    Fraction(7, 10)
    """

    firm: str
    share: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ShockIsOutOfRange(self.share)

    @property
    def pays_at_most(self) -> Fraction:
        """The share that it does pay, if it can."""
        return 1 - Fraction(self.share)


@dataclass(frozen=True, slots=True)
class Late:
    """A firm pays each of its debts so many days after it is due.

    Examples
    --------
    >>> late = Late("示例甲", 30)
    >>> debt = TradeDebt("示例甲", "示例乙", "r", 100, date(2026, 9, 10))
    >>> late.pays_on(debt, as_of=date(2026, 9, 1), until=date(2026, 12, 1))
    datetime.date(2026, 10, 10)
    """

    firm: str
    days: int

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ShockIsOutOfRange(self.days)

    def pays_on(self, debt: TradeDebt, as_of: date, until: date) -> date:
        """The day of payment; what is overdue counts as due today, without a date at the end."""
        return max(debt.due or until, as_of) + timedelta(days=self.days)


Shock: TypeAlias = Default | Late


class Unknown(StrEnum):
    """What a firm is taken to have whose means are not known."""

    NOTHING = "nothing"
    JUST_ENOUGH = "just_enough"


def due_by(debts: Iterable[TradeDebt], day: date, last: date) -> list[TradeDebt]:
    """Keep the debts that are due by a day, overdue ones included; undated ones are due last.

    Examples
    --------
    >>> debts = [TradeDebt("a", "b", "r", 100, date(2026, 9, 10)), TradeDebt("a", "b", "s", 5)]
    >>> [debt.document for debt in due_by(debts, date(2026, 9, 30), date(2026, 12, 1))]
    ['r']
    """
    return [debt for debt in debts if (debt.due or last) <= day]


def needs(debts: Iterable[TradeDebt], outside: Mapping[str, int]) -> dict[str, int]:
    """What each firm must have to pay all it owes if it receives all it is owed, in fen.

    Examples
    --------
    >>> needs([TradeDebt("a", "b", "r", 100), TradeDebt("b", "c", "s", 130)], {"c": 10})
    {'a': 100, 'b': 30, 'c': 0}
    """
    needed = dict(outside)
    for debt in debts:
        needed[debt.debtor] = needed.get(debt.debtor, 0) + debt.amount_fen
        needed[debt.creditor] = needed.get(debt.creditor, 0) - debt.amount_fen
    return {firm: max(0, amount) for firm, amount in sorted(needed.items())}
