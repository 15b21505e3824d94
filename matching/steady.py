"""A standing improved around what a change will touch, before the change is tried.

A full run leaves a little undone everywhere. Without this, looking at a place once more because
something changes there would find some of that, and what is found would seem owed to the change.
"""

import numpy as np

from matching.arrays import Ints
from matching.change import Change, LimitKey
from matching.clock import Budget
from matching.lines import line_name
from matching.repair import NEARBY, repair
from matching.standing import Standing
from matching.state import State

TWICE = 2


def steadied(standing: Standing, change: Change) -> Standing:
    """The same terms and assets, with nothing worse, improved around what the change names."""
    state, budget = standing.state.copied(), Budget()
    lines = np.array(_lines(state, change), np.int64)
    rows = _rows(state, lines, change)
    for _ in range(TWICE):
        before = state.sums.proceeds
        repair(state, rows, lines, NEARBY, budget)
        if state.sums.proceeds == before:
            break
    state.steps += budget.steps
    return Standing(state)


def _lines(state: State, change: Change) -> list[int]:
    """Lines of limits and quotas that are there and that the change names."""
    products = {*change.without_products, *(each.product_id for each in change.products)}
    limits: set[LimitKey] = {
        *change.without_limits,
        *((each.bank, each.scope, each.party_uscc) for each in change.limits),
    }
    names = {f"product:{name}" for name in products} | {
        line_name(scope, bank, party) for bank, scope, party in limits
    }
    # The limit of each firm not named stands behind a line for every firm.
    heads = tuple(f"{scope}:{bank}:" for bank, scope, party in limits if not party)
    return [
        line
        for name, line in state.ceilings.number.items()
        if name in names or name.startswith(heads or ("-",))
    ]


def _rows(state: State, lines: Ints, change: Change) -> Ints:
    """Assets on those lines or with those products that could gain more than they do."""
    columns, products = state.columns, state.ground.instance.products
    wanted = {*change.without_products, *(each.product_id for each in change.products)}
    numbers = [at for at, product in enumerate(products) if product.product_id in wanted]
    pairs = np.flatnonzero(np.isin(columns.product[: state.count], numbers))
    pairs = np.concatenate([pairs, *(state.on_line(line) for line in lines.tolist())])
    rows = columns.row[pairs]
    short = state.rows.alive[rows] & (columns.gain[pairs] > state.rows.held[rows])
    found: Ints = np.unique(rows[short]).astype(np.int64)
    return found
