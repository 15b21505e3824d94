"""A state as a result: what a full run would write, for what stands now."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from matching.arrays import Indices, Ints
from matching.bound import gap, half_up
from matching.carry import present
from matching.columns import AssetColumns
from matching.instance import Instance
from matching.model import Allocation, LimitPrice, NearMiss, Result, Unfunded
from matching.near import near_misses
from matching.problem import WHOLE
from matching.state import State


def instance_of(state: State) -> Instance:
    """The instance as it is now, in canonical order."""
    ground = state.ground.instance
    return Instance.of(present(state)[0], ground.products, ground.limits, ground.as_of)


def result_of(state: State) -> Result:
    """The result with its proof; exact sums, whatever was changed before."""
    objective, bound = state.objective_fen, state.upper_bound_fen
    funded = np.unique(state.columns.row[np.flatnonzero(state.given)])
    return Result(
        as_of=state.ground.instance.as_of,
        run_id=instance_of(state).digest(),
        assets=int(state.rows.alive.sum()),
        eligible_pairs=int(state.rows.eligible[state.rows.alive].sum()),
        funded_assets=len(funded),
        principal_fen=state.sums.principal_fen,
        objective_fen=objective,
        upper_bound_fen=bound,
        gap=gap(objective, bound),
        cost_fen=half_up(Fraction(state.sums.cost, WHOLE)),
        allocations=tuple(Allocation(*part) for part in _parts(state)),
        unfunded=_unfunded(state, funded),
        limit_prices=_limit_prices(state),
        stopped_by=state.stopped_by,
        steps=state.steps,
        seconds={},
    )


def parts_of(state: State) -> dict[str, tuple[tuple[str, int], ...]]:
    """What each funded asset has: (product, fen), by product."""
    parts: dict[str, list[tuple[str, int]]] = {}
    for asset_id, product_id, fen in _parts(state):
        parts.setdefault(asset_id, []).append((product_id, fen))
    return {asset_id: tuple(own) for asset_id, own in parts.items()}


def _parts(state: State) -> list[tuple[str, str, int]]:
    """Asset, product and fen of every part, in their order."""
    had, products = np.flatnonzero(state.given), state.ground.instance.products
    columns = state.columns.row[had], state.columns.product[had], state.given[had]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return sorted((state.id_of(row), products[at].product_id, fen) for row, at, fen in rows)


def _unfunded(state: State, funded: Indices) -> tuple[Unfunded, ...]:
    left_out = state.rows.alive.copy()
    left_out[funded] = False
    rows = np.flatnonzero(left_out)
    misses = _misses(state, rows)
    has = (state.rows.eligible[rows] > 0).tolist()
    made = [
        Unfunded(state.id_of(row), "limits" if some else "not_eligible", misses[row])
        for row, some in zip(rows.tolist(), has, strict=True)
    ]
    return tuple(sorted(made, key=lambda asset: asset.asset_id))


def _misses(state: State, rows: Ints) -> dict[int, tuple[NearMiss, ...]]:
    """Near misses by row; those of the ground's assets are worked out once."""
    ground = state.ground
    posed = len(ground.row_of)
    first = np.array([row for row in rows.tolist() if row < posed and row not in ground.misses])
    found = near_misses(ground.instance, first.astype(np.int64), ground.extra)
    ground.misses.update(zip(first.tolist(), found, strict=True))
    misses = {row: ground.misses[row] for row in rows.tolist() if row < posed}
    later = [row for row in rows.tolist() if row >= posed]
    if later:
        assets = AssetColumns.of([state.newer[row - posed][0] for row in later])
        some = replace(ground.instance, assets=assets)
        numbers = np.arange(len(later))
        misses.update(zip(later, near_misses(some, numbers, ground.extra), strict=True))
    return misses


def _limit_prices(state: State) -> tuple[LimitPrice, ...]:
    ceilings = state.ceilings
    made = [
        LimitPrice(
            limit=ceilings.names[line],
            used_fen=int(ceilings.limit[line] - ceilings.room[line]),
            limit_fen=int(ceilings.limit[line]),
            price_ppm=int(ceilings.price_ppm[line]),
        )
        for line in np.flatnonzero(ceilings.price_ppm).tolist()
    ]
    return tuple(sorted(made, key=lambda price: price.limit))
