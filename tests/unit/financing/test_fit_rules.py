"""The fit of a pair: four marks, weights that are parameters, and nothing about ownership."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.financing.fit_rules import FitRule, Pair, fit_of, marks_of
from lianqiao.financing.match_words import WEIGHT_NAMES
from lianqiao.shared.parameters_data import PARAMETERS

WEIGHTS = {row.scope: int(row.value) for row in PARAMETERS if row.key == "fit.weight"}
RULE = FitRule(WEIGHTS, 120_000, 30, 11)
BEST = Pair(0, 60, 365, 1, knows_firm=True)

pairs = st.builds(
    Pair, *(st.integers(0, most) for most in (300_000, 400, 400, 60)), knows_firm=st.booleans()
)


def test_the_weights_are_a_whole_and_have_names() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert WEIGHTS.keys() == WEIGHT_NAMES.keys() == marks_of(fit_of(BEST, RULE)).keys()
    assert fit_of(BEST, RULE).total == 100


@given(pairs)
def test_the_fit_lies_between_nothing_and_a_hundred_and_better_terms_never_lower_it(
    pair: Pair,
) -> None:
    total = fit_of(pair, RULE).total
    assert 0 <= total <= 100
    for better in (
        replace(pair, all_in_ppm=max(0, pair.all_in_ppm - 1_000)),
        replace(pair, max_days=pair.max_days + 1),
        replace(pair, decision_days=max(1, pair.decision_days - 1)),
        replace(pair, knows_firm=True),
    ):
        assert fit_of(better, RULE).total >= total


@pytest.mark.parametrize(
    ("worse", "mark"),
    [
        ({"all_in_ppm": 120_000}, "cost"),
        ({"max_days": 60}, "tenor"),
        ({"decision_days": 11}, "speed"),
        ({"knows_firm": False}, "relationship"),
    ],
)
def test_each_mark_is_lost_alone_and_costs_its_weight(worse: dict[str, int], mark: str) -> None:
    fit = fit_of(replace(BEST, **worse), RULE)  # type: ignore[arg-type]
    assert {name: points for name, points in marks_of(fit).items() if points < 100} == {mark: 0}
    assert fit.total == 100 - WEIGHTS[mark]


def test_other_weights_give_another_score() -> None:
    dear = replace(BEST, all_in_ppm=120_000)
    assert fit_of(dear, replace(RULE, weights={"speed": 3})).total == 100
    assert fit_of(dear, replace(RULE, weights={"cost": 3})).total == 0
    assert fit_of(dear, replace(RULE, weights={})).total == 0


def test_bounds_of_nothing_are_bounds_too() -> None:
    rule = FitRule(WEIGHTS, 0, 0, 1)
    assert fit_of(BEST, rule).total == 100
    assert fit_of(replace(BEST, all_in_ppm=1, decision_days=2), rule).cost == 0


def test_nothing_that_the_marks_look_at_tells_of_ownership() -> None:
    assert {field.name for field in fields(Pair)} == {
        *("all_in_ppm", "days", "max_days", "decision_days", "knows_firm")
    }
