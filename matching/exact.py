"""Small problems solved to the end: branch and bound in floats (HiGHS), then whole fen.

What HiGHS finds is taken over only as far as it fits in whole fen, and only when it is better than
what was there. Its nodes are counted, so the outcome does not depend on the machine's speed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from matching._quiet import output_aside
from matching.arrays import Bools, Floats, Ints
from matching.book import Book, offers_of
from matching.clock import Budget
from matching.problem import Problem

SMALL, NODES = 300, 1_000  # pairs that are few enough, and nodes that the solver may open
FINE = 1_000.0  # limits in thousandths of themselves, as HiGHS keeps rows to 10**-6 only
TINY = 1e-9

Term = tuple[Ints, Ints, Floats, float]  # rows, variables, coefficients, most a row


def solve_small(book: Book, budget: Budget) -> None:
    """Put the best allocation of a small problem in the place of a worse one."""
    if book.problem.slots and len(book.problem.fen) <= SMALL:
        solve(book, budget)


def solve(book: Book, budget: Budget, near: float = 0.0, nodes: int = NODES) -> None:
    """Put what HiGHS finds in the place of something worse; `near` its bound is good enough."""
    problem = book.problem
    share = None if budget.over() else shares(problem, budget, near, nodes)
    if share is None:
        return
    before, parts = book.value, [list(given) for given in book.parts]
    for slot in range(problem.slots):
        book.clear(slot)
    enter(book, share)
    if book.value > before:
        return
    for slot, given in enumerate(parts):
        book.clear(slot)
        book.restore(slot, given)


@dataclass(frozen=True, slots=True)
class Mip:
    """A problem as HiGHS takes it: least cost over shares of pairs, then switches.

    Shares of whole assets are whole; a pair of an asset that may be split has a switch, which says
    whether the pair is used at all.
    """

    cost: Floats
    whole: Ints
    most: Floats
    rows: coo_matrix
    tops: Floats

    @classmethod
    def of(cls, problem: Problem) -> "Mip":
        """All pairs and lines of a problem; costs are in shares of its largest value."""
        shared = problem.split[problem.slot]
        most = _most(problem, shared)
        pairs, switched = len(most), np.flatnonzero(shared)
        switches = pairs + np.arange(len(switched))
        rows, variables, factors, tops = _stacked(_terms(problem, most, switched, switches))
        shape = (len(tops), pairs + len(switched))
        return cls(
            cost=np.append(-problem.value / problem.value.max(), np.zeros(len(switched))),
            whole=np.append(~shared, np.ones(len(switched), bool)).astype(np.int64),
            most=np.append(most, np.ones(len(switched))),
            rows=coo_matrix((factors, (rows, variables)), shape),
            tops=tops,
        )

    def solved(self, options: Any, *, relaxed: bool = False) -> Any:
        """What HiGHS makes of it; relaxed: shares and switches of any size."""
        return milp(
            c=self.cost,
            integrality=0 * self.whole if relaxed else self.whole,
            bounds=Bounds(0.0, self.most),
            constraints=LinearConstraint(self.rows, ub=self.tops),
            options=options,
        )


def shares(
    problem: Problem, budget: Budget, near: float, nodes: int, whole: Bools | None = None
) -> Floats | None:
    """The share of each pair in the best allocation, None when none was found.

    With `whole` only these pairs are whole, and all others may be shared as one likes.
    """
    pairs = len(problem.fen)
    options: dict[str, Any] = {"node_limit": nodes, "mip_rel_gap": near}
    if math.isfinite(budget.left()):
        options["time_limit"] = max(budget.left(), 0.0)
    mip = Mip.of(problem)
    if whole is not None:
        eased = np.append(whole, np.zeros(len(mip.whole) - pairs, bool))
        mip = replace(mip, whole=mip.whole * eased)
    with output_aside():
        found = mip.solved(options)
    budget.steps += pairs * (1 + int(found.get("mip_node_count") or 0))
    budget.over()
    return None if found.x is None else np.asarray(found.x[:pairs])


def _most(problem: Problem, shared: Bools) -> Floats:
    """The largest share that each pair could have if it were alone."""
    room = np.append(problem.room, np.iinfo(np.int64).max)[problem.line].min(axis=0)
    product = problem.pairs.product
    part = np.minimum(np.minimum(problem.most[product], problem.fen), room)
    whole = room >= problem.fen
    possible = np.where(shared, part >= problem.least[product], whole)
    return np.where(possible, np.where(shared, part / problem.fen, 1.0), 0.0)


def _terms(problem: Problem, most: Floats, switched: Ints, switches: Ints) -> Iterator[Term]:
    """Each limit holds, no asset is given twice over, parts keep their bounds and banks."""
    pairs = np.arange(len(most))
    room = np.append(problem.room, 0)
    for line in problem.line:
        counted = np.flatnonzero(room[line] > 0)
        factor = FINE * problem.fen[counted] / room[line[counted]]
        yield line[counted].astype(np.int64), counted, factor, FINE
    yield problem.slot.astype(np.int64), pairs, np.ones(len(most)), 1.0
    if len(switched):
        product, one = problem.pairs.product[switched], np.arange(len(switched))
        bank = problem.slot[switched].astype(np.int64) * (problem.bank.max() + 1)
        least = problem.least[product] / problem.fen[switched]
        ones = np.ones(len(switched))
        yield bank + problem.bank[product], switches, ones, 1.0
        both, columns = np.tile(one, 2), np.append(switched, switches)
        yield both, columns, np.append(ones, -most[switched]), 0.0
        yield both, columns, np.append(-ones, least), 0.0


def _stacked(terms: Iterator[Term]) -> tuple[Ints, Ints, Floats, Floats]:
    """Rows of several terms under one another, and the most that each may come to."""
    rows, variables, factors, tops = [], [], [], []
    count = 0
    for numbers, columns, factor, top in terms:
        known, row = np.unique(numbers, return_inverse=True)
        rows.append(row.astype(np.int64) + count)
        variables.append(columns)
        factors.append(factor)
        tops.append(np.full(len(known), top))
        count += len(known)
    whole = np.concatenate(rows), np.concatenate(variables), np.concatenate(factors)
    return (*whole, np.concatenate(tops))


def enter(book: Book, share: Floats) -> None:
    """Give whole assets what was found, then parts, as far as whole fen allow; then fill up."""
    problem = book.problem
    offers = offers_of(problem, np.flatnonzero(share > TINY), book.reduced)
    chosen = [(int(problem.slot[offer.pair]), offer) for offer in offers]
    for slot, offer in chosen:
        if not book.split[slot] and share[offer.pair] > 0.5 and book.fits(offer):
            book.take(slot, offer, offer.fen)
    parts = [(slot, offer) for slot, offer in chosen if book.split[slot]]
    wanted = {offer.pair: float(share[offer.pair]) * offer.fen for _, offer in parts}
    # Parts at their minimum have nothing to give, so that the others' fractions of a fen go first.
    for slot, offer in sorted(parts, key=lambda part: wanted[part[1].pair] - part[1].least):
        part = min(book.part_that_fits(slot, offer), max(offer.least, int(wanted[offer.pair])))
        if part >= offer.least:
            book.take(slot, offer, part)
    for slot, offer in sorted(parts, key=lambda part: -part[1].value / part[1].fen):
        given = book.clear(slot)
        book.restore(slot, [each for each in given if each[0].pair != offer.pair])
        part = book.part_that_fits(slot, offer)
        if part > 0:
            book.take(slot, offer, part)
