"""Repair of a standing around a change: the few assets that matter there, matched anew among them.

Who matters is read off the prices: those that would gain most on the lines in question, and those
that would lose least by leaving them. Their part of the problem is small, and everything else
keeps what it has, so the whole stays feasible.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from matching.arrays import Floats, Indices, Ints
from matching.book import Book, Choices
from matching.clock import Budget
from matching.eligibility import Pairs
from matching.exact import solve_small
from matching.ledger import NO_LINE, ranges
from matching.model import PPM
from matching.polish import polish
from matching.problem import Problem, that_can_bind
from matching.state import State


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a repair goes.

    Up to `few` assets all are matched anew, in `rounds_of_few` rounds of polishing. Of more only
    those that matter: on so many `lines`, `a_line` of each sort, `assets` in all, each with its
    best `offers`, in `rounds`; what this frees is followed up, in `passes` altogether. `warm` is
    the first tolerance for losses; `loyalty` is the share by which what an asset has counts more,
    so that nobody moves for less.
    """

    few: int
    rounds_of_few: int
    lines: int
    a_line: int
    assets: int
    offers: int
    rounds: int
    passes: int
    warm: float
    loyalty: float = 0.0


LITTLE = 20  # a pass that gains less than one in so many of all that was gained is the last

# What one changed asset may cost; what changed terms may; and what leaves alone whatever the
# change does not concern.
AT_ONCE = Effort(400, 1_000, 16, 16, 120, 8, 80, 2, 0.001)
AGAIN = Effort(1_000, 6_000, 400, 60, 3_000, 10, 3_000, 2, 0.002)
NEARBY = Effort(0, 0, 60, 24, 600, 8, 800, 10, 0.0002, loyalty=0.005)


def repair(state: State, rows: Ints, lines: Ints, effort: Effort, budget: Budget) -> None:
    """Improve what is given around some assets and some lines; never for the worse."""
    every = np.flatnonzero(state.rows.alive & (state.rows.end > state.rows.first))
    if state.is_small():  # solved to the end, where nobody moves for nothing
        effort = replace(effort, few=len(every), loyalty=0.0)
    if len(every) <= effort.few:
        _match_among(state, every, effort, effort.rounds_of_few, budget)
        return
    first, gained = lines, 0
    for _ in range(effort.passes):
        focus = _in_the_way(state, rows)[: effort.lines] + _dearest(state, lines)[: effort.lines]
        chosen = _neighbours(state, rows, focus, effort)
        room, proceeds = state.ceilings.room.copy(), state.sums.proceeds
        _match_among(state, chosen, effort, effort.rounds, budget)
        gain = state.sums.proceeds - proceeds
        gained += gain
        freed = np.flatnonzero((state.ceilings.room > room) & (state.ceilings.price_ppm > 0))
        lines, rows = np.union1d(first, freed), lines[:0]
        if gain * LITTLE <= gained or not len(lines):
            return


def _in_the_way(state: State, rows: Ints) -> list[int]:
    """Lines without the room that some assets want, those of the best offers first."""
    if not len(state.ceilings.room):
        return []
    pairs = ranges(state.rows.first[rows].tolist(), state.rows.end[rows].tolist())
    more = state.columns.gain[pairs] - state.rows.held[state.columns.row[pairs]]
    lines, fen = state.columns.line[:, pairs], state.columns.fen[pairs]
    short = (lines != NO_LINE) & (state.ceilings.room[lines] < fen) & (more > 0)
    need = np.zeros(len(state.ceilings.room))
    np.maximum.at(need, lines[short], np.broadcast_to(more, lines.shape)[short])
    found = np.flatnonzero(need)
    order: list[int] = found[np.argsort(-need[found], kind="stable")].tolist()
    return order


def _dearest(state: State, lines: Ints) -> list[int]:
    """Lines by what their room would be worth."""
    waste = state.ceilings.price_ppm[lines] * state.ceilings.room[lines].astype(float)
    order: list[int] = lines[np.argsort(-waste, kind="stable")].tolist()
    return order


