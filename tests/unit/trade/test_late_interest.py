"""Late interest: which rate applies, and the exact sum, against a day-by-day oracle."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from lianqiao.shared.accrual import Paid, stretches
from lianqiao.shared.money import half_up
from lianqiao.trade.late_interest import Figures, LateRate, late_interest, rate_of

DUE = date(2026, 11, 20)
FIGURES = Figures(daily_ppm=500, lpr_then_ppm=30_000, lpr_due_ppm=31_000, markup_ppm=300_000)
DAILY = LateRate("statutory_daily", 500, per_day=True)


@pytest.mark.parametrize(
    ("agreed", "protected", "expected"),
    [
        (None, True, ("statutory_daily", 500, True)),
        (60_000, True, ("statutory_agreed", 60_000, False)),
        (30_000, True, ("statutory_agreed", 30_000, False)),
        (29_999, True, ("statutory_floor", 30_000, False)),
        (29_999, False, ("contract", 29_999, False)),
        (None, False, ("estimate", 40_300, False)),
    ],
)
def test_the_rate_follows_the_regulation_or_the_contract(
    agreed: int | None, protected: bool, expected: tuple[str, int, bool]
) -> None:
    rate = rate_of(agreed, FIGURES, is_protected=protected)
    assert rate is not None
    assert (rate.basis, rate.ppm, rate.per_day) == expected
    assert rate.is_statutory == protected


def test_without_any_figure_nothing_is_estimated() -> None:
    assert rate_of(None, Figures(), is_protected=False) is None
    assert rate_of(None, Figures(), is_protected=True) is None


def test_half_a_thousandth_a_day_of_a_million_for_ten_days() -> None:
    found = late_interest(100_000_000, DUE, [], DUE + timedelta(days=10), DAILY)
    assert (found.days, found.total_fen) == (10, 500_000)


def test_the_first_day_counts_and_the_last_does_not() -> None:
    assert late_interest(100_000_000, DUE, [], DUE, DAILY).total_fen == 0
    assert late_interest(100_000_000, DUE, [], DUE + timedelta(days=1), DAILY).total_fen == 50_000


def test_a_part_that_was_paid_bears_interest_until_it_was_paid() -> None:
    paid = [Paid(DUE + timedelta(days=4), 40_000_000), Paid(DUE - timedelta(days=9), 10_000_000)]
    found = late_interest(100_000_000, DUE, paid, DUE + timedelta(days=10), DAILY)
    assert [(line.days, line.amount_fen) for line in found.lines] == [
        (4, 90_000_000),
        (6, 50_000_000),
    ]
    assert found.total_fen == 90_000_000 * 4 * 500 // 10**6 + 50_000_000 * 6 * 500 // 10**6


def test_what_was_paid_in_time_bears_nothing() -> None:
    assert late_interest(100, DUE, [Paid(DUE, 100)], date(2030, 1, 1), DAILY).lines == []


def test_it_is_rounded_once_at_the_end() -> None:
    rate = LateRate("contract", 36_000)  # 0.0001 a day
    paid = [Paid(DUE + timedelta(days=1), 1_000), Paid(DUE + timedelta(days=2), 1_000)]
    found = late_interest(4_500, DUE, paid, DUE + timedelta(days=3), rate)
    assert [line.interest for line in found.lines] == [
        Fraction(45, 100),
        Fraction(35, 100),
        Fraction(25, 100),
    ]
    assert found.total_fen == 1  # 1.05, while each line alone would be nothing


def test_it_equals_the_sum_over_days() -> None:
    rng = Random(7)
    for _case in range(500):
        owed, daily = rng.randrange(1, 10**10), Fraction(rng.randrange(1, 10**5), 360 * 10**6)
        end = DUE + timedelta(days=rng.randrange(0, 200))
        paid = [
            Paid(DUE + timedelta(days=rng.randrange(-20, 220)), rng.randrange(1, owed + 1))
            for _payment in range(rng.randrange(5))
        ]
        total, day = Fraction(0), DUE
        while day < end:
            left = max(0, owed - sum(one.amount_fen for one in paid if one.on <= day))
            total, day = total + left * daily, day + timedelta(days=1)
        lines = stretches(owed, DUE, paid, end, daily)
        assert sum((line.interest for line in lines), Fraction(0)) == total
        assert half_up(total) >= 0
