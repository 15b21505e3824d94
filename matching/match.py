"""A match run in memory: from assets, products and limits to a result with its proof."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from matching.allocate import Allocated, allocate
from matching.arrays import Indices
from matching.bound import SCALE, factor_of, gap, half_up, round_up, upper_bound, used
from matching.clock import Budget
from matching.columns import AssetColumns
from matching.eligibility import Pairs, find_eligible
from matching.fill import seconds_after_prices
from matching.instance import Instance
from matching.model import (
    Allocation,
    Asset,
    Limit,
    LimitPrice,
    Product,
    Result,
    Unfunded,
)
from matching.near import near_misses
from matching.problem import WHOLE, Problem, pose
from matching.rules import ExtraChecks


def match(
    assets: Sequence[Asset] | AssetColumns,
    products: Sequence[Product],
    limits: Sequence[Limit],
    as_of: date,
    time_limit: float | None = None,
    extra: ExtraChecks | None = None,
) -> Result:
    """Allocate the assets to the products; `time_limit` is in seconds of wall clock.

    The same input gives the same result, whatever the order of its rows, unless the clock cut
    it short (`stopped_by` is then `time`). Raises ValuesAreFaulty.
    """
    instance = Instance.of(assets, products, limits, as_of)
    return match_instance(instance, Budget(time_limit), extra)


def match_instance(instance: Instance, budget: Budget, extra: ExtraChecks | None = None) -> Result:
    """The same for an instance, within a budget that has begun already."""
    began = budget.spent()
    eligible = find_eligible(instance, extra)
    problem = pose(instance, eligible)
    posed = budget.spent()
    budget.reserve(seconds_after_prices(problem, posed - began))
    allocated = allocate(problem, budget)
    result = _result(instance, eligible, problem, allocated, budget, extra)
    result.seconds.update(eligibility=posed - began, allocation=budget.spent() - posed)
    return result


def _result(
    instance: Instance,
    eligible: Pairs,
    problem: Problem,
    allocated: Allocated,
    budget: Budget,
    extra: ExtraChecks | None,
) -> Result:
    pairs = problem.pairs.take(allocated.pair)
    fen = allocated.fen.tolist()
    objective, cost = sums(instance, pairs, fen)
    objective_fen = half_up(Fraction(objective, SCALE))
    bound_fen = round_up(upper_bound(instance, problem, allocated.price_ppm))
    funded = np.unique(pairs.asset)
    return Result(
        as_of=instance.as_of,
        run_id=instance.digest(),
        assets=len(instance.assets),
        eligible_pairs=len(eligible),
        funded_assets=len(funded),
        principal_fen=sum(fen),
        objective_fen=objective_fen,
        upper_bound_fen=bound_fen,
        gap=gap(objective_fen, bound_fen),
        cost_fen=half_up(Fraction(cost, WHOLE)),
        allocations=_allocations(instance, pairs, fen),
        unfunded=_unfunded(instance, eligible, funded, extra),
        limit_prices=_limit_prices(problem, allocated),
        stopped_by=budget.stopped_by,
        steps=budget.steps,
        seconds={},
    )


def sums(instance: Instance, pairs: Pairs, fen: list[int]) -> tuple[int, int]:
    """Weighted net proceeds in 1 / SCALE of a fen; interest and fee in 1 / WHOLE; both exact."""
    days = instance.days()[pairs.asset].tolist()
    weights = instance.assets.weight_ppm[pairs.asset].tolist()
    objective = cost = 0
    for number, term, weight, part in zip(pairs.product.tolist(), days, weights, fen, strict=True):
        factor = factor_of(instance.products[number], term)
        objective += weight * factor * part
        cost += (WHOLE - factor) * part
    return objective, cost


def _allocations(instance: Instance, pairs: Pairs, fen: list[int]) -> tuple[Allocation, ...]:
    rows = zip(pairs.asset.tolist(), pairs.product.tolist(), fen, strict=True)
    made = (
        Allocation(instance.assets.ids[asset], instance.products[product].product_id, part)
        for asset, product, part in rows
    )
    return tuple(sorted(made, key=lambda part: (part.asset_id, part.product_id)))


def _unfunded(
    instance: Instance, eligible: Pairs, funded: Indices, extra: ExtraChecks | None
) -> tuple[Unfunded, ...]:
    left_out = np.ones(len(instance.assets), bool)
    left_out[funded] = False
    some = np.zeros(len(instance.assets), bool)
    some[eligible.asset] = True
    rows = np.flatnonzero(left_out)
    made = [
        Unfunded(instance.assets.ids[row], "limits" if has else "not_eligible", misses)
        for row, has, misses in zip(
            rows.tolist(), some[rows].tolist(), near_misses(instance, rows, extra), strict=True
        )
    ]
    return tuple(sorted(made, key=lambda asset: asset.asset_id))


def _limit_prices(problem: Problem, allocated: Allocated) -> tuple[LimitPrice, ...]:
    numbers = problem.line[:, allocated.pair].T.tolist()
    amounts = used(numbers, allocated.fen.tolist(), len(problem.room))
    rows = zip(
        problem.names, amounts, problem.room.tolist(), allocated.price_ppm.tolist(), strict=True
    )
    return tuple(LimitPrice(*row) for row in sorted(rows) if row[-1] > 0)
