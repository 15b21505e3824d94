"""Allocation: price the limits, give each asset its best offer, repair, improve, prove."""

import math
from dataclasses import dataclass

import numpy as np

from matching.arrays import Floats, Indices, Ints
from matching.book import Book, Choices
from matching.bound import to_ppm
from matching.clock import Budget
from matching.dual import find_prices
from matching.exact import solve_small
from matching.model import PPM
from matching.polish import NEAR_ENOUGH, polish
from matching.problem import Problem
from matching.soft import wishes

OFFERS_A_SLOT = 24
OFFERS = 800_000
LARGE = 50_000  # slots from which one filling must do
SOFT = 0.0003  # temperature at which the assets of a large problem wish
HEATS = (0.0, 0.0001, 0.0003)  # and those of a smaller one in turn; at 0 each wants its best


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
    book = fill_by_price(problem, prices, budget)
    polish(book, prices, bound, budget)
    if book.value < bound * (1 - NEAR_ENOUGH):
        solve_small(book, budget)
    parts = sorted((offer.pair, fen) for parts in book.parts for offer, fen in parts)
    return Allocated(
        np.array([pair for pair, _ in parts], np.int32),
        np.array([fen for _, fen in parts], np.int64),
        price_ppm,
    )


def fill_by_price(problem: Problem, prices: Floats, budget: Budget) -> Book:
    """First allocation: assets in the order of what they would lose with their best offer.

    Each takes what it wishes, then the best that gains and fits, then whatever fits. A problem
    that is not large is filled with several wishes while time is left, and the best is kept.
    """
    most = max(3, min(OFFERS_A_SLOT, OFFERS // max(1, problem.slots)))
    first, *others = (SOFT,) if problem.slots > LARGE else HEATS
    began = budget.spent()
    wished = _wished(problem, prices, first)
    choices = Choices.at(problem, prices, most)
    best = _filled(problem, wished, choices)
    took = budget.spent() - began
    for heat in others:
        if budget.over(took):
            break
        best = max(
            best,
            _filled(problem, _wished(problem, prices, heat), choices),
            key=lambda book: book.value,
        )
    return best


def _wished(problem: Problem, prices: Floats, heat: float) -> Ints | None:
    return wishes(problem, prices, heat) if heat else None


def _filled(problem: Problem, wished: Ints | None, choices: Choices) -> Book:
    named = np.zeros(0, np.int64) if wished is None else wished[wished >= 0]
    choices = choices.naming(problem, named)
    book = Book(problem, choices)
    with book.being_filled():
        _give(book, choices, wished)
    return book


def _give(book: Book, choices: Choices, wished: Ints | None) -> None:
    """Wishes first, then the best that gains and fits, then whatever fits."""
    order = sorted(range(book.problem.slots), key=lambda slot: -choices.regret(slot))
    if wished is not None:
        pairs = wished.tolist()
        order = [slot for slot in order if not book.grant(slot, pairs[slot])]
        order.sort(key=lambda slot: pairs[slot] < 0)
    for least in (0.0, -math.inf):
        order = [slot for slot in order if not book.place(slot, least)]
