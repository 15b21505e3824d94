"""A standing: what a run leaves behind, on which one change is priced and repaired at once.

A changed asset is priced against the stored limit prices and matched anew among its neighbours
only. Changed terms (a product, a limit) pose the problem anew and go on from the prices and the
parts there are. Every standing is feasible to the fen, and its prices prove its bound. Changes
leave the standing that they start from as it was, and the same ones give the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from matching.allocate import allocate
from matching.bound import half_up
from matching.change import Change, Terms, terms_after
from matching.changes import drop_asset, put_asset
from matching.clock import Budget
from matching.eligibility import find_eligible
from matching.fill import seconds_after_prices
from matching.ground import Ground
from matching.instance import Instance
from matching.model import Allocation, Asset, Limit, LimitPrice, Product, Result, Scope
from matching.problem import WHOLE, pose_all, that_can_bind
from matching.renew import evict, renewed, settled
from matching.repair import AGAIN, AT_ONCE, NEARBY, repair
from matching.report import instance_of, parts_of, result_of
from matching.rules import ExtraChecks
from matching.state import State
from matching.stored import stored_parts, stored_prices

DRIFT = 0.002  # how far the gap may widen before prices are found again
PROMISE = 0.005  # of the bound: no change leaves a result that much worse than a full run would
MANY = 16  # assets beyond which one repair serves them all


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

    @property
    def cost_fen(self) -> int:
        """Interest and fee of all parts, rounded once."""
        return half_up(Fraction(self.state.sums.cost, WHOLE))

    @property
    def assets(self) -> int:
        """How many assets there are."""
        return int(self.state.rows.alive.sum())

    @property
    def funded_assets(self) -> int:
        """How many of them have something."""
        return len(np.unique(self.state.columns.row[np.flatnonzero(self.state.given)]))

    @property
    def as_of(self) -> date:
        """The day that is matched on."""
        return self.state.ground.instance.as_of

    @property
    def products(self) -> tuple[Product, ...]:
        """The products as they are now."""
        return self.state.ground.instance.products

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits as they are now, by bank, scope and party."""
        return self.state.ground.instance.limits

    def asset(self, asset_id: str) -> Asset | None:
        """An asset as it is now, None when it is not there."""
        row = self.state.row_of(asset_id)
        return None if row is None else self.state.asset(row)

    def price_ppm(self, limit: str) -> int:
        """What one more yuan of a limit would bring, in ppm of a yuan; 0 for one without price."""
        line = self.state.ceilings.number.get(limit)
        return 0 if line is None else int(self.state.ceilings.price_ppm[line])

    def parts(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """What each funded asset has: (product, fen of principal), by product."""
        return parts_of(self.state)

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
    return _counted(_matched(instance, budget, extra), 0, budget)


def _matched(instance: Instance, budget: Budget, extra: ExtraChecks | None) -> State:
    began = budget.spent()
    eligible = find_eligible(instance, extra)
    problem = pose_all(instance, eligible)
    fewer, left = that_can_bind(problem)
    budget.reserve(seconds_after_prices(fewer, budget.spent() - began))
    allocated = allocate(fewer, budget)
    prices = np.zeros(len(problem.room), np.int64)
    prices[left] = allocated.price_ppm
    ground = Ground.of(instance, extra, eligible, problem)
    state = settled(ground, prices, allocated.pair.astype(np.int64), allocated.fen)
    state.reference = state.gap
    return state


def take_up(
    instance: Instance,
    allocations: Iterable[Allocation],
    limit_prices: Iterable[LimitPrice],
    extra: ExtraChecks | None = None,
) -> Standing:
    """The standing of a result that was stored, without matching anew.

    Parts that do not hold any more, because the instance is another by now, are left out, and
    their assets are repaired around. Raises UnknownExtraRule.
    """
    budget = Budget()
    eligible = find_eligible(instance, extra)
    ground = Ground.of(instance, extra, eligible, pose_all(instance, eligible))
    parts = list(allocations)
    state = settled(ground, stored_prices(ground, limit_prices), *stored_parts(ground, parts))
    evict(state)
    asked = {row for part in parts if (row := ground.row_of.get(part.asset_id)) is not None}
    lost = asked.difference(state.columns.row[np.flatnonzero(state.given)].tolist())
    if lost:
        repair(state, np.array(sorted(lost), np.int64), np.zeros(0, np.int64), NEARBY, budget)
    state.reference = state.gap
    return _counted(state, 0, budget)


def changed(standing: Standing, change: Change, *, locally: bool = False) -> Standing:
    """The standing after a change of any kind.

    Prices are found again where terms change, where many assets do, and where the gap has widened
    by DRIFT since they were found last. Where the gap is above PROMISE a full run competes, if the
    assets are few, or if a full run takes seconds and none was made since the gap was so much
    smaller. `locally` does without either and repairs around the change alone, so that
    what differs is owed to it. Raises ValuesAreFaulty, NothingBearsThatName.
    """
    budget, state = Budget(), standing.state.copied()
    at_once, again = (NEARBY, NEARBY) if locally else (AT_ONCE, AGAIN)
    terms = terms_after(state.ground.instance, change)
    many = len(change.assets) + len(change.without_assets) > MANY
    for asset_id in change.without_assets:
        drop_asset(state, asset_id, None if many else at_once, budget)
    for asset in change.assets:
        put_asset(state, asset, None if many else at_once, budget)
    widened = state.gap > state.reference + DRIFT and not locally
    if terms is not None or many or widened or state.is_worn():
        everything = many or widened
        state = renewed(state, *(terms or _terms(state)), again, budget, everything=everything)
    if not locally:
        state = _kept_to_the_promise(state, standing.state.reference, budget)
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


def _kept_to_the_promise(state: State, before: float, budget: Budget) -> State:
    """The state, or a full run in its place; `before` is the gap that it is measured by."""
    if not (state.is_middling() or state.is_little()):
        return state
    if not state.is_middling():
        state.reference = min(state.reference, before)
    if state.gap <= PROMISE or not (state.is_middling() or state.gap > state.reference + DRIFT):
        return state
    state = _better(state, budget)
    state.reference = state.gap
    return state


def _better(state: State, budget: Budget) -> State:
    """The state, or what a full run makes of the same instance where its gap is smaller."""
    fresh = _matched(instance_of(state), budget, state.ground.extra)
    return fresh if fresh.gap < state.gap else state


def _terms(state: State) -> Terms:
    return state.ground.instance.products, state.ground.instance.limits


def _counted(state: State, before: int, budget: Budget) -> Standing:
    """The finished standing: work that was done before and now, and whether the clock cut it."""
    state.steps = before + budget.steps
    if state.stopped_by != "time":
        state.stopped_by = budget.stopped_by
    return Standing(state)
