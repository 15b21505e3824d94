"""Some of the two hundred seeds of the soak: what must not matter does not, cures cure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from matching import explain, match
from matching.words import cure_phrase
from tests.unit.matching import metamorphic
from tests.unit.matching.examples import TODAY, a_product
from tests.unit.matching.metamorphic import CLAIMS, every_cure_of_a_near_miss_cures, given_by

SEEDS = range(24)


@pytest.mark.parametrize("claim", CLAIMS[:-1], ids=lambda claim: claim.__name__)
def test_what_holds_whatever_the_instance(claim: Callable[[int], None]) -> None:
    for seed in SEEDS:
        claim(seed)


@pytest.mark.parametrize("claim", CLAIMS[:-1], ids=lambda claim: claim.__name__)
def test_each_claim_would_notice_a_result_that_is_off(
    claim: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def off(*given: object) -> object:
        result = match(*given)  # type: ignore[arg-type]
        return replace(
            result,
            objective_fen=result.objective_fen // 2,
            upper_bound_fen=result.upper_bound_fen // 2,
            allocations=result.allocations[1:],
        )

    for seed in (0, 1):
        metamorphic.matched(seed)
    monkeypatch.setattr(metamorphic, "match", off)
    with pytest.raises(AssertionError):
        for seed in (0, 1):
            claim(seed)


def test_following_every_cure_of_a_near_miss_makes_the_pair_eligible() -> None:
    followed = set().union(*(every_cure_of_a_near_miss_cures(seed) for seed in SEEDS))
    assert {rule for rule, _ in followed} >= {"kind", "size", "grade", "core", "tenor", "amount"}
    assert len({words for rule, words in followed if rule in ("tenor", "amount")}) == 4


def test_a_cure_that_is_followed_by_half_does_not_cure() -> None:
    asset, product = given_by(0)[0][0], a_product(max_days=10)
    tenor = next(check for check in explain(asset, product, TODAY) if check.rule == "tenor")
    days = int(cure_phrase(tenor)[1]["missing"])  # type: ignore[index]
    short = replace(asset, due_date=asset.due_date - timedelta(days - 1))
    assert not next(c for c in explain(short, product, TODAY) if c.rule == "tenor").passed