def _neighbours(state: State, rows: Ints, lines: list[int], effort: Effort) -> Ints:
    """Rows worth a second look: of each line those that want it most and would miss it least."""
    found = dict.fromkeys(rows[state.rows.end[rows] > state.rows.first[rows]].tolist())
    columns, held = state.columns, state.rows.held
    without = np.ones(len(held), bool)
    without[columns.row[np.flatnonzero(state.given)]] = False
    for line in lines:
        pairs = state.on_line(line)
        given, row = state.given[pairs] > 0, columns.row[pairs]
        # Who has nothing is better than nobody, even where the prices say that it is not worth it.
        wanting = pairs[~given & ((columns.gain[pairs] > held[row]) | without[row])]
        fitting = wanting[state.ceilings.fits(columns.line[:, wanting], columns.fen[wanting])]
        dear = columns.gain[pairs[given]] / columns.fen[pairs[given]]
        easy = pairs[given][np.argsort(dear, kind="stable")]
        for sort in (_by_need(state, fitting), _by_need(state, wanting), easy):
            found |= dict.fromkeys(columns.row[sort[: effort.a_line]].tolist())
        if len(found) >= effort.assets:
            break
    return np.sort(np.array(list(found)[: effort.assets], np.int64))


def _by_need(state: State, pairs: Ints) -> Ints:
    more = state.columns.gain[pairs] - state.rows.held[state.columns.row[pairs]]
    return pairs[np.argsort(-more, kind="stable")]


def _match_among(state: State, rows: Ints, effort: Effort, rounds: int, budget: Budget) -> None:
    """Match some assets anew within what they have and what is left; keep the better."""
    if not len(rows):
        return
    pairs = ranges(state.rows.first[rows].tolist(), state.rows.end[rows].tolist())
    problem, prices = _part_of(state, rows, pairs)
    had = np.flatnonzero(state.given[pairs])
    problem.value[had] *= 1 + effort.loyalty
    choices = Choices.at(problem, prices, effort.offers)
    book = Book(problem, choices.naming(problem, had))
    _take_over(book, had, state.given[pairs[had]])
    order = sorted(range(problem.slots), key=lambda slot: -book.offers[slot][0].gain)
    for least in (0.0, -math.inf):
        for slot in order:
            if not book.parts[slot]:
                book.place(slot, least)
    polish(book, prices, problem.bound(prices), budget, rounds, effort.warm)
    if state.is_small():
        solve_small(book, budget)
    fens = np.zeros(len(pairs), np.int64)
    for parts in book.parts:
        for offer, fen in parts:
            fens[offer.pair] = fen
    moved = np.flatnonzero(fens != state.given[pairs])
    state.give(pairs[moved], fens[moved].tolist())


def _part_of(state: State, rows: Ints, pairs: Ints) -> tuple[Problem, Floats]:
    """The problem of some assets in the room that they have and that is left, and its prices."""
    columns, whole = state.columns, state.ground.problem
    known, number = np.unique(columns.line[:, pairs], return_inverse=True)
    none = int(len(known) > 0 and known[0] == NO_LINE)
    line: Indices = (number.reshape(-1, len(pairs)) - none).astype(np.int32)
    known = known[none:]
    line[line < 0] = len(known)
    start = np.append(0, np.cumsum(state.rows.end[rows] - state.rows.first[rows]))
    own = np.zeros(len(known) + 1, np.int64)
    for kind in line:
        np.add.at(own, kind, state.given[pairs])
    problem = Problem(
        pairs=Pairs(columns.row[pairs], columns.product[pairs], columns.fen[pairs]),
        slot=np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(start)),
        start=start,
        fen=columns.fen[pairs],
        value=columns.value[pairs],
        least=whole.least,
        most=whole.most,
        bank=whole.bank,
        split=state.rows.split[rows],
        line=line,
        room=state.ceilings.room[known] + own[:-1],
        names=[],
    )
    fewer, left = that_can_bind(problem)
    return fewer, state.ceilings.price_ppm[known[left]] / PPM


def _take_over(book: Book, had: Ints, fens: Ints) -> None:
    """Enter what the assets have already."""
    slots = book.problem.slot[had].tolist()
    for slot, pair, fen in zip(slots, had.tolist(), fens.tolist(), strict=True):
        offer = next(offer for offer in book.offers[slot] if offer.pair == pair)
        book.take(slot, offer, fen)
