"""The allocation problem: pairs worth taking, grouped by asset, and the lines that can bind."""

from dataclasses import dataclass, replace

import numpy as np

from matching.arrays import Bools, Floats, Indices, Ints
from matching.eligibility import Pairs
from matching.instance import Instance
from matching.lines import KINDS, number_lines
from matching.model import DAY_BASIS, PPM

WHOLE = DAY_BASIS * PPM
NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Problem:
    """Pairs sorted by slot (an asset with pairs), then bank. Money in fen.

    `line` has a row for each kind of limit (Lines) and a column a pair: a number below
    len(room) or, where nothing can bind, len(room). `names` are those of the lines that can bind;
    `least`, `most` and `bank` are by product, `split` is by slot. `value` is the weighted net
    proceeds of the whole pair, in fen.
    """

    pairs: Pairs
    slot: Indices
    start: Ints
    fen: Ints
    value: Floats
    least: Ints
    most: Ints
    bank: Indices
    split: Bools
    line: Indices
    room: Ints
    names: list[str]

    @property
    def slots(self) -> int:
        """How many assets have a pair."""
        return len(self.start) - 1

    def reduced(self, prices: Floats) -> Floats:
        """Value of each pair less its principal at the prices of its lines."""
        padded: Floats = np.append(prices, 0.0)
        cost: Floats = padded.take(self.line[0])
        for line in self.line[1:]:
            cost += padded.take(line)
        cost *= self.fen
        np.subtract(self.value, cost, out=cost)
        return cost

    def behind(self, reduced: Floats) -> Floats:
        """How far each pair is behind its asset's best, or behind nothing where all would lose."""
        best = np.maximum(np.maximum.reduceat(reduced, self.start[:-1]), 0.0)
        return np.asarray(np.repeat(best, np.diff(self.start)) - reduced)

    def bound(self, prices: Floats) -> float:
        """Upper bound in fen that these prices prove."""
        if not self.slots:
            return 0.0
        best = np.maximum.reduceat(self.reduced(prices), self.start[:-1])
        return float(prices @ self.room + np.maximum(best, 0).sum())


def factors(instance: Instance, pairs: Pairs) -> Ints:
    """What is left of one yuan of each pair after interest and fee, in 1 / (360 x 10**6)."""
    rate = np.array([p.rate_ppm for p in instance.products], np.int64)
    fee = np.array([p.fee_ppm for p in instance.products], np.int64)
    days = instance.days()[pairs.asset]
    return WHOLE - rate[pairs.product] * days - DAY_BASIS * fee[pairs.product]


def pose(instance: Instance, eligible: Pairs) -> Problem:
    """The problem of the eligible pairs that bring anything, with the lines that can bind."""
    return that_can_bind(pose_all(instance, eligible))[0]


def pose_all(instance: Instance, eligible: Pairs) -> Problem:
    """The same with every limit that exists for its pairs, whether it can bind or not."""
    factor, weight = factors(instance, eligible), instance.assets.weight_ppm
    worth = (factor > 0) & (eligible.principal_fen > 0) & (weight[eligible.asset] > 0)
    pairs = eligible if worth.all() else eligible.take(worth)
    value = factor[worth] / WHOLE
    value *= weight[pairs.asset] / PPM
    value *= pairs.principal_fen
    start = np.append(np.flatnonzero(np.diff(pairs.asset, prepend=-1)), len(pairs))
    least = np.array([p.min_amount_fen for p in instance.products], np.int64)
    most = np.array([p.max_amount_fen for p in instance.products], np.int64)
    lines = number_lines(instance, pairs)
    return Problem(
        pairs=pairs,
        slot=np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start)),
        start=start,
        fen=pairs.principal_fen,
        value=value,
        least=np.maximum(least, 1),
        most=most,
        bank=instance.banks().codes,
        split=instance.assets.splittable[pairs.asset[start[:-1]]],
        line=lines.of_pair,
        room=lines.limit_fen,
        names=lines.names,
    )


def that_can_bind(problem: Problem) -> tuple[Problem, Ints]:
    """The problem without the lines that cannot bind, and which of its lines are left."""
    can = _can_bind(problem)
    left = np.flatnonzero(can)
    renumber = np.full(len(can) + 1, len(left), np.int32)
    renumber[left] = np.arange(len(left))
    fewer = replace(
        problem,
        line=renumber[problem.line],
        room=problem.room[left],
        names=[problem.names[line] for line in left.tolist()] if problem.names else [],
    )
    return fewer, left


def _can_bind(problem: Problem) -> Bools:
    """Lines that would break if every asset took its largest principal there."""
    fen, line, count = problem.fen, problem.line, len(problem.room) + 1
    demand = np.zeros(count)
    if len(fen):
        demand += np.bincount(line[0], fen, count)
        bank = problem.bank[problem.pairs.product]
        change = (np.diff(problem.slot, prepend=-1) != 0) | (np.diff(bank, prepend=-1) != 0)
        first = np.flatnonzero(change)
        most = np.maximum.reduceat(fen, first)
        for kind in range(1, KINDS):
            demand += np.bincount(line[kind, first], most, count)
        for guarantor in line[KINDS:]:  # spans banks, and is not the same for all of one bank
            demand += np.bincount(guarantor, fen, count)
    return demand[:-1] > problem.room
