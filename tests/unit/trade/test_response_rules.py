"""How answers to confirmation requests are counted."""

from datetime import date, timedelta

import pytest

from lianqiao.trade.response_rules import Request, months_of, outcome, sum_up, year_back

ASKED = date(2026, 11, 2)
LAST = date(2026, 12, 2)


def asked(answered: int | None = None, ended: int | None = None, *, law: bool = True) -> Request:
    """Answered or fallen away so many days after the asking."""
    days = [None if n is None else ASKED + timedelta(days=n) for n in (answered, ended)]
    return Request("core", ASKED, LAST, law, *days)


@pytest.mark.parametrize(
    ("request_", "today", "expected"),
    [
        (asked(30), LAST, "in_time"),
        (asked(31), LAST, "late"),
        (asked(), LAST, "waiting"),
        (asked(), LAST + timedelta(days=1), "late"),
        (asked(ended=31), LAST, "late"),
    ],
)
def test_an_answer_is_in_time_late_or_awaited(
    request_: Request, today: date, expected: str
) -> None:
    assert outcome(request_, today) == expected


def test_what_is_taken_back_in_time_does_not_count() -> None:
    summed = sum_up([asked(ended=30), asked(ended=31)], LAST)
    assert (summed.requests, summed.late) == (1, 1)


def test_the_rate_leaves_out_what_is_still_awaited() -> None:
    summed = sum_up([asked(1), asked(3), asked(31), asked(law=False)], LAST)
    assert (summed.requests, summed.in_time, summed.late, summed.waiting) == (4, 2, 1, 1)
    assert (summed.statutory, summed.statutory_late) == (3, 1)
    assert summed.rate_ppm == 667_000
    assert summed.median_days == 3
    assert sum_up([asked(1), asked(2)], LAST).median_days == 1.5


def test_of_nothing_there_is_no_rate() -> None:
    nothing = sum_up([], LAST)
    assert (nothing.requests, nothing.rate_ppm, nothing.median_days) == (0, None, None)
    assert sum_up([asked()], LAST).rate_ppm is None


def test_twelve_months_end_with_this_one() -> None:
    assert year_back(date(2026, 11, 30)) == date(2025, 12, 1)
    assert months_of(date(2026, 2, 28))[0] == "2025-03"
    assert months_of(date(2026, 2, 28))[-1] == "2026-02"
