"""The four goals, from figures to judgement."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.oversight.plots import HEIGHT, WIDTH, draw
from lianqiao.oversight.rules import (
    Figures,
    Targets,
    growth_ppm,
    judge,
    month_due,
    show_count,
    together,
    year_before,
)

TARGETS = Targets(0, 100_000, 0, 0, 0)
YI = 10_000_000_000
BEFORE = Figures("2025-10", 100 * YI, 10 * YI, 4 * YI, 2 * YI, 200, 20, 42_000, 0, 0)
NOW = Figures("2026-10", 110 * YI, 12 * YI, 5 * YI, 3 * YI, 230, 35, 40_500, YI // 10, YI)


def _met(now: Figures, before: Figures | None = BEFORE) -> dict[str, bool | None]:
    return {goal.key: goal.met for goal in judge(now, before, TARGETS)}


def test_a_year_in_which_all_goals_are_met() -> None:
    assert _met(NOW) == {"increase": True, "widen": True, "improve": True, "cheapen": True}


@pytest.mark.parametrize(
    ("goal", "worse"),
    [
        ("increase", {"manufacturing_fen": 109 * YI // 10}),  # +9 % against +10 %
        ("widen", {"borrowers": 219}),
        ("improve", {"medium_long_fen": 4 * YI}),
        ("improve", {"credit_fen": 2 * YI - 1_000_000}),
        ("cheapen", {"weighted_rate_ppm": 42_000}),
    ],
)
def test_each_goal_is_missed_for_its_own_reason(goal: str, worse: dict[str, int]) -> None:
    met = _met(replace(NOW, **worse))
    assert met[goal] is False


def test_growth_that_equals_the_target_is_enough() -> None:
    assert _met(replace(NOW, manufacturing_fen=11 * YI))["increase"] is True
    assert _met(replace(NOW, borrowers=220))["widen"] is True


def test_without_last_year_nothing_is_judged_and_nothing_is_claimed() -> None:
    assert set(_met(NOW, None).values()) == {None}


def test_growth_from_nothing_cannot_be_said() -> None:
    assert growth_ppm(5, 0) is None
    assert growth_ppm(0, 5) == -1_000_000


def test_the_rate_of_several_banks_is_weighted_by_their_manufacturing_loans() -> None:
    small = replace(NOW, manufacturing_fen=1 * YI, weighted_rate_ppm=60_000)
    big = replace(NOW, manufacturing_fen=3 * YI, weighted_rate_ppm=40_000)
    assert together("2026-10", [small, big]).weighted_rate_ppm == 45_000


def test_nobody_together_is_nothing() -> None:
    assert together("2026-10", []).weighted_rate_ppm == 0


def test_months_and_their_due_day() -> None:
    assert year_before("2026-01") == "2025-01"
    assert month_due(date(2026, 1, 31)) == ("2025-12", date(2026, 1, 10))
    assert month_due(date(2026, 11, 24)) == ("2026-10", date(2026, 11, 10))


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "＜3"), (2, "＜3"), (3, "3")])
def test_small_counts_are_hidden(count: int, shown: str) -> None:
    assert show_count(count, 3) == shown


@given(st.lists(st.integers(-(10**12), 10**15), min_size=2, max_size=40))
def test_a_plot_stays_inside_its_box(values: list[int]) -> None:
    plot = draw([(str(at), value) for at, value in enumerate(values)])
    assert plot is not None
    spots = [tuple(map(float, spot.split(","))) for spot in plot.points.split()]
    assert len(spots) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in spots)


def test_one_month_is_no_plot() -> None:
    assert draw([("2026-10", 5)]) is None
