"""Allocation: price the limits, give each asset its best offer, repair, improve, prove."""

from dataclasses import dataclass

import numpy as np

from matching.arrays import Floats, Indices, Ints
from matching.book import Book, Choices
from matching.bound import to_ppm
from matching.clock import Budget
from matching.dual import find_prices
from matching.model import PPM
from matching.polish import polish
from matching.problem import Problem

OFFERS_A_SLOT = 24
OFFERS = 800_000


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
    book = fill_by_price(problem, prices)
    polish(book, prices, problem.bound(prices), budget)
    parts = sorted((offer.pair, fen) for parts in book.parts for offer, fen in parts)
    return Allocated(
        np.array([pair for pair, _ in parts], np.int32),
        np.array([fen for _, fen in parts], np.int64),
        price_ppm,
    )


def fill_by_price(problem: Problem, prices: Floats) -> Book:
    """First allocation: assets in the order of what they would lose with their best offer."""
    if not problem.slots:
        return Book(problem, Choices([], []))
    most = max(3, min(OFFERS_A_SLOT, OFFERS // problem.slots))
    choices = Choices.at(problem, prices, most)
    book = Book(problem, choices)
    for slot in sorted(range(problem.slots), key=lambda slot: -choices.regret(slot)):
        book.place(slot)
    return book
