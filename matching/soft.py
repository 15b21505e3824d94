"""What each asset would draw if it chose softly: a start whose demand fits the limits.

At good prices many offers are nearly as good as the best. If each asset took its best, some limits
would be asked for far more than they hold and others for less; drawn in proportion to how good the
offers are at the dual's temperature, the demand is what the dual balanced.
"""

import numpy as np

from matching.arrays import Floats, Ints
from matching.problem import Problem

GOLDEN = 0.6180339887498949  # multiples of it, modulo 1, spread evenly


def wishes(problem: Problem, prices: Floats, heat: float) -> Ints:
    """A pair for each slot, -1 where it draws nothing; no chance involved."""
    if not problem.slots:
        return np.zeros(0, np.int64)
    first, pairs = problem.start[:-1], np.diff(problem.start)
    heats = heat * np.maximum.reduceat(problem.fen.astype(float), first)
    reduced = problem.reduced(prices)
    best = np.maximum(np.maximum.reduceat(reduced, first), 0.0)
    reduced -= np.repeat(best, pairs)
    reduced /= np.repeat(heats, pairs)
    share = np.exp(reduced, out=reduced)
    mass = np.add.reduceat(share, first) + np.exp(-best / heats)
    drawn = np.modf((np.arange(problem.slots) + 0.5) * GOLDEN)[0] * mass
    running = np.cumsum(share)
    before = running[first] - share[first]
    running -= np.repeat(before + drawn, pairs)
    hit = np.where(running >= 0.0, np.arange(len(share)), len(share))
    chosen = np.minimum.reduceat(hit, first)
    chosen[chosen == len(share)] = -1
    return chosen
