"""Interest, all-in cost and schedules: the published check, and that no fen is lost."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared.calendar import Calendar
from lianqiao.shared.interest import (
    DayCount,
    Instalment,
    LoanTermIsEmpty,
    Repayment,
    all_in_ppm,
    interest_fen,
    schedule,
)

D = dt.date.fromisoformat
CALENDAR = Calendar()
WAYS: list[Repayment] = ["bullet", "quarterly", "equal_principal", "equal_instalment"]


@pytest.mark.parametrize(("day_count", "fen"), [(360, 1_946_389), (365, 1_919_726)])
def test_interest_of_182_days(day_count: DayCount, fen: int) -> None:
    start, end = D("2026-03-02"), D("2026-08-31")
    assert (end - start).days == 182
    assert interest_fen(100_000_000, 38_500, start, end, day_count) == fen


def test_a_day_without_a_night_bears_no_interest() -> None:
    assert interest_fen(100_000_000, 38_500, D("2026-03-02"), D("2026-03-02")) == 0
    with pytest.raises(LoanTermIsEmpty):
        interest_fen(1, 1, D("2026-03-02"), D("2026-03-01"))


def test_the_all_in_cost_adds_fees_by_the_year() -> None:
    assert all_in_ppm(100_000_000, 38_500, 0, 0, 182) == 38_500
    assert all_in_ppm(100_000_000, 38_500, 0, 10_000, 182) == 48_500
    assert all_in_ppm(100_000_000, 38_500, 5_000, 0, 180) == 48_500
    assert all_in_ppm(100_000_000, 38_500, 0, 0, 180, other_fees_fen=500_000) == 48_500
    with pytest.raises(LoanTermIsEmpty):
        all_in_ppm(100_000_000, 38_500, 0, 0, 0)


def plan(drawdown: str, maturity: str, way: Repayment) -> list[Instalment]:
    return schedule(100_000_000, 38_500, D(drawdown), D(maturity), way, calendar=CALENDAR)


def test_a_bullet_pays_interest_with_the_principal() -> None:
    (only,) = plan("2026-03-02", "2026-08-31", "bullet")
    expected = Instalment(1, D("2026-08-31"), D("2026-08-31"), 100_000_000, 1_946_389)
    assert only == expected


def test_a_maturity_on_a_day_off_moves_but_bears_no_more() -> None:
    (only,) = plan("2026-09-01", "2026-10-01", "bullet")
    assert (only.due_date, only.effective_due_date) == (D("2026-10-01"), D("2026-10-08"))
    assert only.interest_fen == interest_fen(100_000_000, 38_500, D("2026-09-01"), D("2026-10-01"))


def test_quarterly_interest_falls_on_the_20th() -> None:
    parts = plan("2026-03-20", "2027-03-20", "quarterly")
    assert [part.due_date.isoformat() for part in parts] == [
        "2026-06-20",
        "2026-09-20",
        "2026-12-20",
        "2027-03-20",
    ]
    assert [part.principal_fen for part in parts] == [0, 0, 0, 100_000_000]
    assert parts[0].effective_due_date == D("2026-06-22")
    assert parts[1].effective_due_date == D("2026-09-20")


def test_equal_principal_pays_it_in_equal_parts() -> None:
    parts = plan("2026-01-31", "2026-04-30", "equal_principal")
    assert [part.due_date.isoformat() for part in parts] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert [part.principal_fen for part in parts] == [33_333_334, 33_333_333, 33_333_333]
    assert parts[1].interest_fen == interest_fen(
        66_666_666, 38_500, D("2026-02-28"), D("2026-03-31")
    )


def test_equal_instalments_are_equal_but_for_the_last() -> None:
    parts = plan("2026-01-15", "2027-01-15", "equal_instalment")
    payments = [part.principal_fen + part.interest_fen for part in parts]
    assert len(payments) == 12
    assert len(set(payments[:-1])) == 1
    assert abs(payments[-1] - payments[0]) <= 12


def test_a_loan_must_end_after_it_starts() -> None:
    with pytest.raises(LoanTermIsEmpty):
        plan("2026-01-15", "2026-01-15", "bullet")


@given(
    st.integers(0, 10**12),
    st.integers(0, 360_000),
    st.dates(D("2024-01-01"), D("2027-12-31")),
    st.integers(1, 1_500),
    st.sampled_from(WAYS),
)
def test_no_schedule_loses_a_fen(
    principal: int, rate: int, drawdown: dt.date, days: int, way: Repayment
) -> None:
    maturity = drawdown + dt.timedelta(days=days)
    parts = schedule(principal, rate, drawdown, maturity, way, calendar=CALENDAR)
    assert sum(part.principal_fen for part in parts) == principal
    assert min(part.principal_fen for part in parts) >= 0
    assert [part.seq for part in parts] == list(range(1, len(parts) + 1))
    assert parts[-1].due_date == maturity
    dates = [drawdown, *(part.due_date for part in parts)]
    assert all(earlier < later for earlier, later in pairwise(dates))
    whole = interest_fen(principal, rate, drawdown, maturity)
    interest = sum(part.interest_fen for part in parts)
    assert interest <= whole + len(parts)
    if way in ("bullet", "quarterly"):
        assert abs(interest - whole) <= len(parts)
