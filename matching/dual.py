"""Prices on limits: the Lagrangian dual, smoothed and cooled, solved by L-BFGS-B.

Charging every pair the prices of its limits lets each asset choose on its own. Whatever the prices,
their value bounds every allocation from above; the best prices nearly sort the assets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import OptimizeResult, minimize

from matching.arrays import Bools, Floats, Indices, Ints
from matching.clock import Budget
from matching.problem import Problem

COOLING = ((0.1, 30), (0.02, 50), (0.004, 70), (0.0008, 90), (0.0002, 110))
AFTER_SAMPLE = ((0.001, 35), (0.0003, 50))
AFTER_SMALL_SAMPLE = ((0.004, 40), (0.001, 60), (0.0003, 80))  # whose large assets are few
AGAIN = ((0.004, 20), (0.0008, 30), (0.0002, 60))
AGAIN_LARGE = ((0.001, 20), (0.0003, 30))
KEEP_WITHIN = 48.0  # temperatures behind the best that count
FEW = 0.3  # so small a share of the pairs is looked up alone
LARGE, SAMPLE = 1_800_000, 8  # pairs of a problem worth sampling, one asset in so many
HUGE = 2_000_000  # pairs whose sample is large itself
A_PAIR = 1.5e-6  # seconds that pricing one pair takes: with less left a small sample must do
MIDDLING = 40_000  # pairs up to which prices are found anew rather than improved


@dataclass(frozen=True, slots=True)
class Charge:
    """One kind of limit as the dual meets it: the pairs that it can touch, and their lines.

    `rows` None means every pair; a kind of limit that touches few is looked up for these alone.
    """

    rows: Ints | None
    line: Indices

    @classmethod
    def of(cls, line: Indices, dummy: int) -> "Charge | None":
        """None where no pair meets a line that counts."""
        touched = np.flatnonzero(line != dummy)
        if not len(touched):
            return None
        if len(touched) > FEW * len(line):
            return cls(None, line)
        return cls(touched, line[touched])


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs and lines of a problem that the dual looks at; single precision when it is large.

    `start` groups the pairs by slot as in Problem; slots without a pair are left out.
    """

    start: Ints
    fen: Floats
    value: Floats
    charges: tuple[Charge, ...]
    room: Floats

    @classmethod
    def of(cls, problem: Problem, keep: Bools | None = None) -> "Part":
        """All of a problem, or the pairs to keep."""
        kind: Any = np.float32 if len(problem.fen) > LARGE else np.float64
        rows = slice(None) if keep is None else np.flatnonzero(keep)
        start, dummy = problem.start, len(problem.room)
        if keep is not None:
            count = np.add.reduceat(keep.astype(np.int64), start[:-1])
            start = np.concatenate([[0], np.cumsum(count[count > 0])])
        charges = [Charge.of(line[rows], dummy) for line in problem.line]
        return cls(
            start=start,
            fen=problem.fen[rows].astype(kind),
            value=problem.value[rows].astype(kind),
            charges=tuple(charge for charge in charges if charge is not None),
            room=problem.room.astype(float),
        )


class Smooth:
    """The dual in which each asset chooses softly, at a temperature per yuan of principal.

    `total` is what every asset's best pair would bring; results are shares of it.
    """

    def __init__(self, part: Part, heat: float) -> None:
        first = part.start[:-1]
        self.part = part
        self.slot = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(part.start))
        self.heat: Floats = heat * np.maximum.reduceat(part.fen, first)
        self.heat_of_pair = self.heat.take(self.slot)
        self.total = float(np.maximum.reduceat(part.value, first).sum(dtype=float))
        self._cost, self._buffer = np.empty_like(part.fen), np.empty_like(part.fen)

    def __call__(self, prices: Floats) -> tuple[float, Floats]:
        """Value and gradient."""
        part, first = self.part, self.part.start[:-1]
        reduced = self._reduced(prices)
        best = np.maximum(np.maximum.reduceat(reduced, first), 0.0)
        reduced -= self._spread(best)
        reduced /= self.heat_of_pair
        share = np.exp(reduced, out=reduced)
        mass = np.add.reduceat(share, first) + np.exp(-best / self.heat)
        soft = (best + self.heat * np.log(mass)).sum(dtype=float)
        share *= part.fen
        share /= self._spread(mass)
        slope = part.room.copy()
        for charge in part.charges:
            asked = share if charge.rows is None else share[charge.rows]
            slope -= np.bincount(charge.line, asked, len(slope) + 1)[:-1]
        value = float(prices @ part.room) + float(soft)
        return value / self.total, slope / self.total

    def _spread(self, by_slot: Floats) -> Floats:
        by_slot.take(self.slot, out=self._buffer, mode="clip")
        return self._buffer

    def _reduced(self, prices: Floats) -> Floats:
        """Problem.reduced without new memory."""
        part, cost = self.part, self._cost
        padded: Floats = np.append(prices, 0.0).astype(cost.dtype)
        cost[:] = 0.0
        for charge in part.charges:
            if charge.rows is None:
                cost += padded.take(charge.line, out=self._buffer, mode="clip")
            else:
                cost[charge.rows] += padded[charge.line]
        cost *= part.fen
        np.subtract(part.value, cost, out=cost)
        return cost


