"""The first allocation of a problem at its prices: the large assets first, then by wish."""

import math

import numpy as np

from matching.arrays import Floats, Ints
from matching.book import Book, Choices
from matching.by_size import OFFERS_A_SLOT, Cut, Taken, take_large_first
from matching.clock import Budget
from matching.problem import Problem
from matching.soft import wishes

OFFERS = 800_000
MANY = 50_000  # assets of which each is too small to be looked at again
SOFT = 0.0003  # temperature at which the assets wish
AN_OFFER = 6e-6  # seconds at most that one takes
AFTER_PRICES = 4.5  # filling and proving take at most so many times what finding the pairs took


def fill(problem: Problem, prices: Floats, cut: Cut, budget: Budget) -> Book:
    """Every asset has what gains most and fits, what it wishes, or whatever fits.

    Its offers are those that are best at the prices.
    """
    book = _completed(problem, take_large_first(problem, prices, cut, budget))
    return book if problem.slots > MANY or budget.over() else _ranked(book, prices)


def seconds_after_prices(problem: Problem, posing: float) -> float:
    """What filling and proving may take, to be held back where time is short.

    `posing` is how long it took to find the pairs, in seconds.
    """
    offers = min(len(problem.fen), _most(problem) * problem.slots)
    return max(AFTER_PRICES * posing, AN_OFFER * offers)


def _completed(problem: Problem, taken: Taken) -> Book:
    """A book in which the large assets have theirs, and the others wish at the last prices."""
    wished = wishes(problem, taken.prices, SOFT)
    named = np.concatenate([taken.pairs, wished[wished >= 0]])
    choices = Choices.at(problem, taken.prices, _most(problem)).naming(problem, named)
    book = Book(problem, choices)
    with book.being_filled():
        _enter(book, taken.pairs, taken.fen.tolist())
        order = sorted(range(problem.slots), key=lambda slot: -choices.regret(slot))
        _place_all(book, [slot for slot in order if not book.parts[slot]], wished.tolist())
    return book


def _most(problem: Problem) -> int:
    """How many offers of each slot are looked at."""
    return max(3, min(OFFERS_A_SLOT, OFFERS // max(1, problem.slots)))


def _enter(book: Book, pairs: Ints, fens: list[int]) -> None:
    """Give slots parts of offers that they know."""
    slots = book.problem.slot[pairs].tolist()
    for slot, pair, fen in zip(slots, pairs.tolist(), fens, strict=True):
        offer = next(offer for offer in book.offers[slot] if offer.pair == pair)
        book.take(slot, offer, fen)


def _place_all(book: Book, slots: list[int], wished: list[int]) -> None:
    """Wishes first, then the best that gains and fits, then whatever fits."""
    slots = [slot for slot in slots if not book.grant(slot, wished[slot])]
    slots.sort(key=lambda slot: wished[slot] < 0)
    for least in (0.0, -math.inf):
        slots = [slot for slot in slots if not book.place(slot, least)]


def _ranked(book: Book, prices: Floats) -> Book:
    """The same allocation with the offers as they rank at other prices."""
    problem = book.problem
    pairs, fen = book.given()
    choices = Choices.at(problem, prices, _most(problem)).naming(problem, pairs)
    other = Book(problem, choices)
    _enter(other, pairs, fen.tolist())
    return other
