"""Interest on a balance that payments bring down: exact by the day, rounded once at the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Paid:
    """An amount in fen that was paid on a day."""

    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same amount was owed: the first counts, the last does not."""

    start: date
    end: date
    amount_fen: int
    interest: Fraction

    @property
    def days(self) -> int:
        """How many days count."""
        return (self.end - self.start).days

    @property
    def yuan(self) -> float:
        """The interest in yuan, to be looked at and not to be reckoned with."""
        return float(self.interest / 100)


def stretches(
    amount_fen: int, start: date, payments: Iterable[Paid], end: date, daily: Fraction
) -> list[Stretch]:
    """What was owed from ``start`` (counted) to ``end`` (not counted), between payments.

    ``daily`` is the rate of one day. Payments up to ``start`` bring the amount down before
    anything accrues; those from ``end`` on play no part. The interest of each is exact.
    """
    found: list[Stretch] = []
    day = start
    for paid in sorted(payments, key=lambda one: one.on):
        if paid.on >= end:
            break
        if paid.on > day and amount_fen > 0:
            found.append(_stretch(day, paid.on, amount_fen, daily))
        day = max(day, paid.on)
        amount_fen = max(0, amount_fen - paid.amount_fen)
    if end > day and amount_fen > 0:
        found.append(_stretch(day, end, amount_fen, daily))
    return found


def _stretch(start: date, end: date, amount_fen: int, daily: Fraction) -> Stretch:
    return Stretch(start, end, amount_fen, amount_fen * daily * (end - start).days)
