"""A first allocation, the largest assets first, the limits priced anew after each batch.

Large assets are hard to place and the small ones fill what they leave. So the largest choose while
everything is free; what they took is then missing, and the rest meets prices that know of it.
"""

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.book import Book, Choices
from matching.clock import Budget
from matching.dual import adjust_prices, narrowed
from matching.problem import NO_LIMIT, Problem

BATCHES, PAIRS = 14, 1_600_000  # at most so many, and so many pairs priced anew in all of them
FIRST, LEAST = 0.01, 20  # the first batch as a share of the assets, and as a number
OFFERS = 24


def batches_of(problem: Problem) -> int:
    """Into how many batches it pays to cut a problem; none where it is huge or nothing binds."""
    if not problem.slots or not len(problem.room):
        return 0
    return min(BATCHES, PAIRS // max(1, len(problem.fen)))


def fill_by_size(problem: Problem, prices: Floats, budget: Budget) -> tuple[Ints, Ints]:
    """Pairs that get something, and how much, in fen; feasible, and seldom complete."""
    largest = np.maximum.reduceat(problem.fen, problem.start[:-1])
    order = np.argsort(-largest, kind="stable")
    free: Bools = np.ones(problem.slots, bool)
    room = problem.room
    pairs, fens = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    begin = 0
    for end in _ends(problem):
        left = _that_fit(problem, room, free)
        if budget.over() or not len(left):
            break
        rest = _part(problem, left, room)
        prices = adjust_prices(rest, prices, budget)
        now: Bools = np.zeros(problem.slots, bool)
        now[order[begin:end]] = True
        own = left[now[problem.slot[left]]]
        if len(own):
            book = _placed(_part(problem, own, room), prices)
            room = np.array(book.room, np.int64)
            parts = [(offer.pair, fen) for parts in book.parts for offer, fen in parts]
            pairs.append(own[[pair for pair, _ in parts]])
            fens.append(np.array([fen for _, fen in parts], np.int64))
        free[order[begin:end]] = False
        begin = end
    return np.concatenate(pairs), np.concatenate(fens)


def _ends(problem: Problem) -> list[int]:
    """Where the batches end, by number of assets: each larger than the one before."""
    first = min(problem.slots, max(LEAST, int(FIRST * problem.slots)))
    ends = np.geomspace(first, problem.slots, batches_of(problem))
    found: list[int] = np.unique(np.rint(ends).astype(np.int64)).tolist()
    return found


def _that_fit(problem: Problem, room: Ints, free: Bools) -> Ints:
    """Pairs of free assets that the room that is left still allows."""
    least = np.where(problem.split[problem.slot], problem.least[problem.pairs.product], problem.fen)
    most = np.append(room, NO_LIMIT)[problem.line].min(axis=0)
    found: Ints = np.flatnonzero(free[problem.slot] & (most >= least))
    return found


def _part(problem: Problem, pairs: Ints, room: Ints) -> Problem:
    keep: Bools = np.zeros(len(problem.fen), bool)
    keep[pairs] = True
    return narrowed(problem, keep, room)


def _placed(problem: Problem, prices: Floats) -> Book:
    """Each asset has the best offer that gains and fits, who would lose most without it first."""
    choices = Choices.at(problem, prices, OFFERS)
    book = Book(problem, choices)
    for slot in sorted(range(problem.slots), key=lambda slot: -choices.regret(slot)):
        book.place(slot)
    return book
