"""The largest assets of a problem first, the limits priced anew after each batch.

Large assets are hard to place and the small ones fill what they leave. So the largest choose while
everything is free; what they took is then missing, and the rest meets prices that know of it.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.book import Book, Choices
from matching.clock import Budget
from matching.dual import LARGE, adjust_prices, narrowed
from matching.exact import SMALL
from matching.largest import decide_largest
from matching.problem import NO_LIMIT, Problem

PAIRS = 1_500_000  # priced anew in all batches together
FEWEST, LEAST = 3, 20  # batches, and assets of the first one
FEW_PAIRS = 60_000  # so few that there is time for a second way
GOOD, TOUGH = 0.001, 0.006  # gaps after the first way
SHARES_OF_HUGE = (0.02, 0.2)  # where the batches of a huge problem end, as shares of the assets
WITHIN = 0.02  # yuan per yuan behind the best: what is worth pricing anew in a huge problem
OFFERS_A_SLOT = 24


@dataclass(frozen=True, slots=True)
class Cut:
    """How assets are cut into batches: how many, and the share of the first and smallest.

    `together`: the first is decided together and exactly.
    """

    batches: int
    first: float
    together: bool = False


USUAL, OTHER, TOGETHER = Cut(13, 0.01), Cut(20, 0.03), Cut(10, 0.12, together=True)


def usual_cut(problem: Problem) -> Cut:
    """The first way to try: fewer batches for a problem with many pairs."""
    batches = min(USUAL.batches, PAIRS // max(1, len(problem.fen)))
    return replace(USUAL, batches=max(FEWEST, batches))


def other_cut(problem: Problem, gap: float) -> Cut | None:
    """The way to try next where the first left such a gap; None where it is not worth it.

    What is tough is decided together, which takes longest.
    """
    if not SMALL < len(problem.fen) <= FEW_PAIRS or gap <= GOOD:
        return None
    return TOGETHER if gap > TOUGH else OTHER


@dataclass(frozen=True, slots=True)
class Taken:
    """What the large assets have: pairs of the problem and fen; and the prices for the others."""

    pairs: Ints
    fen: Ints
    prices: Floats


def take_large_first(problem: Problem, prices: Floats, cut: Cut, budget: Budget) -> Taken:
    """Give all but the smallest assets what gains most and fits; feasible, not complete.

    None has anything yet where no limit can bind or there is nothing to give.
    """
    if not problem.slots or not len(problem.room):
        return Taken(np.zeros(0, np.int64), np.zeros(0, np.int64), prices)
    largest = np.maximum.reduceat(problem.fen, problem.start[:-1])
    order = np.argsort(-largest, kind="stable")
    pairs, fens = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    free: Bools = np.ones(problem.slots, bool)
    room, begin = problem.room, 0
    for end in _ends(problem, cut):
        if budget.over():
            break
        slots = order[begin:end]
        if cut.together and not begin:
            left = _left(problem, prices, room, free)
            prices = adjust_prices(problem, prices, room, left, budget)
            pair, fen, room = decide_largest(problem, prices, left, slots, budget)
        else:
            pair, fen, room = _batch(problem, prices, room, slots)
        pairs.append(pair)
        fens.append(fen)
        free[slots] = False
        prices = adjust_prices(problem, prices, room, _left(problem, prices, room, free), budget)
        begin = end
    return Taken(np.concatenate(pairs), np.concatenate(fens), prices)


def _ends(problem: Problem, cut: Cut) -> list[int]:
    """Where the batches end, by number of assets: each larger than the one before."""
    slots = problem.slots
    if len(problem.fen) > LARGE:
        return [int(share * slots) for share in SHARES_OF_HUGE]
    first = min(slots, max(LEAST, cut.first * slots))
    found: list[int] = np.unique(np.rint(np.geomspace(first, slots, cut.batches + 1))).tolist()
    return [int(end) for end in found[:-1]]


def _batch(problem: Problem, prices: Floats, room: Ints, slots: Ints) -> tuple[Ints, Ints, Ints]:
    """Some assets take what gains most and fits, who would lose most without it first.

    Pairs and fen, and the room that is left.
    """
    own: Bools = np.zeros(problem.slots, bool)
    own[slots] = True
    keep: Bools = own[problem.slot]
    part = replace(narrowed(problem, keep), room=room)
    choices = Choices.at(part, prices, OFFERS_A_SLOT)
    book = Book(part, choices)
    for slot in sorted(range(part.slots), key=lambda slot: -choices.regret(slot)):
        book.place(slot)
    pairs, fen = book.given()
    return np.flatnonzero(keep)[pairs], fen, np.array(book.room, np.int64)


def _left(problem: Problem, prices: Floats, room: Ints, free: Bools) -> Bools:
    """Pairs of free assets that the room still allows, of a huge problem only the likely ones."""
    least = np.where(problem.split[problem.slot], problem.least[problem.pairs.product], problem.fen)
    left: Bools = np.append(room, NO_LIMIT)[problem.line[0]] >= least
    for line in problem.line[1:]:
        left &= np.append(room, NO_LIMIT)[line] >= least
    left &= free[problem.slot]
    if len(problem.fen) > LARGE:
        left &= (
            problem.behind(np.where(left, problem.reduced(prices), -np.inf)) <= WITHIN * problem.fen
        )
    return left
