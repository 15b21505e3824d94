"""Changed terms on a standing: posed anew, priced on from its prices, kept where it still fits."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.arrays import Ints
from matching.bound import best_worths, to_ppm
from matching.carry import concerned, eligible_again, kept, present
from matching.clock import Budget
from matching.dual import improve_prices
from matching.ground import Ground, Rows
from matching.ledger import NO_LINE, Ceilings, Columns
from matching.match import sums
from matching.model import PPM, Limit, Product
from matching.problem import Problem, pose_all, that_can_bind
from matching.repair import Effort, repair
from matching.state import State, Sums


def settled(ground: Ground, price_ppm: Ints, pair: Ints, fen: Ints) -> State:
    """A state in which some pairs of a ground have something, with prices of all its lines."""
    problem = ground.problem
    columns = Columns.of(problem, problem.reduced(price_ppm / PPM))
    given = np.zeros(len(problem.pairs), np.int64)
    given[pair] = fen
    proceeds, cost = sums(ground.instance, problem.pairs.take(pair), fen.tolist())
    best = best_worths(ground.instance, problem, price_ppm)
    ceilings = Ceilings.of(problem.names, problem.room, price_ppm)
    for kind in columns.line[:, pair]:
        counted = kind != NO_LINE
        np.subtract.at(ceilings.room, kind[counted], fen[counted])
    return State(
        ground=ground,
        columns=columns,
        given=given,
        rows=Rows.of(ground, columns.gain[: len(given)], given),
        ceilings=ceilings,
        sums=Sums(proceeds, cost, sum(fen.tolist()), best),
    )


def renewed(
    state: State,
    products: Sequence[Product],
    limits: Sequence[Limit],
    effort: Effort,
    budget: Budget,
    *,
    everything: bool,
) -> State:
    """The state under other terms, repaired where they differ or everywhere.

    Raises ValuesAreFaulty.
    """
    assets, row_of = present(state)
    instance = replace(state.ground.instance, assets=assets).under(products, limits)
    eligible = eligible_again(state, instance, row_of)
    ground = Ground.of(instance, state.ground.extra, eligible, pose_all(instance, eligible))
    prices = _prices(state, ground.problem, budget)
    after = settled(ground, prices, *kept(state, ground, row_of))
    evict(after)
    repair(after, *concerned(state, after, row_of, everything=everything), effort, budget)
    after.reference = after.gap
    return after


def _prices(state: State, problem: Problem, budget: Budget) -> Ints:
    """Prices of all lines, from those of the lines of the same name on."""
    fewer, left = that_can_bind(problem)
    number, known = state.ceilings.number, state.ceilings.price_ppm
    before = [int(known[number[name]]) if name in number else 0 for name in fewer.names]
    prices = np.zeros(len(problem.room), np.int64)
    prices[left] = to_ppm(improve_prices(fewer, np.array(before, float) / PPM, budget))
    return prices


def evict(state: State) -> None:
    """Take parts off the lines that hold too little, those first that gain least."""
    for line in np.flatnonzero(state.ceilings.room < 0).tolist():
        over = -int(state.ceilings.room[line])
        if over > 0:
            pairs = state.on_line(line)
            pairs = pairs[state.given[pairs] > 0]
            dear = state.columns.gain[pairs] / state.columns.fen[pairs]
            pairs = pairs[np.argsort(dear, kind="stable")]
            enough = int(np.searchsorted(np.cumsum(state.given[pairs]), over)) + 1
            state.give(pairs[:enough], [0] * enough)
