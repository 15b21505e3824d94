"""The first allocation of a problem at its prices: by what assets wish, and by their size."""

import math

from matching.arrays import Floats, Ints
from matching.book import Book, Choices
from matching.by_size import batches_of, fill_by_size
from matching.clock import Budget
from matching.problem import Problem
from matching.soft import wishes

OFFERS_A_SLOT = 24
OFFERS = 800_000
SOFT = 0.0003  # temperature at which the assets wish


def fill(problem: Problem, prices: Floats, budget: Budget) -> Book:
    """Every asset gets what it wishes or the best that fits; the large ones first, where it pays.

    A problem that is not huge is filled both ways while time is left, and the better is kept.
    """
    most = max(3, min(OFFERS_A_SLOT, OFFERS // max(1, problem.slots)))
    choices = Choices.at(problem, prices, most)
    best = _by_wish(problem, choices, wishes(problem, prices, SOFT))
    if batches_of(problem) < 2 or budget.over():
        return best
    pairs, fens = fill_by_size(problem, prices, budget)
    return max(best, _completed(problem, choices, pairs, fens), key=lambda book: book.value)


def _by_wish(problem: Problem, choices: Choices, wished: Ints) -> Book:
    """Wishes first, then the best that gains and fits, then whatever fits."""
    choices = choices.naming(problem, wished[wished >= 0])
    book = Book(problem, choices)
    pairs = wished.tolist()
    with book.being_filled():
        order = [slot for slot in _by_regret(book, choices) if not book.grant(slot, pairs[slot])]
        order.sort(key=lambda slot: pairs[slot] < 0)
        _place(book, order)
    return book


def _completed(problem: Problem, choices: Choices, pairs: Ints, fens: Ints) -> Book:
    """A book with these parts, in which who has nothing gets what still fits."""
    choices = choices.naming(problem, pairs)
    book = Book(problem, choices)
    known = {offer.pair: offer for offers in choices.offers for offer in offers}
    slots = problem.slot[pairs].tolist()
    with book.being_filled():
        for slot, pair, fen in zip(slots, pairs.tolist(), fens.tolist(), strict=True):
            book.take(slot, known[pair], fen)
        _place(book, [slot for slot in _by_regret(book, choices) if not book.parts[slot]])
    return book


def _by_regret(book: Book, choices: Choices) -> list[int]:
    """Slots, those first that lose most with their best offer."""
    return sorted(range(book.problem.slots), key=lambda slot: -choices.regret(slot))


def _place(book: Book, slots: list[int]) -> None:
    """The best offers that gain and fit, then whatever fits."""
    for least in (0.0, -math.inf):
        slots = [slot for slot in slots if not book.place(slot, least)]
