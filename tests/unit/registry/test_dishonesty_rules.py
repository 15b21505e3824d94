"""The dishonest list: which entry stops financing on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.registry.dishonesty_rules import check_not_over, standing, stands
from lianqiao.registry.errors import TheListingIsOver

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
LISTED = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("state", "listed", "expires", "lifted", "name"),
    [
        ("listed", LISTED, None, None, "listed"),
        ("listed", TODAY, None, None, "listed"),
        ("listed", TODAY + DAY, None, None, "ahead"),
        ("listed", LISTED, TODAY, None, "listed"),
        ("listed", LISTED, TODAY - DAY, None, "expired"),
        ("repairing", LISTED, None, None, "repairing"),
        ("repairing", LISTED, TODAY - DAY, None, "expired"),
        ("lifted", LISTED, None, TODAY, "lifted"),
        ("lifted", LISTED, None, TODAY + DAY, "listed"),
        ("lifted", LISTED, TODAY - DAY, TODAY - DAY, "lifted"),
    ],
)
def test_an_entry_stands_from_its_day_until_it_is_lifted_or_runs_out(
    state: str, listed: date, expires: date | None, lifted: date | None, name: str
) -> None:
    assert standing(state, listed, expires, lifted, TODAY) == name
    assert stands(state, listed, expires, lifted, TODAY) is (name in ("listed", "repairing"))


@given(st.dates(LISTED, date(2030, 1, 1)))
def test_asking_for_repair_changes_nothing_about_the_stop(day: date) -> None:
    expires = date(2028, 1, 1)
    asked = stands("repairing", LISTED, expires, None, day)
    assert asked == stands("listed", LISTED, expires, None, day) == (day <= expires)


def test_what_has_run_out_needs_no_repair() -> None:
    check_not_over(None, TODAY)
    check_not_over(TODAY, TODAY)
    with pytest.raises(TheListingIsOver):
        check_not_over(TODAY - DAY, TODAY)
