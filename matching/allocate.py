"""Allocation: price the limits, give each asset its best offer, repair, improve, prove."""

from dataclasses import dataclass

import numpy as np

from matching.arrays import Floats, Indices, Ints
from matching.book import Book, Choices
from matching.bound import to_ppm
from matching.clock import Budget
from matching.dual import find_prices
from matching.lines import KINDS
from matching.model import PPM
from matching.polish import polish
from matching.problem import NO_LIMIT, Problem

OFFERS_A_SLOT = 24
OFFERS = 800_000
REFILLS = 4


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
    for _ in range(REFILLS):
        if not _refill(problem, prices, book, most):
            break
    return book


def _refill(problem: Problem, prices: Floats, book: Book, most: int) -> int:
    """Offer assets left out the products that still have room for them; how many took one."""
    empty = np.array([not parts for parts in book.parts])
    room = np.append(np.array(book.room, np.int64), NO_LIMIT)
    free = room[problem.line[0]]
    for kind in range(1, KINDS):
        np.minimum(free, room[problem.line[kind]], out=free)
    asked = np.where(problem.split[problem.slot], problem.least[problem.pairs.product], problem.fen)
    more = Choices.at(problem, prices, most, empty[problem.slot] & (free >= asked))
    open_slots = [slot for slot, offers in enumerate(more.offers) if offers]
    for slot in open_slots:
        known = {offer.pair for offer in book.offers[slot]}
        book.offers[slot] += [offer for offer in more.offers[slot] if offer.pair not in known]
    open_slots.sort(key=lambda slot: -more.regret(slot))
    return sum(book.place(slot) for slot in open_slots)
