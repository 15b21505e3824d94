"""One change on what a run leaves standing: feasible, proven, exact, and the same every time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matching import (
    Asset,
    Change,
    Check,
    Instance,
    Limit,
    Product,
    Standing,
    changed,
    match,
    stand,
    take_up,
    with_asset,
    with_limit,
    with_product,
    without_asset,
    without_limit,
    without_product,
)
from matching.check import check
from matching.clock import Budget
from matching.errors import NothingBearsThatName, ValuesAreFaulty
from matching.run import as_json
from matching.state import State
from tests.unit.matching.examples import (
    TODAY,
    YUAN,
    a_product,
    an_asset,
    bound_by_prices,
    faults_of,
)
from tests.unit.matching.random_changes import Step, World, apply, several, steps
from tests.unit.matching.random_instances import Given, instances

TIGHT = 80_000 * YUAN  # the principal of an asset as the examples make it
PART = 2  # fen that a part may lose where HiGHS computes in floats


def standing_of(given: Given) -> Standing:
    return stand(Instance.of(*given, TODAY), Budget())


def without_work(result: Any) -> dict[str, Any]:
    return {key: value for key, value in as_json(result).items() if key != "steps"}


@settings(max_examples=20, deadline=None)
@given(instances(most_assets=8, most_products=6))
def test_a_standing_says_what_the_run_says(instance: Given) -> None:
    assert as_json(standing_of(instance).result()) == as_json(match(*instance, TODAY))


@settings(max_examples=20, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(6))
def test_after_every_change_the_result_is_feasible_proven_and_as_good_as_a_full_run(
    instance: Given, changes: list[Step]
) -> None:
    world, standing = World.of(instance), standing_of(instance)
    for step in changes:
        standing = apply(world, standing, step)
        result, given_now = standing.result(), world.given()
        assert check(*given_now, result) == []
        assert faults_of(*given_now, result) == []
        bound = bound_by_prices(*given_now, result)
        assert bound <= result.upper_bound_fen < bound + 1
        full = match(*given_now, TODAY)
        assert (result.run_id, result.eligible_pairs) == (full.run_id, full.eligible_pairs)
        assert result.objective_fen >= full.objective_fen - PART * len(full.allocations)
        figures = (standing.objective_fen, standing.upper_bound_fen, standing.gap)
        assert figures == (result.objective_fen, result.upper_bound_fen, result.gap)


@settings(max_examples=10, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(5))
def test_the_same_changes_give_the_same_bytes_and_leave_what_was_there(
    instance: Given, changes: list[Step]
) -> None:
    world, standing = World.of(instance), standing_of(instance)
    kept = [(standing, as_json(standing.result()))]
    for step in changes:
        standing = apply(world, standing, step)
        kept.append((standing, as_json(standing.result())))
    for before, body in kept:
        assert as_json(before.result()) == body
    again, once_more = World.of(instance), standing_of(instance)
    for step, (_, body) in zip(changes, kept[1:], strict=True):
        once_more = apply(again, once_more, step)
        assert as_json(once_more.result()) == body


@settings(max_examples=10, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(1), steps(1))
def test_two_futures_of_one_standing_do_not_disturb_each_other(
    instance: Given, one: list[Step], other: list[Step]
) -> None:
    base = standing_of(instance)
    first, second = World.of(instance), World.of(instance)
    left, right = apply(first, base, one[0]), apply(second, base, other[0])
    left = apply(first, left, other[0])
    assert check(*first.given(), left.result()) == []
    assert check(*second.given(), right.result()) == []


@settings(max_examples=10, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(5))
def test_several_changes_at_once_are_a_change_too(instance: Given, changes: list[Step]) -> None:
    world, wanted = World.of(instance), [step for step in changes if not isinstance(step, tuple)]
    standing = changed(standing_of(instance), several(wanted))
    for step in wanted:
        world.note(step)
    assert check(*world.given(), standing.result()) == []
    assert standing.result().run_id == match(*world.given(), TODAY).run_id


@settings(max_examples=15, deadline=None)
@given(instances(most_assets=8, most_products=6))
def test_a_stored_result_is_taken_up_as_it_was(instance: Given) -> None:
    result = match(*instance, TODAY)
    posed = Instance.of(*instance, TODAY)
    again = take_up(posed, result.allocations, result.limit_prices)
    assert without_work(again.result()) == without_work(result) | {
        "stopped_by": again.result().stopped_by
    }


@settings(max_examples=15, deadline=None)
@given(instances(most_assets=8, most_products=6), steps(4))
def test_a_stored_result_of_another_day_is_taken_up_as_far_as_it_holds(
    instance: Given, changes: list[Step]
) -> None:
    result, world, standing = match(*instance, TODAY), World.of(instance), standing_of(instance)
    for step in changes:
        standing = apply(world, standing, step)
    later = take_up(Instance.of(*world.given(), TODAY), result.allocations, result.limit_prices)
    assert check(*world.given(), later.result()) == []


def test_a_change_that_changes_nothing_leaves_every_byte() -> None:
    given = [an_asset("A1"), an_asset("A2")], [a_product()], [Limit("B1", "bank", "", 10**7)]
    standing = standing_of(given)
    again = with_product(with_limit(standing, given[2][0]), given[1][0])
    assert without_work(again.result()) == without_work(standing.result())


def test_the_room_that_an_asset_leaves_goes_to_another() -> None:
    given = [an_asset("A1"), an_asset("A2", weight_ppm=900_000)], [a_product(quota_fen=TIGHT)], []
    standing = standing_of(given)
    assert standing.parts() == {"A1": (("P1", TIGHT),)}
    assert without_asset(standing, "A1").parts() == {"A2": (("P1", TIGHT),)}


def test_a_dearer_asset_takes_the_place_of_a_cheaper_one() -> None:
    standing = standing_of(([an_asset("A1")], [a_product(quota_fen=TIGHT)], []))
    dearer = with_asset(standing, an_asset("A2", weight_ppm=1_100_000))
    assert dearer.parts() == {"A2": (("P1", TIGHT),)}


def test_a_limit_that_is_cut_takes_parts_back_and_one_that_goes_binds_no_more() -> None:
    given = [an_asset("A1"), an_asset("A2")], [a_product()], [Limit("B1", "bank", "", 2 * TIGHT)]
    standing = standing_of(given)
    assert standing.principal_fen == 2 * TIGHT
    cut = with_limit(standing, Limit("B1", "bank", "", TIGHT))
    assert cut.principal_fen == TIGHT
    assert without_limit(cut, "B1", "bank").principal_fen == 2 * TIGHT


def test_a_product_that_goes_or_asks_for_more_gives_its_assets_to_others() -> None:
    given = [an_asset()], [a_product("P1", rate_ppm=30_000), a_product("P2", bank="B2")], []
    standing = standing_of(given)
    assert standing.parts() == {"A1": (("P1", TIGHT),)}
    assert without_product(standing, "P1").parts() == {"A1": (("P2", TIGHT),)}
    stricter = with_product(standing, a_product("P1", rate_ppm=30_000, max_grade=1))
    assert stricter.parts() == {"A1": (("P2", TIGHT),)}
    moved = with_product(standing, a_product("P1", rate_ppm=30_000, bank="B2"))
    assert moved.parts() == {"A1": (("P1", TIGHT),)}


def test_an_asset_of_a_firm_that_is_new_meets_the_limit_of_each_one_not_named() -> None:
    limits = [Limit("B1", "borrower", "", TIGHT - 1)]
    standing = standing_of(([an_asset(amount_fen=10**6)], [a_product()], limits))
    assert with_asset(standing, an_asset("A2", borrower_uscc="NEW")).parts().keys() == {"A1"}
    roomy = with_limit(standing, Limit("B1", "borrower", "NEW", TIGHT))
    assert with_asset(roomy, an_asset("A2", borrower_uscc="NEW")).parts().keys() == {"A1", "A2"}


def test_extra_rules_are_asked_for_what_changes_only() -> None:
    asked: list[tuple[str, str]] = []

    def only_b1(asset: Asset, product: Product) -> list[Check]:
        asked.append((asset.asset_id, product.product_id))
        return [Check("authorised", product.bank == "B1", "", "")]

    given = [an_asset("A1"), an_asset("A2")], [a_product(), a_product("P2", bank="B2")], []
    standing = stand(Instance.of(*given, TODAY), Budget(), only_b1)
    asked.clear()
    standing = with_asset(standing, an_asset("A3"))
    assert sorted(asked) == [("A3", "P1"), ("A3", "P2")]
    asked.clear()
    standing = with_product(standing, a_product("P3", bank="B3"))
    assert sorted(asked) == [("A1", "P3"), ("A2", "P3"), ("A3", "P3")]
    assert {name for parts in standing.parts().values() for name, _ in parts} == {"P1"}


def test_what_is_not_there_cannot_go_and_what_contradicts_itself_cannot_come() -> None:
    standing = standing_of(([an_asset()], [a_product()], []))
    for gone in (
        lambda: without_asset(standing, "NOBODY"),
        lambda: without_product(standing, "NOTHING"),
        lambda: without_limit(standing, "B1", "bank"),
    ):
        with pytest.raises(NothingBearsThatName):
            gone()
    with pytest.raises(ValuesAreFaulty):
        with_asset(standing, an_asset("A2", amount_fen=-1))
    with pytest.raises(ValuesAreFaulty):
        with_limit(standing, Limit("B1", "bank", "", -1))
    assert standing.parts() == {"A1": (("P1", TIGHT),)}


def test_a_forgotten_release_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [an_asset("A1"), an_asset("A2")], [a_product()], []
    standing, larger = standing_of(given), an_asset("A1", amount_fen=150_000 * YUAN)
    assets = [larger, given[0][1]]
    assert check(assets, given[1], [], with_asset(standing, larger).result()) == []
    monkeypatch.setattr(State, "release", lambda self, row: np.zeros(0, np.int64))
    assert check(assets, given[1], [], with_asset(standing, larger).result())


def test_a_price_that_was_not_carried_into_the_bound_would_be_found() -> None:
    given = [an_asset("A1"), an_asset("A2")], [a_product(quota_fen=TIGHT)], []
    standing = with_asset(standing_of(given), an_asset("A3"))
    result, assets = standing.result(), [*given[0], an_asset("A3")]
    assert check(assets, given[1], [], result) == []
    line = result.limit_prices[0]
    for wrong in (line.price_ppm - 1, line.price_ppm + 1_000_000):
        forged = replace(result, limit_prices=(replace(line, price_ppm=wrong),))
        assert check(assets, given[1], [], forged)


def test_changes_that_are_many_are_answered_together() -> None:
    given = [an_asset(f"A{n}", amount_fen=10**7 + n) for n in range(30)], [a_product()], []
    standing = standing_of(given)
    more = Change(
        assets=tuple(an_asset(f"B{n}", amount_fen=10**7 - n) for n in range(20)),
        without_assets=tuple(f"A{n}" for n in range(10)),
        limits=(Limit("B1", "bank", "", 10**8),),
    )
    after = changed(standing, more)
    assets = [*given[0][10:], *more.assets]
    assert check(assets, given[1], list(more.limits), after.result()) == []
    assert after.assets == 40
    assert after.objective_fen >= match(assets, given[1], more.limits, TODAY).objective_fen
