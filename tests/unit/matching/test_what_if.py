"""What a change would do: who gains, who loses, and whether limit prices keep their promise."""

from collections import Counter
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings

from matching import (
    Change,
    Difference,
    Instance,
    Limit,
    Standing,
    changed,
    stand,
    times,
    to_ceilings,
    what_if,
    worth_of,
)
from matching.clock import Budget
from matching.errors import NothingBearsThatName
from matching.generate import AS_OF, SCALES, Scale, make
from matching.steady import steadied
from matching.what_if import ceiling_of
from tests.unit.matching.examples import TODAY, YUAN, a_product, an_asset
from tests.unit.matching.random_changes import Step, several, steps
from tests.unit.matching.random_instances import Given, instances

WHOLE = 80_000 * YUAN  # the principal of an asset as the examples make it


def standing_of(given: Given) -> Standing:
    return stand(Instance.of(*given, TODAY), Budget())


def moved(difference: Difference) -> list[str]:
    lists = (
        *(difference.newly_funded, difference.no_longer_funded, difference.other_amount),
        *(difference.other_product, difference.other_cost),
    )
    return [each.asset_id for each in chain(*lists)]


def test_a_larger_quota_names_the_asset_that_it_would_fund() -> None:
    assets = [an_asset("A1"), an_asset("A2", borrower_uscc="OTHER", weight_ppm=900_000)]
    standing = standing_of((assets, [a_product(quota_fen=WHOLE)], []))
    difference = what_if(standing, to_ceilings(standing, {"product:P1": 2 * WHOLE}))
    gained = difference.newly_funded[0]
    assert (gained.asset_id, gained.before, gained.after) == ("A2", (), (("P1", WHOLE),))
    assert (gained.proceeds_before_fen, gained.proceeds_after_fen) == (0, WHOLE * 991 // 1000)
    assert [(shift.name, shift.more_fen) for shift in difference.by_borrower] == [("OTHER", WHOLE)]
    assert [(shift.name, shift.more_fen) for shift in difference.by_bank] == [("B1", WHOLE)]
    assert moved(difference) == ["A2"]
    assert (difference.before.funded_assets, difference.after.funded_assets) == (1, 2)
    assert standing.principal_fen == WHOLE


def test_a_plan_that_is_cut_names_who_loses_and_who_goes_elsewhere() -> None:
    assets = [an_asset("A1"), an_asset("A2", kind="order", weight_ppm=900_000)]
    products = [
        a_product("P1", rate_ppm=30_000),
        a_product("P2", bank="B2", kinds=("receivable",)),
    ]
    standing = standing_of((assets, products, []))
    assert {parts[0][0] for parts in standing.parts().values()} == {"P1"}
    gone = what_if(standing, Change(without_products=("P1",)))
    assert [each.asset_id for each in gone.no_longer_funded] == ["A2"]
    assert [(each.asset_id, each.after) for each in gone.other_product] == [
        ("A1", (("P2", WHOLE),))
    ]
    assert [(shift.name, shift.more_fen) for shift in gone.by_product] == [
        ("P1", -2 * WHOLE),
        ("P2", WHOLE),
    ]


def test_a_shared_asset_may_get_another_amount() -> None:
    given = [an_asset(splittable=True)], [a_product(quota_fen=WHOLE // 2)], []
    standing = standing_of(given)
    difference = what_if(standing, to_ceilings(standing, {"product:P1": WHOLE // 4}))
    other = difference.other_amount[0]
    assert (other.before_fen, other.after_fen) == (WHOLE // 2, WHOLE // 4)
    assert moved(difference) == ["A1"]


def test_a_dearer_rate_is_named_for_those_who_stay() -> None:
    standing = standing_of(([an_asset()], [a_product(rate_ppm=36_000)], []))
    difference = what_if(standing, Change(products=(a_product(rate_ppm=72_000),)))
    dearer = difference.other_cost[0]
    assert dearer.before == dearer.after == (("P1", WHOLE),)
    assert dearer.proceeds_before_fen - dearer.proceeds_after_fen == WHOLE * 9 // 1000
    assert difference.by_product == ()


def test_a_guarantor_with_another_multiple_changes_several_limits_at_once() -> None:
    limits = [Limit("B1", "borrower", "", WHOLE), Limit("B2", "borrower", "F1", 3 * WHOLE)]
    assets = [an_asset(f"A{n}", borrower_uscc="F1") for n in range(4)]
    products = [a_product("P1"), a_product("P2", bank="B2")]
    standing = standing_of((assets, products, limits))
    assert standing.principal_fen == 4 * WHOLE
    change = times(standing, ["borrower:B1:F1", "borrower:B2:F1"], 500_000)
    assert change.limits == (
        Limit("B1", "borrower", "F1", WHOLE // 2),
        Limit("B2", "borrower", "F1", 3 * WHOLE // 2),
    )
    assert what_if(standing, change).after.principal_fen == WHOLE


def test_limits_are_found_by_the_name_that_prices_bear() -> None:
    limits = [Limit("B1", "core", "", 5), Limit("B1", "core", "C1", 7), Limit("B1", "bank", "", 9)]
    standing = standing_of(([an_asset()], [a_product(quota_fen=3)], limits))
    names = ("product:P1", "bank:B1", "core:B1:C1", "core:B1:C2", "core:B1:")
    assert [ceiling_of(standing, name) for name in names] == [3, 9, 7, 5, 5]
    for name in ("product:P2", "bank:B2", "borrower:B1:C1", "core:B2:C1", "nonsense", "bank:B1:"):
        with pytest.raises(NothingBearsThatName):
            ceiling_of(standing, name)
    open_ended = standing_of(([an_asset()], [a_product(quota_fen=None)], []))
    with pytest.raises(NothingBearsThatName):
        worth_of(open_ended, "product:P1", 100)


@settings(max_examples=15, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(3))
def test_the_lists_and_sums_tell_exactly_what_differs(instance: Given, given: list[Step]) -> None:
    wanted = [step for step in given if not isinstance(step, tuple)]
    standing, change = standing_of(instance), several(wanted)
    difference = what_if(standing, change)
    assert difference == what_if(Instance.of(*instance, TODAY), change)
    before = steadied(standing, change)
    old, new = before.parts(), changed(before, change, locally=True).parts()
    names = moved(difference)
    assert len(set(names)) == len(names)
    assert {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} <= {*names}
    for shifts in (difference.by_borrower, difference.by_core, difference.by_bank):
        more = sum(shift.more_fen for shift in shifts)
        assert more == difference.after.principal_fen - difference.before.principal_fen
        assert [abs(s.more_fen) for s in shifts] == sorted(
            (abs(s.more_fen) for s in shifts), reverse=True
        )
    by_product: Counter[str] = Counter()
    for parts, sign in ((old, -1), (new, 1)):
        for name, fen in chain(*parts.values()):
            by_product[name] += sign * fen
    told = {shift.name: shift.more_fen for shift in difference.by_product}
    assert told == {name: fen for name, fen in by_product.items() if fen}


def lent(seed: int, scale: Scale, *, shared: bool) -> Standing:
    """A generated instance that stands; shared: every asset may be split, in parts of any size.

    Then only quotas and banks are limited, so that no limit is smaller than what one asset asks.
    """
    assets, products, limits = make(scale, seed)
    if shared:
        assets = replace(assets, splittable=np.ones(len(assets), bool))
        products = [replace(product, min_amount_fen=0) for product in products]
        limits = [limit for limit in limits if limit.scope == "bank"]
    return stand(Instance.of(assets, products, limits, AS_OF), Budget())


def test_what_more_of_a_limit_brings_lies_within_what_the_proof_allows() -> None:
    standing = lent(1, Scale(600, 40, 6, 10, 90), shared=False)
    prices = sorted(standing.result().limit_prices, key=lambda price: -price.price_ppm)
    for price in prices[:: max(1, len(prices) // 2)]:
        for more in (100_000 * YUAN, 2_000_000 * YUAN):
            worth = worth_of(standing, price.limit, more)
            assert (worth.limit_fen, worth.price_ppm) == (price.limit_fen, price.price_ppm)
            assert abs(worth.promised_fen - price.price * more) <= 1
            assert 0 <= worth.gained_fen <= worth.at_most_fen
            before = worth.difference.before
            left_open = before.upper_bound_fen - before.objective_fen
            assert worth.at_most_fen - worth.promised_fen - left_open in (0, 1)


@pytest.fixture(scope="module")
def shared_county() -> Standing:
    """A county whose assets may all be split; made once."""
    return lent(2, SCALES["county"], shared=True)


def kept(standing: Standing, promises: float) -> list[float]:
    """What twice a million more of each bank's limit brings, as shares of so many promises."""
    banks = [price for price in standing.result().limit_prices if price.limit.startswith("bank")]
    worths = [worth_of(standing, price.limit, 2_000_000 * YUAN) for price in banks]
    return sorted(worth.gained_fen / (promises * worth.promised_fen) for worth in worths)


def test_where_everything_may_be_shared_the_gain_is_what_the_price_says(
    shared_county: Standing,
) -> None:
    shares = kept(shared_county, 1)
    # Of some banks the quotas are nearly full too, so that a price holds for less than this.
    assert len(shares) >= 6
    assert shares[len(shares) // 2] > 0.85
    assert shares[-1] < 1.01


def test_a_promise_of_twice_the_price_would_be_found(shared_county: Standing) -> None:
    assert kept(shared_county, 2)[-1] < 0.6
