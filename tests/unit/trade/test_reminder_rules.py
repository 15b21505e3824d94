"""When the side that is asked is reminded: each stage at its day, only the latest when late."""

from datetime import date, timedelta

import pytest

from lianqiao.trade.reminder_rules import Steps, by_hand, due_stage, stages_of

ASKED = date(2026, 11, 2)
LAST = ASKED + timedelta(days=30)
STEPS = Steps((10, 3, 0), 1, (7, 14))


def found(today: date, last: date | None = LAST, raised: tuple[str, ...] = ()) -> str:
    stage = due_stage(ASKED, last, STEPS, today, frozenset(raised))
    return stage.name.partition(".")[2] if stage else ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [(19, ""), (20, "S-10"), (26, "S-10"), (27, "S-3"), (29, "S-3"), (30, "S-0"), (31, "S+1")],
)
def test_a_statutory_term_has_its_stages(day: int, expected: str) -> None:
    assert found(ASKED + timedelta(days=day)) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(6, ""), (7, "C+7"), (13, "C+7"), (14, "C+14"), (300, "C+14")]
)
def test_a_courtesy_has_two_and_no_end(day: int, expected: str) -> None:
    assert found(ASKED + timedelta(days=day), None) == expected


def test_days_off_are_caught_up_by_the_latest_stage_alone() -> None:
    assert found(LAST + timedelta(days=40)) == "S+1"
    assert found(LAST + timedelta(days=40), raised=("261102.S+1",)) == ""


def test_a_clock_that_goes_back_says_nothing_twice() -> None:
    assert found(ASKED + timedelta(days=20), raised=("261102.S-3",)) == ""
    assert found(ASKED + timedelta(days=27), raised=("261102.S-10",)) == "S-3"


def test_asked_anew_the_stages_begin_anew() -> None:
    later = ASKED + timedelta(days=40)
    stage = due_stage(later, None, STEPS, later + timedelta(days=7), frozenset({"261102.C+14"}))
    assert stage is not None
    assert stage.name == "261212.C+7"


def test_nothing_is_raised_on_the_day_of_asking() -> None:
    short = stages_of(ASKED, ASKED + timedelta(days=3), STEPS)
    assert [one.name for one in short] == ["261102.S-0", "261102.S+1"]
    assert stages_of(ASKED, LAST, Steps((), None, ())) == []


def test_names_fit_their_column() -> None:
    names = [one.name for one in stages_of(ASKED, LAST, Steps((365,), 100, ()))]
    assert max(map(len, [*names, by_hand(ASKED)])) <= 20
