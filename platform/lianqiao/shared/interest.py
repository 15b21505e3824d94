"""Interest by actual days, all-in cost, and repayment schedules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from lianqiao.shared.calendar import Calendar, RollConvention
from lianqiao.shared.money import PPM, half_up, split_fen

DayCount = Literal[360, 365]
Repayment = Literal["bullet", "quarterly", "equal_principal", "equal_instalment"]

_QUARTER_DAY: Final = 20
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class LoanTermIsEmpty(ValueError):
    """A loan or a period must end after the day on which it starts."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is due on one date; the effective date is the contract's, moved off a day off."""

    seq: int
    due_date: date
    effective_due_date: date
    principal_fen: int
    interest_fen: int


def interest_fen(
    principal_fen: int, rate_ppm: int, start: date, end: date, day_count: DayCount = 360
) -> int:
    """Interest from `start` (counted) to `end` (not counted), rounded half-up once."""
    return half_up(principal_fen * _growth(rate_ppm, start, end, day_count))


def _growth(rate_ppm: int, start: date, end: date, day_count: DayCount) -> Fraction:
    """Interest on one fen."""
    if end < start:
        raise LoanTermIsEmpty(f"{start} to {end}")
    return Fraction(rate_ppm * (end - start).days, PPM * day_count)


def all_in_ppm(
    principal_fen: int,
    rate_ppm: int,
    fee_ppm: int,
    guarantee_fee_ppm: int,
    days: int,
    *,
    other_fees_fen: int = 0,
    day_count: DayCount = 360,
) -> int:
    """The all-in cost (综合融资成本) as a rate a year.

    `fee_ppm` is a share of the principal, paid once; `guarantee_fee_ppm` a share a year;
    `other_fees_fen` an amount, paid once.
    """
    if days <= 0 or principal_fen <= 0:
        raise LoanTermIsEmpty(f"{principal_fen} fen for {days} days")
    once = fee_ppm + Fraction(other_fees_fen * PPM, principal_fen)
    return half_up(rate_ppm + guarantee_fee_ppm + once * day_count / days)


def schedule(
    principal_fen: int,
    rate_ppm: int,
    drawdown: date,
    maturity: date,
    repayment: Repayment,
    *,
    calendar: Calendar,
    day_count: DayCount = 360,
    convention: RollConvention = "next",
) -> list[Instalment]:
    """The instalments of a loan; their principals sum to the loan's to the fen.

    Interest runs between contract due dates, so a changed calendar moves payments and never
    amounts. `quarterly` pays interest on the 20th of the quarter's last month and principal
    at maturity; the two `equal` ways pay monthly, on the drawdown's day of the month.

    Raises LoanTermIsEmpty.
    """
    if drawdown >= maturity:
        raise LoanTermIsEmpty(f"{drawdown} to {maturity}")
    dates = _due_dates(drawdown, maturity, repayment)
    periods = [_growth(rate_ppm, *period, day_count) for period in pairwise([drawdown, *dates])]
    principals = _principals(principal_fen, periods, repayment)
    instalments, balance = [], principal_fen
    for seq, (due, growth, part) in enumerate(zip(dates, periods, principals, strict=True), 1):
        effective = calendar.roll(due, convention).effective
        instalments.append(Instalment(seq, due, effective, part, half_up(balance * growth)))
        balance -= part
    return instalments


def _due_dates(drawdown: date, maturity: date, repayment: Repayment) -> list[date]:
    match repayment:
        case "bullet":
            return [maturity]
        case "quarterly":
            every = _quarter_days(drawdown)
        case _:
            every = _months_after(drawdown)
    dates = []
    for due in every:
        if due >= maturity:
            break
        dates.append(due)
    return [*dates, maturity]


def _quarter_days(start: date) -> Iterator[date]:
    for year in range(start.year, date.max.year):
        for month in (3, 6, 9, 12):
            due = date(year, month, _QUARTER_DAY)
            if due > start:
                yield due


def _months_after(start: date) -> Iterator[date]:
    for month in range(start.month, 12 * (date.max.year - start.year)):
        years, index = divmod(month, 12)
        year = start.year + years
        is_leap_february = index == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        yield date(year, index + 1, min(start.day, _LAST_DAYS[index] + is_leap_february))


def _principals(principal_fen: int, periods: list[Fraction], repayment: Repayment) -> list[int]:
    match repayment:
        case "bullet" | "quarterly":
            return [0] * (len(periods) - 1) + [principal_fen]
        case "equal_principal":
            return split_fen(principal_fen, [1] * len(periods))
        case "equal_instalment":
            return _annuity(principal_fen, periods)


def _annuity(principal_fen: int, periods: list[Fraction]) -> list[int]:
    """Principal parts that make every payment equal; the last takes what rounding leaves."""
    worth, discount = Fraction(0), Fraction(1)
    for growth in periods:
        discount /= 1 + growth
        worth += discount
    payment = half_up(principal_fen / worth)
    parts, balance = [], principal_fen
    for growth in periods[:-1]:
        part = min(balance, max(0, payment - half_up(balance * growth)))
        parts.append(part)
        balance -= part
    return [*parts, balance]
