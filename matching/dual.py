"""Prices on limits: the Lagrangian dual, smoothed and cooled, solved by L-BFGS-B.

Charging every pair the prices of its limits lets each asset choose on its own. Whatever the prices,
their value bounds every allocation from above; the best prices nearly sort the assets.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import OptimizeResult, minimize

from matching.arrays import Bools, Floats, Ints
from matching.clock import Budget
from matching.lines import KINDS
from matching.problem import Problem

COOLING = ((0.1, 30), (0.02, 50), (0.004, 70), (0.0008, 90), (0.0002, 110))
AFTER_SAMPLE = ((0.002, 45), (0.0003, 60))
KEEP_WITHIN = 12.0  # temperatures below the best at which a pair still counts
LARGE, SAMPLE = 300_000, 8  # pairs of a problem worth sampling, one asset in so many


class Smooth:
    """The dual in which each asset chooses softly, at a temperature per yuan of principal.

    `total` is what every asset's best pair would bring; results are shares of it.
    """

    def __init__(self, problem: Problem, heat: float) -> None:
        first = problem.start[:-1]
        self.problem = problem
        self.fen = problem.fen.astype(float)
        self.heat: Floats = heat * np.maximum.reduceat(self.fen, first)
        self.heat_of_pair = self.heat.take(problem.slot)
        self.total = float(np.maximum.reduceat(problem.value, first).sum())
        self._cost, self._buffer = np.empty_like(self.fen), np.empty_like(self.fen)

    def __call__(self, prices: Floats) -> tuple[float, Floats]:
        """Value and gradient."""
        problem, first = self.problem, self.problem.start[:-1]
        reduced = self._reduced(prices)
        best = np.maximum(np.maximum.reduceat(reduced, first), 0.0)
        reduced -= self._spread(best)
        reduced /= self.heat_of_pair
        share = np.exp(reduced, out=reduced)
        mass = np.add.reduceat(share, first) + np.exp(-best / self.heat)
        value = (prices * problem.room).sum() + (best + self.heat * np.log(mass)).sum()
        share *= self.fen
        share /= self._spread(mass)
        slope = problem.room.astype(float)
        for kind in range(KINDS):
            slope -= np.bincount(problem.line[kind], share, len(slope) + 1)[:-1]
        return float(value) / self.total, slope / self.total

    def _spread(self, by_slot: Floats) -> Floats:
        by_slot.take(self.problem.slot, out=self._buffer, mode="clip")
        return self._buffer

    def _reduced(self, prices: Floats) -> Floats:
        """Problem.reduced without new memory."""
        problem, cost = self.problem, self._cost
        padded: Floats = np.append(prices, 0.0)
        padded.take(problem.line[0], out=cost, mode="clip")
        for kind in range(1, KINDS):
            cost += padded.take(problem.line[kind], out=self._buffer, mode="clip")
        cost *= self.fen
        np.subtract(problem.value, cost, out=cost)
        return cost


def find_prices(problem: Problem, budget: Budget) -> Floats:
    """Prices in yuan per yuan, by line, whose bound is nearly the least there is.

    A large problem starts from the prices of a sample of its assets under as large a share of
    the limits.
    """
    prices = np.zeros(len(problem.room))
    if not len(prices) or not problem.slots:
        return prices
    stages: Sequence[tuple[float, int]] = COOLING
    if len(problem.fen) > LARGE:
        prices, stages = find_prices(_sampled(problem), budget), AFTER_SAMPLE
    best, least = np.zeros(len(prices)), problem.bound(np.zeros(len(prices)))
    for heat, rounds in stages:
        bound = problem.bound(prices)
        if bound < least:
            best, least = prices, bound
        if budget.over():
            break
        near = problem if heat == stages[0][0] else _near(problem, prices, heat)
        prices = _cool(near, prices, heat, rounds, budget)
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
    for kind in range(KINDS):
        asked += np.bincount(problem.line[kind], problem.fen, len(asked))
    return asked[:-1]


def _near(problem: Problem, prices: Floats, heat: float) -> Problem:
    """Leave out pairs so far behind, at the last temperature, that they would not count."""
    reduced = problem.reduced(prices)
    best = np.maximum(np.maximum.reduceat(reduced, problem.start[:-1]), 0.0)
    behind = np.repeat(best, np.diff(problem.start)) - reduced
    return narrowed(problem, behind <= KEEP_WITHIN * 4 * heat * problem.fen)


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


def _cool(problem: Problem, prices: Floats, heat: float, rounds: int, budget: Budget) -> Floats:
    """The best prices at one temperature, from the last ones on."""
    if not problem.slots:
        return prices
    smooth = Smooth(problem, heat)
    unit = np.sqrt(smooth.total / len(prices) / np.maximum(problem.room, 1.0))

    def scaled(point: Floats) -> tuple[float, Floats]:
        budget.steps += len(problem.fen)
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
