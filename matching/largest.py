"""The largest assets of a small problem decided together, exactly, while the others share freely.

Whether a large asset fits is a question of which others do, and prices cannot answer it one by
one. With the small ones allowed to share, HiGHS answers it for all large ones at once.
"""

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.book import Book, Choices
from matching.clock import Budget
from matching.dual import narrowed
from matching.exact import enter, shares
from matching.problem import Problem

PAIRS = 4_000  # that the solver sees, the best at the prices
WITHIN = 0.02  # yuan per yuan behind the best that it sees at most
NEAR, NODES = 0.001, 50  # how near to its bound it may stop, how many nodes it may open


def decide_largest(
    problem: Problem, prices: Floats, left: Bools, slots: Ints, budget: Budget
) -> tuple[Ints, Ints, Ints]:
    """Pairs that these assets get, their fen, and the room that is left.

    `left` are the pairs that some room allows. Nobody gets anything where nothing was found.
    """
    keep = left & _near(problem, prices, left)
    part, chosen = narrowed(problem, keep), np.flatnonzero(keep)
    own = np.isin(problem.slot[chosen], slots)
    share = shares(part, budget, NEAR, NODES, own) if own.any() else None
    if share is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), problem.room
    book = Book(part, Choices.at(part, prices, 1))
    enter(book, np.where(own, share, 0.0))
    pairs, fen = book.given()
    return chosen[pairs], fen, np.array(book.room, np.int64)


def _near(problem: Problem, prices: Floats, left: Bools) -> Bools:
    """The pairs that are least behind their asset's best, per yuan."""
    behind = problem.behind(np.where(left, problem.reduced(prices), -np.inf)) / problem.fen
    within = WITHIN
    if (behind <= WITHIN).sum() > PAIRS:
        within = float(np.partition(behind, PAIRS)[PAIRS])
    near: Bools = behind <= within
    return near
