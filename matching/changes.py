"""Changes of assets on a standing: priced against its prices and repaired around, nothing more."""

from dataclasses import replace

import numpy as np

from matching.arrays import Ints
from matching.clock import Budget
from matching.eligibility import Pairs, find_eligible
from matching.errors import NothingBearsThatName
from matching.instance import Instance
from matching.ledger import Columns
from matching.model import PPM, Asset
from matching.problem import Problem, pose_all
from matching.repair import Effort, repair
from matching.state import State

NONE = np.zeros(0, np.int64)


def put_asset(state: State, asset: Asset, effort: Effort | None, budget: Budget) -> None:
    """Add an asset, or put it in the place of the one with its id; without effort no repair.

    Raises ValuesAreFaulty.
    """
    base = state.ground.instance
    alone = replace(base, assets=Instance.of([asset], (), (), base.as_of).assets)
    eligible = find_eligible(alone, state.ground.extra)
    known = state.row_of(asset.asset_id)
    freed = NONE if known is None else _drop(state, known)
    row = _append(state, asset, eligible, pose_all(alone, eligible))
    if effort is not None:
        repair(state, np.array([row]), freed, effort, budget)


def drop_asset(state: State, asset_id: str, effort: Effort | None, budget: Budget) -> None:
    """Take an asset out; with effort others get what it leaves. Raises NothingBearsThatName."""
    row = state.row_of(asset_id)
    if row is None:
        raise NothingBearsThatName(f"there is no asset {asset_id}")
    freed = _drop(state, row)
    if effort is not None:
        repair(state, NONE, freed, effort, budget)


def _drop(state: State, row: int) -> Ints:
    """Take an asset's parts and its share of the bound away; the lines that this frees."""
    freed = state.release(row)
    state.sums.best -= state.best_of(row)
    state.rows.alive[row] = False
    pairs = slice(int(state.rows.first[row]), int(state.rows.end[row]))
    ceilings = state.ceilings
    for line in np.unique(state.columns.line[:, pairs]).tolist():
        # A limit that nobody counts against any more would only weaken the bound.
        if line >= 0 and ceilings.price_ppm[line] and not len(state.on_line(line)):
            ceilings.price_ppm = ceilings.price_ppm.copy()
            ceilings.price_ppm[line] = 0
    return freed


def _append(state: State, asset: Asset, eligible: Pairs, problem: Problem) -> int:
    """Write an asset's pairs behind all others; its row."""
    row, first, count = len(state.rows.first), state.count, len(problem.pairs)
    state.ceilings, number = state.ceilings.with_names(problem.names, problem.room)
    line = number[problem.line]
    prices = np.append(state.ceilings.price_ppm, 0) / PPM
    more = Columns(
        row=np.full(count, row, np.int32),
        product=problem.pairs.product,
        fen=problem.fen,
        value=problem.value,
        gain=problem.value - problem.fen * prices[line].sum(axis=0),
        line=line,
        used=count,
    )
    state.columns = state.columns.grown(first, more)
    state.given = np.append(state.given, np.zeros(count, np.int64))
    days = (asset.due_date - state.ground.instance.as_of).days
    known = (True, len(eligible), asset.splittable, asset.weight_ppm, days, 0.0)
    state.rows = state.rows.grown(first, first + count, *known)
    state.newer.append((asset, eligible))
    state.latest[asset.asset_id] = row
    state.sums.best += state.best_of(row)
    return row
