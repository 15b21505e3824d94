"""The scorecard's rules: what counts on a day, how it adds up, what may be claimed, by whom."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.registry import errors
from lianqiao.registry import scorecard_rules as rules
from lianqiao.registry.models import DIMENSIONS, FACT_LEVELS, FACT_STATES

TODAY = date(2026, 11, 24)
POINTS = {"national": 40, "provincial": 30, "municipal": 20, "county": 10, "own": 5}
WEIGHTS = rules.Weights(POINTS, 100)


@dataclass(frozen=True)
class A:
    """A fact, verified and lasting unless said otherwise."""

    dimension: str = "brand"
    level: str = "county"
    state: str = "verified"
    obtained_on: date | None = date(2024, 1, 1)
    expires_on: date | None = None


def points(*facts: A, weights: rules.Weights = WEIGHTS) -> dict[str, int]:
    return {one.dimension: one.points for one in rules.score(facts, weights, TODAY)}


def test_each_dimension_adds_up_its_verified_facts_by_level() -> None:
    facts = [A(level="national"), A(), A(), A("technology", "own"), A("innovation", "provincial")]
    assert points(*facts) == {"brand": 60, "technology": 5, "innovation": 30, "sustainability": 0}


def test_the_sum_is_told_level_by_level_highest_first() -> None:
    (brand, *_rest) = rules.score([A(), A(level="national"), A()], WEIGHTS, TODAY)
    assert [(one.level, one.number, one.each) for one in brand.counted] == [
        ("national", 1, 40),
        ("county", 2, 10),
    ]


def test_a_dimension_never_passes_its_most_and_says_what_it_would_have_been() -> None:
    (brand, *_rest) = rules.score([A(level="national")] * 3, WEIGHTS, TODAY)
    assert (brand.points, brand.uncapped, brand.most) == (100, 120, 100)


@pytest.mark.parametrize("state", sorted(set(FACT_STATES) - {"verified"}))
def test_what_nobody_has_verified_counts_for_nothing(state: str) -> None:
    assert points(A(state=state))["brand"] == 0
    assert points(A())["brand"] == 10  # the same fact, verified


@pytest.mark.parametrize(
    ("obtained", "expires", "counted"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY, True),
        (None, TODAY - timedelta(days=1), False),
    ],
)
def test_a_fact_counts_from_its_first_to_its_last_day(obtained, expires, counted: bool) -> None:
    assert rules.counts(A(obtained_on=obtained, expires_on=expires), TODAY) is counted


def test_without_figures_nothing_is_worth_anything() -> None:
    assert set(points(A(), weights=rules.Weights({}, 0)).values()) == {0}


facts = st.builds(
    A,
    dimension=st.sampled_from(DIMENSIONS),
    level=st.sampled_from(FACT_LEVELS),
    state=st.sampled_from(FACT_STATES),
    obtained_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    expires_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)


@given(st.lists(facts, max_size=12), facts)
def test_one_more_fact_never_lowers_a_score_and_order_does_not_matter(many, one) -> None:
    before, after = points(*many), points(*many, one)
    assert all(before[name] <= after[name] <= 100 for name in DIMENSIONS)
    assert points(one, *reversed(many)) == after


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"issuer": ""}, "issuer", errors.ACertificateIsMissing),
        ({"obtained_on": None}, "obtained_on", errors.ACertificateIsMissing),
        ({"obtained_on": date(2026, 11, 25)}, "obtained_on", errors.TheFactIsOutOfDate),
        ({"expires_on": date(2026, 11, 23)}, "expires_on", errors.TheFactIsOutOfDate),
    ],
)
def test_a_claim_needs_its_issuer_and_days_that_fit(changes, field: str, error) -> None:
    claim = {"issuer": "某局", "obtained_on": date(2025, 1, 1), "expires_on": None}
    rules.check_claim("county", **claim, today=TODAY)
    with pytest.raises(error) as refusal:
        rules.check_claim("county", **(claim | changes), today=TODAY)
    assert refusal.value.field == field


def test_one_s_own_practice_needs_no_issuer() -> None:
    rules.check_claim("own", "", None, None, TODAY)


def test_who_claims_does_not_check() -> None:
    rules.check_other_person("anna", "bert")
    rules.check_other_person(None, None)  # files and commands: no person claimed it
    with pytest.raises(errors.TheClaimantDoesNotCheck):
        rules.check_other_person("anna", "anna")


def test_a_verified_fact_past_its_day_is_shown_as_expired() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert rules.standing("verified", yesterday, TODAY) == "expired"
    assert rules.standing("verified", TODAY, TODAY) == "verified"
    assert rules.standing("claimed", yesterday, TODAY) == "claimed"
