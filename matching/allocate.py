"""Allocation: price the limits, give each asset its best offer, repair, improve, prove."""

from dataclasses import dataclass

import numpy as np

from matching.arrays import Floats, Indices, Ints
from matching.book import Book
from matching.bound import to_ppm
from matching.by_size import FEW_PAIRS, Cut, other_cut, usual_cut
from matching.clock import Budget
from matching.dual import find_prices
from matching.exact import solve, solve_small
from matching.fill import MANY, fill
from matching.model import PPM
from matching.neighbourhoods import polish_exactly
from matching.polish import NEAR_ENOUGH, polish
from matching.problem import Problem

SHARED = 0.5  # of the assets: from here on most may be shared
NEAR, NODES = 0.0002, 50  # how near to its bound the solver may stop then, and its nodes


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
    book = _best(problem, prices, bound, budget)
    polish_exactly(book, prices, bound, budget)
    if book.value < bound * (1 - NEAR_ENOUGH):
        solve_small(book, budget)
    pairs, fen = book.given()
    order = np.argsort(pairs, kind="stable")
    return Allocated(pairs[order].astype(np.int32), fen[order], price_ppm)


def _best(problem: Problem, prices: Floats, bound: float, budget: Budget) -> Book:
    """The better of one or two ways, polished; a huge problem as it is filled.

    Where most assets may be shared, little is left to decide: a county of that kind is solved.
    """
    book = _filled(problem, prices, bound, usual_cut(problem), budget)
    if len(problem.fen) <= FEW_PAIRS and problem.slots and problem.split.mean() > SHARED:
        solve(book, budget, NEAR, NODES)
    cut = other_cut(problem, 1 - book.value / bound if bound else 0.0)
    if cut is None or budget.over():
        return book
    other = _filled(problem, prices, bound, cut, budget)
    return max(book, other, key=lambda each: each.value)


def _filled(problem: Problem, prices: Floats, bound: float, cut: Cut, budget: Budget) -> Book:
    book = fill(problem, prices, cut, budget)
    if problem.slots <= MANY and not budget.over():
        polish(book, prices, bound, budget)
    return book