def find_prices(problem: Problem, budget: Budget) -> Floats:
    """Prices in yuan per yuan, by line, whose bound is nearly the least there is.

    A large problem starts from the prices of a sample of its assets under as large a share of
    the limits.
    """
    prices = np.zeros(len(problem.room))
    if not len(prices) or not problem.slots:
        return prices
    if budget.left() < A_PAIR * len(problem.fen):
        return _cooled(problem, _at_least(problem), AGAIN_LARGE, budget)
    if len(problem.fen) <= LARGE:
        return _cooled(problem, prices, COOLING, budget)
    stages = AFTER_SAMPLE if len(problem.fen) > HUGE else AFTER_SMALL_SAMPLE
    return _cooled(problem, find_prices(_sampled(problem), budget), stages, budget)


def _at_least(problem: Problem) -> Floats:
    """Prices of a sample so small that there is always time: without any, all want the same."""
    while len(problem.fen) > LARGE // SAMPLE:
        problem = _sampled(problem)
    return _cooled(problem, np.zeros(len(problem.room)), COOLING, Budget())


def improve_prices(problem: Problem, prices: Floats, budget: Budget) -> Floats:
    """The prices after a few rounds at the last temperatures: their bound is never above.

    For prices of a problem that was nearly the same.
    """
    if not len(prices) or not problem.slots:
        return prices
    pairs = len(problem.fen)
    stages = COOLING if pairs <= MIDDLING else AGAIN if pairs <= LARGE else AGAIN_LARGE
    return _cooled(problem, prices, stages, budget)


def adjust_prices(
    problem: Problem, prices: Floats, room: Ints, keep: Bools, budget: Budget
) -> Floats:
    """The prices after a few rounds over some pairs under other room."""
    part = Part.of(replace(problem, room=room), keep)
    for heat, rounds in AGAIN if len(problem.fen) <= LARGE else AGAIN_LARGE:
        if budget.over():
            break
        prices = _cool(part, prices, heat, rounds, budget)
    return prices


def _cooled(
    problem: Problem, prices: Floats, stages: Sequence[tuple[float, int]], budget: Budget
) -> Floats:
    """The best prices that cooling comes by, from some prices on; at worst none at all."""
    best, least = np.zeros(len(prices)), problem.bound(np.zeros(len(prices)))
    for heat, rounds in stages:
        bound = problem.bound(prices)
        if bound < least:
            best, least = prices, bound
        if budget.over():
            break
        prices = _cool(_open(problem, prices, heat), prices, heat, rounds, budget)
    return prices if problem.bound(prices) < least else best


def _sampled(problem: Problem) -> Problem:
    """Every so manieth asset, and of every limit the share that they ask of it."""
    keep: Bools = problem.slot % SAMPLE == 0
    sample = narrowed(problem, keep)
    share = _asked(sample) / np.maximum(_asked(problem), 1.0)
    return replace(sample, room=np.ceil(problem.room * share).astype(np.int64))


def _asked(problem: Problem) -> Floats:
    """Principal of all pairs on each line."""
    asked = np.zeros(len(problem.room) + 1)
    for line in problem.line:
        asked += np.bincount(line, problem.fen, len(asked))
    return asked[:-1]


def _open(problem: Problem, prices: Floats, heat: float) -> Part:
    """What these prices leave open: pairs near their asset's best; of a large problem all.

    The bound is always taken over everything, so leaving out too much could only make it
    weaker, never wrong. Where prices move over many lines at once it does make it weaker.
    """
    if heat == COOLING[0][0] or len(problem.fen) > LARGE:
        return Part.of(problem)
    behind = problem.behind(problem.reduced(prices))
    return Part.of(problem, behind <= KEEP_WITHIN * heat * problem.fen)


def narrowed(problem: Problem, keep: Bools) -> Problem:
    """The problem with some of its pairs; assets without any left drop out."""
    count = np.add.reduceat(keep.astype(np.int64), problem.start[:-1])
    left = count[count > 0]
    start: Ints = np.concatenate([[0], np.cumsum(left)])
    return replace(
        problem,
        pairs=problem.pairs.take(keep),
        slot=np.repeat(np.arange(len(left), dtype=np.int32), left),
        start=start,
        fen=problem.fen[keep],
        value=problem.value[keep],
        split=problem.split[count > 0],
        line=problem.line[:, keep],
    )


def _cool(part: Part, prices: Floats, heat: float, rounds: int, budget: Budget) -> Floats:
    """The best prices at one temperature, from the last ones on."""
    if len(part.start) < 2:
        return prices
    smooth = Smooth(part, heat)
    unit = np.sqrt(smooth.total / len(prices) / np.maximum(part.room, 1.0))

    def scaled(point: Floats) -> tuple[float, Floats]:
        budget.steps += len(part.fen)
        value, slope = smooth(point * unit)
        return value, slope * unit

    def late(intermediate_result: OptimizeResult) -> None:
        if budget.over():
            raise StopIteration

    found = minimize(
        scaled,
        prices / unit,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * len(prices),
        callback=late,
        options={"maxiter": rounds, "maxcor": 20, "ftol": 1e-11, "gtol": 1e-12},
    )
    return np.asarray(found.x) * unit
