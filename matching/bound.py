"""The proof: exact sums of an allocation, and the bound that its written prices give."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from matching.arrays import Floats, Ints
from matching.instance import Instance
from matching.model import DAY_BASIS, PPM, Product
from matching.problem import WHOLE, Problem, factors

SCALE = WHOLE * PPM  # weight in ppm x factor in 1 / (360 x 10**6)
DOUBT = 1e-9  # floats closer than this are compared again in integers


def half_up(value: Fraction) -> int:
    """A non-negative amount rounded to whole fen, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def round_up(value: Fraction) -> int:
    """The least whole fen not below the value."""
    return -(-value.numerator // value.denominator)


def factor_of(product: Product, days: int) -> int:
    """What is left of one yuan after interest and fee, in 1 / (360 x 10**6)."""
    return WHOLE - product.rate_ppm * days - DAY_BASIS * product.fee_ppm


def to_ppm(prices: Floats) -> Ints:
    """Prices as they will be written: millionths, the nearest."""
    return np.rint(prices * PPM).astype(np.int64)


def weighted_sum(weights: Iterable[int], factor: Iterable[int], fen: Iterable[int]) -> Fraction:
    """Weighted net proceeds in fen, exact."""
    total = sum(w * f * p for w, f, p in zip(weights, factor, fen, strict=True))
    return Fraction(total, SCALE)


def upper_bound(instance: Instance, problem: Problem, price_ppm: Ints) -> Fraction:
    """The bound in fen that these written prices prove (CONTRACT.md, Objective), exact."""
    lines = sum(p * room for p, room in zip(price_ppm.tolist(), problem.room.tolist(), strict=True))
    return Fraction(lines, PPM) + Fraction(best_worths(instance, problem, price_ppm), SCALE)


def best_worths(instance: Instance, problem: Problem, price_ppm: Ints) -> int:
    """What every asset's best pair gains at these prices, in 1 / SCALE of a fen, exact.

    Floats pick the pairs that may be the best of their asset; integers decide.
    """
    rows = _contenders(problem, price_ppm / PPM)
    charge = np.append(price_ppm, 0)[problem.line[:, rows]].sum(axis=0)
    weight = instance.assets.weight_ppm[problem.pairs.asset[rows]]
    factor = factors(instance, problem.pairs.take(rows))
    best: dict[int, int] = {}
    columns = (problem.slot[rows], weight, factor, charge, problem.fen[rows])
    for slot, w, f, c, fen in zip(*(column.tolist() for column in columns), strict=True):
        worth = fen * (w * f - c * WHOLE)
        if worth > best.get(slot, 0):
            best[slot] = worth
    return sum(best.values())


def _contenders(problem: Problem, prices: Floats) -> Ints:
    """Pairs that are, within the doubt of floats, the best of their asset and not below zero."""
    if not problem.slots:
        return np.zeros(0, np.int64)
    reduced = problem.reduced(prices)
    best = np.maximum.reduceat(reduced, problem.start[:-1])
    charged = np.append(prices, 0.0)[problem.line].sum(axis=0)
    doubt = DOUBT * (problem.value + problem.fen * charged)
    return np.flatnonzero(
        (reduced >= np.repeat(best, np.diff(problem.start)) - doubt) & (reduced > -doubt)
    )


def gap(objective_fen: int, bound_fen: int) -> float:
    """(bound - objective) / bound, 0 when the bound is 0."""
    return (bound_fen - objective_fen) / bound_fen if bound_fen else 0.0


def used(numbers: Sequence[Sequence[int]], fen: Sequence[int], count: int) -> list[int]:
    """Fen used on each line; `numbers` holds the lines of each part."""
    total = [0] * (count + 1)
    for lines, part in zip(numbers, fen, strict=True):
        for line in lines:
            total[line] += part
    return total[:count]
