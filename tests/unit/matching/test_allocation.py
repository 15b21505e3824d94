"""An allocation keeps every limit, is close to the best, and proves it."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from matching import Limit, match
from matching.bound import half_up
from matching.check import check
from matching.run import as_json
from tests.unit.matching.examples import (
    TODAY,
    YUAN,
    a_product,
    an_asset,
    best_of_all,
    bound_by_prices,
    faults_of,
    net,
)
from tests.unit.matching.random_instances import Given, instances


@settings(max_examples=80, deadline=None)
@given(instances(splittable=False))
def test_no_whole_allocation_is_better_than_the_bound_and_ours_is_the_best(instance: Given) -> None:
    result = match(*instance, TODAY)
    best = best_of_all(*instance)
    assert faults_of(*instance, result) == []
    assert half_up(best) == result.objective_fen
    assert best <= result.upper_bound_fen


@settings(max_examples=120, deadline=None)
@given(instances(most_assets=8, most_products=6))
def test_shared_assets_keep_every_rule_and_the_proof_can_be_recomputed(instance: Given) -> None:
    result = match(*instance, TODAY)
    assert faults_of(*instance, result) == []
    bound = bound_by_prices(*instance, result)
    assert bound <= result.upper_bound_fen < bound + 1
    assert result.objective_fen <= result.upper_bound_fen
    assert check(*instance, result) == []


@settings(max_examples=25, deadline=None)
@given(instances(most_assets=8, most_products=6))
def test_the_same_input_gives_the_same_result_in_any_order_of_rows(instance: Given) -> None:
    assets, products, limits = instance
    once = as_json(match(assets, products, limits, TODAY))
    again = as_json(match(assets[::-1], products[::-1], limits[::-1], TODAY))
    assert once == again


@settings(max_examples=25, deadline=None)
@given(instances(most_assets=5, most_products=4, splittable=False))
def test_names_do_not_decide(instance: Given) -> None:
    assets, products, limits = instance
    other = [replace(a, asset_id=f"Z{9 - n}") for n, a in enumerate(assets)]
    banks = {"B1": "ZZ", "B2": "AA", "": ""}
    offers = [
        replace(p, product_id=f"Y{9 - n}", bank=banks[p.bank]) for n, p in enumerate(products)
    ]
    ceilings = [replace(limit, bank=banks[limit.bank]) for limit in limits]
    once, again = match(*instance, TODAY), match(other, offers, ceilings, TODAY)
    assert once.objective_fen == again.objective_fen
    assert once.eligible_pairs == again.eligible_pairs


@settings(max_examples=25, deadline=None)
@given(instances(most_assets=6, most_products=4))
def test_a_bank_that_accepts_nothing_changes_nothing(instance: Given) -> None:
    assets, products, limits = instance
    idle = a_product("P99", bank="IDLE", min_days=9_000, max_days=9_001)
    without = as_json(match(assets, products, limits, TODAY))
    beside = as_json(match(assets, [*products, idle], limits, TODAY))
    for key in ("objective_fen", "upper_bound_fen", "allocations", "limit_prices"):
        assert without[key] == beside[key]


def test_a_splittable_asset_is_shared_when_no_bank_has_room_for_it_all() -> None:
    asset = an_asset(splittable=True, amount_fen=100_000 * YUAN)
    products = [
        a_product("P1", bank="B1", quota_fen=50_000 * YUAN),
        a_product("P2", bank="B2", quota_fen=30_000 * YUAN),
    ]
    result = match([asset], products, [], TODAY)
    parts = {part.product_id: part.principal_fen for part in result.allocations}
    assert parts == {"P1": 50_000 * YUAN, "P2": 30_000 * YUAN}


def test_two_products_of_one_bank_do_not_share_an_asset() -> None:
    asset = an_asset(splittable=True)
    products = [
        a_product("P1", quota_fen=50_000 * YUAN),
        a_product("P2", quota_fen=30_000 * YUAN),
    ]
    result = match([asset], products, [], TODAY)
    assert [(p.product_id, p.principal_fen) for p in result.allocations] == [("P1", 50_000 * YUAN)]


def test_a_part_below_the_minimum_is_not_given() -> None:
    asset = an_asset(splittable=True)
    product = a_product(quota_fen=30_000 * YUAN, min_amount_fen=30_001 * YUAN)
    result = match([asset], [product], [], TODAY)
    assert result.allocations == ()
    assert (result.unfunded[0].reason, result.unfunded[0].near_misses) == ("limits", ())


def test_an_asset_that_is_not_splittable_goes_whole_or_not_at_all() -> None:
    result = match([an_asset()], [a_product(quota_fen=80_000 * YUAN - 1)], [], TODAY)
    assert result.allocations == ()
    assert result.unfunded[0].reason == "limits"


def test_the_limit_of_each_core_enterprise_not_named_holds_for_each_alone() -> None:
    assets = [an_asset(f"A{n}", core_uscc=f"C{n % 2}") for n in range(4)]
    limits = [Limit("B1", "core", "", 80_000 * YUAN), Limit("B1", "core", "C1", 160_000 * YUAN)]
    result = match(assets, [a_product()], limits, TODAY)
    by_core = [part.asset_id for part in result.allocations]
    assert len(by_core) == 3
    assert {"A1", "A3"} < set(by_core)


def test_the_price_of_a_limit_is_what_one_more_yuan_would_bring() -> None:
    assets = [an_asset(f"A{n}", splittable=True) for n in range(2)]
    result = match(assets, [a_product(quota_fen=100_000 * YUAN)], [], TODAY)
    price = result.limit_prices[0]
    assert (price.limit, price.used_fen) == ("product:P1", 100_000 * YUAN)
    assert abs(price.price - 0.991) < 1e-3


def test_money_is_rounded_half_up_and_once() -> None:
    assets = [an_asset(f"A{n}", amount_fen=1, weight_ppm=500_000) for n in range(3)]
    product = a_product(advance_rate_ppm=1_000_000, rate_ppm=0)
    result = match(assets, [product], [], TODAY)
    assert result.objective_fen == 2
    assert half_up(Fraction(1, 2)) == 1
    assert half_up(Fraction(49, 100)) == 0
    assert half_up(sum((net(asset, product, 1) for asset in assets), Fraction(0))) == 2


def test_a_pair_that_costs_more_than_it_brings_is_left_alone() -> None:
    result = match([an_asset()], [a_product(rate_ppm=5_000_000)], [], TODAY)
    assert result.eligible_pairs == 1
    assert (result.allocations, result.upper_bound_fen, result.gap) == ((), 0, 0.0)


def test_nothing_to_match_is_a_result_too() -> None:
    for assets, products in (([], []), ([an_asset()], []), ([], [a_product()])):
        result = match(assets, products, [], TODAY)
        assert (result.objective_fen, result.upper_bound_fen, result.gap) == (0, 0, 0.0)
        assert len(result.unfunded) == len(assets)


def test_a_run_without_time_still_answers_and_says_so() -> None:
    assets = [an_asset(f"A{n}", amount_fen=10**7 + n) for n in range(40)]
    limited = [a_product(quota_fen=10**8)]
    result = match(assets, limited, [], TODAY, time_limit=0.0)
    assert result.stopped_by == "time"
    assert faults_of(assets, limited, [], result) == []
    assert result.objective_fen > 0


def test_near_misses_come_with_the_fewest_failures_first_and_at_most_five() -> None:
    products = [a_product("P0", max_grade=3, sizes=("large",), kinds=("order",))]
    products += [a_product(f"P{n}", max_grade=3) for n in range(1, 6)]
    products += [a_product("P6", max_grade=3, sizes=("large",))]
    misses = match([an_asset()], products, [], TODAY).unfunded[0].near_misses
    assert [miss.product_id for miss in misses] == ["P1", "P2", "P3", "P4", "P5"]
    assert {check.rule for miss in misses for check in miss.failed} == {"grade"}
