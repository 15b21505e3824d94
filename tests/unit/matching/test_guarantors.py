"""A guarantor's capacity as a limit: across banks, exact, proven, and absent where nobody asks."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

import matching.problem
from matching import (
    Change,
    Instance,
    Limit,
    LimitPrice,
    Standing,
    changed,
    match,
    stand,
    with_asset,
    with_limit,
    with_product,
    without_limit,
)
from matching.check import check
from matching.clock import Budget
from matching.eligibility import find_eligible
from matching.errors import ValuesAreFaulty
from matching.generate import AS_OF, Scale, make
from matching.match import match_instance
from matching.problem import Problem, pose, pose_all
from matching.run import as_json
from matching.what_if import ceiling_of, times, to_ceilings, what_if, worth_of
from tests.unit.matching.examples import (
    TODAY,
    YUAN,
    a_product,
    an_asset,
    bound_by_prices,
    faults_of,
)
from tests.unit.matching.random_instances import Given, instances
from tests.unit.matching.seeded import guaranteed, small
from tests.unit.matching.small_optima import FLOATS, Model

TIGHT = 80_000 * YUAN  # the principal of an asset as the examples make it
BEHIND_BOTH = [a_product("P1", guarantor="G"), a_product("P2", bank="B2", guarantor="G")]


def capacity(fen: int, code: str = "G") -> Limit:
    return Limit("", "guarantee", code, fen)


def standing_of(instance: Given) -> Standing:
    return stand(Instance.of(*instance, TODAY), Budget())


def posed(instance: Given, pose_it: Callable[..., Problem]) -> Problem:
    made = Instance.of(*instance, TODAY)
    return pose_it(made, find_eligible(made))


def scarce(seed: int) -> Given:
    """A small instance in which guarantors are what is short: nothing else binds much."""
    assets, products, limits = guaranteed(seed, small(2 * seed, (8, 14), (5, 6)))
    roomy = [
        replace(limit, limit_fen=9 * limit.limit_fen) if limit.bank else limit for limit in limits
    ]
    return assets, [replace(each, quota_fen=None) for each in products], roomy


def test_one_capacity_holds_across_banks_and_products() -> None:
    assets = [an_asset(f"A{number}") for number in range(4)]
    free = match(assets, BEHIND_BOTH, [], TODAY)
    assert free.principal_fen == 4 * TIGHT
    short = match(assets, BEHIND_BOTH, [capacity(3 * TIGHT - 1)], TODAY)
    assert short.principal_fen == 2 * TIGHT
    assert check(assets, BEHIND_BOTH, [capacity(3 * TIGHT - 1)], short) == []
    assert [price.limit for price in short.limit_prices] == ["guarantee:G"]
    assert {left.reason for left in short.unfunded} == {"limits"}


def test_products_without_that_guarantor_are_not_touched() -> None:
    assets = [an_asset(f"A{number}") for number in range(4)]
    products = [a_product("P1", guarantor="G"), a_product("P2", guarantor="H", rate_ppm=50_000)]
    found = match(assets, [*products, a_product("P3", rate_ppm=60_000)], [capacity(0)], TODAY)
    assert {part.product_id for part in found.allocations} == {"P2"}


@settings(max_examples=60, deadline=None)
@given(instances(most_assets=8, most_products=6))
def test_random_instances_with_guarantors_are_feasible_and_proven(instance: Given) -> None:
    result = match(*instance, TODAY)
    assert check(*instance, result) == []
    assert faults_of(*instance, result) == []
    bound = bound_by_prices(*instance, result)
    assert bound <= result.upper_bound_fen < bound + 1


def test_small_instances_short_of_guarantees_reach_their_optimum() -> None:
    binding = 0
    for seed in range(24):
        instance = scarce(seed)
        result, best = match(*instance, TODAY), Model(instance).optimum()
        assert check(*instance, result) == [], seed
        assert result.objective_fen >= best * (1 - FLOATS) - 1, seed
        assert result.objective_fen <= best * (1 + FLOATS) + 1, seed
        assert result.upper_bound_fen >= best * (1 - FLOATS), seed
        binding += any(price.limit.startswith("guarantee:") for price in result.limit_prices)
    assert binding > 12


def test_a_run_that_forgets_guarantees_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.lines._is_guaranteed", lambda _instance, _named: False)
    found = [check(*scarce(seed), match(*scarce(seed), TODAY)) for seed in range(6)]
    assert any("guarantee:" in fault for faults in found for fault in faults)


def test_the_checker_sees_a_guarantee_that_is_passed_and_a_price_that_is_not_counted() -> None:
    assets = [an_asset("A1"), an_asset("A2")]
    limits = [capacity(TIGHT)]
    result = match(assets, BEHIND_BOTH, limits, TODAY)
    assert check(assets, BEHIND_BOTH, limits, result) == []
    low = [capacity(TIGHT - 1)]
    assert any("guarantee:G is used" in fault for fault in check(assets, BEHIND_BOTH, low, result))
    (price,) = result.limit_prices
    forged = replace(result, limit_prices=(replace(price, price_ppm=price.price_ppm - 1),))
    assert check(assets, BEHIND_BOTH, limits, forged)


def test_a_line_that_can_bind_only_across_banks_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    instance: Given = [an_asset("A1"), an_asset("A2")], BEHIND_BOTH, [capacity(2 * TIGHT - 1)]
    assert "guarantee:G" in posed(instance, pose).names
    roomy: Given = *instance[:2], [capacity(4 * TIGHT)]
    assert posed(roomy, pose).names == []
    monkeypatch.setattr(matching.problem, "KINDS", 5)  # counts it as if it were within one bank
    mixed = [a_product("P0"), *BEHIND_BOTH]
    assert "guarantee:G" not in posed(([an_asset()], mixed[:2], [capacity(1)]), pose).names


def test_there_is_no_fifth_row_without_a_guarantor_that_has_a_limit() -> None:
    assets = [an_asset()]
    for products, limits, rows in (
        ([a_product()], [], 4),
        ([a_product()], [capacity(1)], 4),
        (BEHIND_BOTH, [], 4),
        (BEHIND_BOTH, [capacity(1, "OTHER")], 4),
        (BEHIND_BOTH, [capacity(1)], 5),
    ):
        assert len(posed((assets, products, limits), pose_all).line) == rows


def test_a_guarantor_without_a_limit_changes_no_figure_of_a_run() -> None:
    assets, products, limits = small(0, (8, 14), (5, 6))
    named = [replace(each, guarantor="G") for each in products]
    once, again = match(assets, products, limits, TODAY), match(assets, named, limits, TODAY)
    assert as_json(replace(again, run_id=once.run_id)) == as_json(once)
    assert once.run_id != again.run_id


def test_a_guarantee_of_a_bank_or_of_nobody_is_refused() -> None:
    for wrong in (Limit("B1", "guarantee", "G", 1), Limit("", "guarantee", "", 1)):
        with pytest.raises(ValuesAreFaulty):
            match([an_asset()], [a_product()], [wrong], TODAY)
    with pytest.raises(ValuesAreFaulty):
        match([an_asset()], [a_product()], [Limit("", "bank", "", 1)], TODAY)


def test_a_capacity_that_falls_takes_parts_back_and_one_that_rises_gives_them() -> None:
    assets = [an_asset(f"A{number}") for number in range(4)]
    standing = standing_of((assets, BEHIND_BOTH, [capacity(3 * TIGHT)]))
    assert standing.principal_fen == 3 * TIGHT
    assert with_limit(standing, capacity(TIGHT)).principal_fen == TIGHT
    assert with_limit(standing, capacity(4 * TIGHT)).principal_fen == 4 * TIGHT
    assert without_limit(standing, "", "guarantee", "G").principal_fen == 4 * TIGHT
    assert with_limit(standing, capacity(0)).principal_fen == 0


def test_standings_with_another_capacity_stay_feasible_and_proven() -> None:
    for seed in range(12):
        assets, products, limits = scarce(seed)
        standing = standing_of((assets, products, limits))
        for ppm in (500_000, 1_500_000, 0, 3_000_000):
            names = [limit.party_uscc for limit in limits if not limit.bank]
            other = [
                replace(limit, limit_fen=limit.limit_fen * ppm // 1_000_000)
                if limit.party_uscc in names
                else limit
                for limit in limits
            ]
            after = changed(standing, Change(limits=tuple(other)))
            result, full = after.result(), match(assets, products, other, TODAY)
            assert check(assets, products, other, result) == [], (seed, ppm)
            assert result.objective_fen >= full.objective_fen - 2 * len(assets), (seed, ppm)


def test_an_asset_that_comes_first_to_a_guarantor_counts_against_it() -> None:
    order_only = [a_product("P1", kinds=("order",), guarantor="G"), a_product("P2", quota_fen=0)]
    standing = standing_of(([an_asset("A1")], order_only, [capacity(TIGHT)]))
    assert standing.principal_fen == 0
    first = with_asset(standing, an_asset("A2", kind="order"))
    assert first.principal_fen == TIGHT
    assert with_asset(first, an_asset("A3", kind="order")).principal_fen == TIGHT


def test_a_product_that_gets_a_guarantor_is_bound_by_it() -> None:
    assets = [an_asset("A1"), an_asset("A2")]
    standing = standing_of((assets, [a_product()], [capacity(TIGHT)]))
    assert standing.principal_fen == 2 * TIGHT
    bound = with_product(standing, a_product(guarantor="G"))
    assert bound.principal_fen == TIGHT
    assert check(assets, [a_product(guarantor="G")], [capacity(TIGHT)], bound.result()) == []


def test_what_if_a_guarantors_multiple_were_another() -> None:
    assets = [an_asset(f"A{number}") for number in range(4)]
    standing = standing_of((assets, BEHIND_BOTH, [capacity(2 * TIGHT)]))
    assert ceiling_of(standing, "guarantee:G") == 2 * TIGHT
    more = what_if(standing, times(standing, ["guarantee:G"], 1_500_000))
    assert (more.before.principal_fen, more.after.principal_fen) == (2 * TIGHT, 3 * TIGHT)
    assert len(more.newly_funded) == 1
    less = what_if(standing, to_ceilings(standing, {"guarantee:G": 0}))
    assert less.after.principal_fen == 0
    worth = worth_of(standing, "guarantee:G", TIGHT)
    assert 0 < worth.gained_fen <= worth.at_most_fen
    assert isinstance(standing.result().limit_prices[0], LimitPrice)


def test_some_hundred_assets_short_of_guarantees_keep_the_promise() -> None:
    columns, products, limits = make(Scale(300, 24, 5, 8, 40), 3)
    named = [
        replace(each, guarantor=f"G{at % 2}" if at % 3 else "") for at, each in enumerate(products)
    ]
    free = match_instance(Instance.of(columns, named, limits, AS_OF), Budget())
    taken = {each.product_id: each.guarantor for each in named}
    asked = Counter[str]()
    for part in free.allocations:
        asked[taken[part.product_id]] += part.principal_fen
    scarce = [capacity(asked[code] // 2, code) for code in ("G0", "G1")]
    instance = Instance.of(columns, named, [*limits, *scarce], AS_OF)
    assets = [instance.assets.asset(row) for row in range(len(columns))]
    standing = stand(instance, Budget())
    given_now = assets, named, [*limits, *scarce]
    assert check(*given_now, standing.result()) == []
    assert {"guarantee:G0", "guarantee:G1"} <= {p.limit for p in standing.result().limit_prices}
    assert standing.gap < 0.02
    wider = replace(scarce[0], limit_fen=scarce[0].limit_fen * 3 // 2)
    given_now = assets, named, [*limits, wider, scarce[1]]
    after, full = with_limit(standing, wider), match(*given_now, AS_OF)
    assert check(*given_now, after.result()) == []
    assert after.objective_fen >= full.objective_fen - 0.005 * full.upper_bound_fen
