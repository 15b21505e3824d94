"""Interest on a debt that is paid late: which rate applies, and what it comes to.

Where a large enterprise or public body pays an SME late it owes interest by regulation
(国务院令第802号, art. 17): at the agreed rate, not below the one-year LPR when the contract
was made; where none was agreed, 0.05 % a day. Between others the contract decides; what the
law would give without one is an estimate (法释〔2020〕17号, art. 18), and is called that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from ..shared.accrual import Paid, Stretch, stretches
from ..shared.money import PPM, half_up

YEAR: Final = 360
Basis = Literal["statutory_daily", "statutory_agreed", "statutory_floor", "contract", "estimate"]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures in force, in ppm; None where none is known.

    ``daily_ppm`` is that of the regulation; ``lpr_then_ppm`` the LPR when the contract was
    made, ``lpr_due_ppm`` when payment was due; ``markup_ppm`` what is added to it.
    """

    daily_ppm: int | None = None
    lpr_then_ppm: int | None = None
    lpr_due_ppm: int | None = None
    markup_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class LateRate:
    """The rate that applies and on what it rests; ``ppm`` a day, or a year of 360 days."""

    basis: Basis
    ppm: int
    per_day: bool = False

    @property
    def daily(self) -> Fraction:
        """The exact rate of one day."""
        return Fraction(self.ppm, PPM if self.per_day else PPM * YEAR)

    @property
    def is_statutory(self) -> bool:
        """Whether the regulation gives it; otherwise it is an estimate and no duty."""
        return self.basis.startswith("statutory")


def rate_of(agreed_ppm: int | None, figures: Figures, *, is_protected: bool) -> LateRate | None:
    """The rate of a debt; ``is_protected``: debtor and creditor are of the regulation's classes.

    None where nothing was agreed and no figure is known.
    """
    if is_protected and figures.daily_ppm is not None:
        if agreed_ppm is None:
            return LateRate("statutory_daily", figures.daily_ppm, per_day=True)
        floor = figures.lpr_then_ppm or 0
        if agreed_ppm < floor:
            return LateRate("statutory_floor", floor)
        return LateRate("statutory_agreed", agreed_ppm)
    if agreed_ppm is not None:
        return LateRate("contract", agreed_ppm)
    if figures.lpr_due_ppm is None:
        return None
    markup = figures.markup_ppm or 0
    return LateRate("estimate", half_up(Fraction(figures.lpr_due_ppm * (PPM + markup), PPM)))


@dataclass(frozen=True, slots=True)
class LateInterest:
    """What a debt bears until a day, with the working."""

    until: date
    rate: LateRate
    lines: Sequence[Stretch]

    @property
    def total_fen(self) -> int:
        """The sum, rounded half-up once."""
        return half_up(sum((line.interest for line in self.lines), Fraction(0)))

    @property
    def days(self) -> int:
        """Days from the first that counts to the last that does not."""
        return (self.lines[-1].end - self.lines[0].start).days if self.lines else 0


def late_interest(
    owed_fen: int, due: date, payments: Sequence[Paid], until: date, rate: LateRate
) -> LateInterest:
    """Interest on what is unpaid from the due date (counted) until a day (not counted).

    ``owed_fen`` is what was owed before any of the ``payments``.
    """
    return LateInterest(until, rate, stretches(owed_fen, due, payments, until, rate.daily))
