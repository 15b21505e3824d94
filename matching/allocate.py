"""Allocation: price the limits, give each asset its best offer, repair, improve, prove."""

from dataclasses import dataclass

import numpy as np

from matching.arrays import Indices, Ints
from matching.bound import to_ppm
from matching.clock import Budget
from matching.dual import find_prices
from matching.exact import solve_small
from matching.fill import fill
from matching.model import PPM
from matching.polish import NEAR_ENOUGH, polish
from matching.problem import Problem


@dataclass(frozen=True, slots=True)
class Allocated:
    """Parts as pairs of the problem with their principal in fen; prices by line in ppm."""

    pair: Indices
    fen: Ints
    price_ppm: Ints


def allocate(problem: Problem, budget: Budget) -> Allocated:
    """A good feasible allocation, and prices whose bound shows how good."""
    price_ppm = to_ppm(find_prices(problem, budget))
    prices = price_ppm / PPM
    bound = problem.bound(prices)  # now, while there is room for what it takes
    book = fill(problem, prices, budget)
    polish(book, prices, bound, budget)
    if book.value < bound * (1 - NEAR_ENOUGH):
        solve_small(book, budget)
    parts = sorted((offer.pair, fen) for parts in book.parts for offer, fen in parts)
    return Allocated(
        np.array([pair for pair, _ in parts], np.int32),
        np.array([fen for _, fen in parts], np.int64),
        price_ppm,
    )
