"""The county's four goals from monthly figures: 增量, 扩面, 提质, 降本.

Source: 《东至县…金融支持制造业》, 2020-09-17; its figures stand in the parameter table.

Pure: figures and targets in, outcomes out. Growth is against the same month a year before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from ..shared.money import PPM, half_up

DUE_DAY = 10  # returns of a month are due on this day of the next
Unit = Literal["growth", "points", "fen", "count", "rate"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one bank reported for one month, or several banks together. ``month`` is YYYY-MM."""

    month: str
    all_loans_fen: int
    manufacturing_fen: int
    medium_long_fen: int
    credit_fen: int
    borrowers: int
    first_time: int
    weighted_rate_ppm: int
    nonperforming_fen: int
    relending_fen: int


@dataclass(frozen=True, slots=True)
class Targets:
    """The figures that the goals are held against, in ppm; from the parameter table."""

    growth_over_all_loans: int
    borrower_growth: int
    medium_long_over_all_loans: int
    credit_growth: int
    rate_change: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a goal: its value, its target, whether it is met (None: cannot be said)."""

    key: str
    unit: Unit
    value: int | None
    target: int | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal is met when every measure with a target is."""

    key: str
    measures: tuple[Measure, ...]

    @property
    def met(self) -> bool | None:
        """None as long as one of its targets cannot be judged."""
        judged = [measure.met for measure in self.measures if measure.target is not None]
        if False in judged:
            return False
        return None if None in judged else True

    @property
    def headline(self) -> Measure:
        """The first measure, which the goal is known by."""
        return self.measures[0]


def year_before(month: str) -> str:
    """The same month of the year before: 2026-11 → 2025-11."""
    return f"{int(month[:4]) - 1:04d}{month[4:]}"


def month_due(today: date) -> tuple[str, date]:
    """The month whose returns are asked for now, and the day by which they are due."""
    last = today.replace(day=1) - timedelta(days=1)
    return f"{last:%Y-%m}", today.replace(day=DUE_DAY)


def growth_ppm(now: int, before: int) -> int | None:
    """Growth over ``before`` in ppm, None where there was nothing to grow from."""
    return half_up(Fraction((now - before) * PPM, before)) if before else None


def share_ppm(part: int, whole: int) -> int | None:
    """A part of a whole in ppm, None of nothing."""
    return half_up(Fraction(part * PPM, whole)) if whole else None


def together(month: str, parts: Sequence[Figures]) -> Figures:
    """Several banks' figures as one; the rate is weighted by manufacturing loans."""
    weight = sum(part.manufacturing_fen for part in parts)
    interest = sum(part.weighted_rate_ppm * part.manufacturing_fen for part in parts)
    return Figures(
        month=month,
        all_loans_fen=sum(part.all_loans_fen for part in parts),
        manufacturing_fen=weight,
        medium_long_fen=sum(part.medium_long_fen for part in parts),
        credit_fen=sum(part.credit_fen for part in parts),
        borrowers=sum(part.borrowers for part in parts),
        first_time=sum(part.first_time for part in parts),
        weighted_rate_ppm=half_up(Fraction(interest, weight)) if weight else 0,
        nonperforming_fen=sum(part.nonperforming_fen for part in parts),
        relending_fen=sum(part.relending_fen for part in parts),
    )


def judge(now: Figures, before: Figures | None, targets: Targets) -> tuple[Goal, ...]:
    """The four goals of a month, in the order of the document."""
    return (
        _increase(now, before, targets),
        _widen(now, before, targets),
        _improve(now, before, targets),
        _cheapen(now, before, targets),
    )


def _growth(now: Figures, before: Figures | None, name: str) -> int | None:
    return growth_ppm(getattr(now, name), getattr(before, name)) if before else None


def _difference(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left - right


def _at_least(key: str, unit: Unit, value: int | None, target: int) -> Measure:
    return Measure(key, unit, value, target, None if value is None else value >= target)


def _increase(now: Figures, before: Figures | None, targets: Targets) -> Goal:
    growth = _growth(now, before, "manufacturing_fen")
    ahead = _difference(growth, _growth(now, before, "all_loans_fen"))
    return Goal(
        "increase",
        (
            _at_least("growth_over_all_loans", "points", ahead, targets.growth_over_all_loans),
            Measure("manufacturing_growth", "growth", growth),
            Measure("manufacturing_loans", "fen", now.manufacturing_fen),
            Measure(
                "manufacturing_share", "rate", share_ppm(now.manufacturing_fen, now.all_loans_fen)
            ),
            Measure("relending", "fen", now.relending_fen),
        ),
    )


def _widen(now: Figures, before: Figures | None, targets: Targets) -> Goal:
    growth = _growth(now, before, "borrowers")
    return Goal(
        "widen",
        (
            _at_least("borrower_growth", "growth", growth, targets.borrower_growth),
            Measure("borrowers", "count", now.borrowers),
            Measure("first_time_borrowers", "count", now.first_time),
        ),
    )


def _improve(now: Figures, before: Figures | None, targets: Targets) -> Goal:
    longer = _difference(
        _growth(now, before, "medium_long_fen"), _growth(now, before, "all_loans_fen")
    )
    credit = _growth(now, before, "credit_fen")
    bad = share_ppm(now.nonperforming_fen, now.manufacturing_fen)
    return Goal(
        "improve",
        (
            _at_least(
                "medium_long_over_all_loans", "points", longer, targets.medium_long_over_all_loans
            ),
            _at_least("credit_growth", "growth", credit, targets.credit_growth),
            Measure("medium_long_loans", "fen", now.medium_long_fen),
            Measure("credit_loans", "fen", now.credit_fen),
            Measure("nonperforming_share", "rate", bad),
        ),
    )


def _cheapen(now: Figures, before: Figures | None, targets: Targets) -> Goal:
    change = now.weighted_rate_ppm - before.weighted_rate_ppm if before else None
    met = None if change is None else change < targets.rate_change
    return Goal(
        "cheapen",
        (
            Measure("rate_change", "points", change, targets.rate_change, met),
            Measure("weighted_rate", "rate", now.weighted_rate_ppm),
        ),
    )


def show_count(count: int, hidden_below: int) -> str:
    """A count as the regulator sees it: small ones could name a firm, so they are ＜3."""
    return f"＜{hidden_below}" if 0 < count < hidden_below else str(count)
