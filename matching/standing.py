"""A standing: what a run leaves behind, on which one change is priced and repaired at once.

A changed asset is priced against the stored limit prices and matched anew among its neighbours
only. Changed terms (a product, a limit) pose the problem anew and go on from the prices and the
parts there are. Every standing is feasible to the fen, and its prices prove its bound. Changes
leave the standing that they start from as it was, and the same ones give the same bytes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.allocate import allocate
from matching.changes import drop_asset, put_asset
from matching.clock import Budget
from matching.eligibility import find_eligible
from matching.errors import NothingBearsThatName
from matching.ground import Ground
from matching.instance import Instance
from matching.match import AFTER_PRICES
from matching.model import Asset, Limit, Product, Result, Scope
from matching.problem import pose_all, that_can_bind
from matching.renew import renewed, settled
from matching.report import instance_of, result_of
from matching.rules import ExtraChecks
from matching.state import State

DRIFT = 0.002  # how far the gap may widen before prices are found again
AT_ONCE = 16  # assets up to which each is repaired around on its own

LimitKey = tuple[str, Scope, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be added or changed, and what is to go; limits go by bank, scope and party."""

    assets: tuple[Asset, ...] = ()
    products: tuple[Product, ...] = ()
    limits: tuple[Limit, ...] = ()
    without_assets: tuple[str, ...] = ()
    without_products: tuple[str, ...] = ()
    without_limits: tuple[LimitKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A feasible allocation with its proof, ready for a change. Money in fen."""

    state: State

    @property
    def objective_fen(self) -> int:
        """Weighted net proceeds, rounded once."""
        return self.state.objective_fen

    @property
    def upper_bound_fen(self) -> int:
        """The bound that the limit prices prove."""
        return self.state.upper_bound_fen

    @property
    def gap(self) -> float:
        """(bound - objective) / bound."""
        return self.state.gap

    @property
    def principal_fen(self) -> int:
        """Principal of all parts."""
        return self.state.sums.principal_fen

    def parts_of(self, asset_id: str) -> dict[str, int]:
        """Principal of an asset by product; empty when it has nothing or is not there."""
        return self.state.parts_of(asset_id)

    def instance(self) -> Instance:
        """What is matched now, in canonical order."""
        return instance_of(self.state)

    def result(self) -> Result:
        """The result as a full run would write it; `steps` counts the run and all changes."""
        return result_of(self.state)


def stand(instance: Instance, budget: Budget, extra: ExtraChecks | None = None) -> Standing:
    """Match everything and keep what it takes to change it later.

    Its result is the one that match_instance gives. Raises UnknownExtraRule.
    """
    began = budget.spent()
    eligible = find_eligible(instance, extra)
    problem = pose_all(instance, eligible)
    fewer, left = that_can_bind(problem)
    budget.reserve(AFTER_PRICES * (budget.spent() - began))
    allocated = allocate(fewer, budget)
    prices = np.zeros(len(problem.room), np.int64)
    prices[left] = allocated.price_ppm
    ground = Ground.of(instance, extra, eligible, problem)
    state = settled(ground, prices, allocated.pair.astype(np.int64), allocated.fen)
    state.reference = state.gap
    return _counted(state, 0, budget)


def changed(standing: Standing, change: Change) -> Standing:
    """The standing after a change of any kind.

    Prices are found again where terms change, where many assets do, and where the gap has widened
    by DRIFT since they were found last. Raises ValuesAreFaulty, NothingBearsThatName.
    """
    budget, state = Budget(), standing.state.copied()
    terms = _terms_after(state.ground.instance, change)
    one_by_one = len(change.assets) + len(change.without_assets) <= AT_ONCE
    for asset_id in change.without_assets:
        drop_asset(state, asset_id, budget, at_once=one_by_one)
    for asset in change.assets:
        put_asset(state, asset, budget, at_once=one_by_one)
    if terms is not None:
        state = renewed(state, *terms, budget, everything=not one_by_one)
    elif not one_by_one or state.gap > state.reference + DRIFT or state.is_worn():
        ground = state.ground.instance
        state = renewed(state, ground.products, ground.limits, budget, everything=True)
    return _counted(state, standing.state.steps, budget)


def with_asset(standing: Standing, asset: Asset) -> Standing:
    """After an asset came, or took the place of the one with its id."""
    return changed(standing, Change(assets=(asset,)))


def without_asset(standing: Standing, asset_id: str) -> Standing:
    """After an asset went."""
    return changed(standing, Change(without_assets=(asset_id,)))


def with_product(standing: Standing, product: Product) -> Standing:
    """After a product came, or a rule, a rate or the quota of the one with its id changed."""
    return changed(standing, Change(products=(product,)))


def without_product(standing: Standing, product_id: str) -> Standing:
    """After a product went."""
    return changed(standing, Change(without_products=(product_id,)))


def with_limit(standing: Standing, limit: Limit) -> Standing:
    """After a limit came or changed."""
    return changed(standing, Change(limits=(limit,)))


def without_limit(standing: Standing, bank: str, scope: Scope, party_uscc: str = "") -> Standing:
    """After a limit went, so that it binds no more."""
    return changed(standing, Change(without_limits=((bank, scope, party_uscc),)))


def _terms_after(
    instance: Instance, change: Change
) -> tuple[tuple[Product, ...], tuple[Limit, ...]] | None:
    """Products and limits after a change, None where it changes neither."""
    products = {product.product_id: product for product in instance.products}
    limits = {(limit.bank, limit.scope, limit.party_uscc): limit for limit in instance.limits}
    for name in change.without_products:
        _take_out(products, name, "product")
    for key in change.without_limits:
        _take_out(limits, key, "limit")
    products |= {product.product_id: product for product in change.products}
    limits |= {(limit.bank, limit.scope, limit.party_uscc): limit for limit in change.limits}
    after = tuple(products.values()), tuple(limits.values())
    return None if after == (instance.products, instance.limits) else after


def _take_out(known: dict[Any, Any], key: Any, what: str) -> None:
    if known.pop(key, None) is None:
        raise NothingBearsThatName(f"there is no {what} {key}")


def _counted(state: State, before: int, budget: Budget) -> Standing:
    """The finished standing: work that was done before and now, and whether the clock cut it."""
    state.steps = before + budget.steps
    if state.stopped_by != "time":
        state.stopped_by = budget.stopped_by
    return Standing(state)
