"""The allocation as it grows: exact integer room on every line, shares that never pass one."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from matching.arrays import Floats, Ints
from matching.problem import NO_LIMIT, Problem


class Offer(NamedTuple):
    """A pair as plain numbers, in fen; `gain` is its value at the prices, `lines` may bind."""

    pair: int
    fen: int
    value: float
    gain: float
    least: int
    most: int
    bank: int
    lines: tuple[int, ...]


Parts = list[tuple[Offer, int]]


@dataclass(frozen=True, slots=True)
class Choices:
    """For each slot its offers, best at the prices first, and whether it may be split."""

    offers: list[list[Offer]]
    split: list[bool]
    most: int
    reduced: Floats

    @classmethod
    def at(cls, problem: Problem, prices: Floats, most: int) -> "Choices":
        """The `most` best offers of each slot at these prices."""
        reduced = problem.reduced(prices)
        chosen = _best(problem, reduced, most)
        offers: list[list[Offer]] = [[] for _ in range(problem.slots)]
        slots = problem.slot[chosen].tolist()
        for slot, offer in zip(slots, offers_of(problem, chosen, reduced), strict=True):
            offers[slot].append(offer)
        return cls(offers, problem.split.tolist(), most, reduced)

    def naming(self, problem: Problem, pairs: Ints) -> "Choices":
        """The same with the pairs named, which come last where they are not among the best.

        The lists are others, so that they may grow apart.
        """
        slots = problem.slot[pairs].tolist()
        unknown = [
            all(offer.pair != pair for offer in self.offers[slot])
            for slot, pair in zip(slots, pairs.tolist(), strict=True)
        ]
        further = np.unique(pairs[np.array(unknown, bool)])
        further = further[np.argsort(-self.reduced[further], kind="stable")]
        offers = [list(known) for known in self.offers]
        slots = problem.slot[further].tolist()
        for slot, offer in zip(slots, offers_of(problem, further, self.reduced), strict=True):
            offers[slot].append(offer)
        return replace(self, offers=offers)

    def regret(self, slot: int) -> float:
        """What a slot loses when its best offer is gone, in fen."""
        offers = self.offers[slot]
        return offers[0].gain - max(offers[1].gain if len(offers) > 1 else 0.0, 0.0)


def _best(problem: Problem, reduced: Floats, most: int) -> Ints:
    """The `most` best pairs of each slot, by slot, best first.

    Found by taking each slot's best so many times: of many pairs that is far less than sorting.
    """
    left, first, slot = reduced.copy(), problem.start[:-1], problem.slot
    found: list[Ints] = []
    for _ in range(min(most, int(np.diff(problem.start).max(initial=0)))):
        best = np.maximum.reduceat(left, first)
        hit = np.flatnonzero((left == best[slot]) & (left > -np.inf))
        hit = hit[np.diff(slot[hit], prepend=-1) != 0]  # of equal ones the first
        left[hit] = -np.inf
        found.append(hit)
    chosen = np.concatenate([*found, np.zeros(0, np.int64)])
    order: Ints = chosen[np.argsort(slot[chosen], kind="stable")]
    return order


def offers_of(problem: Problem, chosen: Ints, reduced: Floats) -> Iterator[Offer]:
    """The chosen pairs as plain numbers."""
    dummy, product = len(problem.room), problem.pairs.product[chosen]
    columns = (
        *(chosen, problem.fen[chosen], problem.value[chosen], reduced[chosen]),
        *(problem.least[product], np.minimum(problem.most[product], problem.fen[chosen])),
        problem.bank[product],
    )
    lines = zip(*(row[chosen].tolist() for row in problem.line), strict=True)
    rows = zip(*(column.tolist() for column in columns), lines, strict=True)
    for pair, fen, value, gain, least, most, bank, numbers in rows:
        used = tuple(number for number in numbers if number != dummy)
        yield Offer(pair, fen, value, gain, least, most, bank, used)


class Book:
    """What each slot has been given, and the room that is left."""

    def __init__(self, problem: Problem, choices: Choices) -> None:
        self.problem = problem
        self.known = choices.most
        self.reduced = choices.reduced
        self.offers = choices.offers
        self.split = choices.split
        self.room: list[int] = problem.room.tolist()
        self.parts: list[Parts] = [[] for _ in range(problem.slots)]
        self.value = 0.0
        self.filling: Ints | None = None

    @contextmanager
    def being_filled(self) -> Iterator[None]:
        """Keep what is left as an array beside the list, while many slots are looked at."""
        self.filling = self._rooms()
        yield
        self.filling = None

    def take(self, slot: int, offer: Offer, fen: int) -> None:
        """Give a part that has been asked to fit."""
        self.parts[slot].append((offer, fen))
        for line in offer.lines:
            self.room[line] -= fen
        if self.filling is not None:
            self.filling[list(offer.lines)] -= fen
        self.value += offer.value * (fen / offer.fen)

    def clear(self, slot: int) -> Parts:
        """Take back everything that a slot has; returns what it was."""
        given, self.parts[slot] = self.parts[slot], []
        for offer, fen in given:
            for line in offer.lines:
                self.room[line] += fen
            if self.filling is not None:
                self.filling[list(offer.lines)] += fen
            self.value -= offer.value * (fen / offer.fen)
        return given

    def restore(self, slot: int, parts: Iterable[tuple[Offer, int]]) -> None:
        """Put back what `clear` took."""
        for offer, fen in parts:
            self.take(slot, offer, fen)

    def given(self) -> tuple[Ints, Ints]:
        """Pairs that have something, slot by slot, and their fen."""
        parts = [(offer.pair, fen) for parts in self.parts for offer, fen in parts]
        pairs: Ints = np.array([pair for pair, _ in parts], np.int64)
        return pairs, np.array([fen for _, fen in parts], np.int64)

    def fits(self, offer: Offer) -> bool:
        """Does the whole pair fit now?"""
        room, fen = self.room, offer.fen
        return all(room[line] >= fen for line in offer.lines)

    def part_that_fits(self, slot: int, offer: Offer) -> int:
        """Fen of a splittable asset that this offer may take now, 0 when none."""
        given = self.parts[slot]
        if any(other.bank == offer.bank for other, _ in given):
            return 0
        free = min([self.room[line] for line in offer.lines], default=NO_LIMIT)
        part = min(offer.most, free, _share_left(given, offer))
        return part if part >= offer.least else 0

    def grant(self, slot: int, pair: int) -> bool:
        """Give a slot the pair that it wishes, if that fits; what can be split gets its best."""
        if pair < 0:
            return False
        if self.split[slot]:
            return self.place(slot)
        for offer in self.offers[slot]:
            if offer.pair == pair:
                if self.fits(offer):
                    self.take(slot, offer, offer.fen)
                    return True
                return False
        return False

    def place(self, slot: int, least: float = 0.0) -> bool:
        """Give a slot the best offers that fit now and gain more than `least`; was there any?

        Offers beyond the known ones are looked for when none of these fits.
        """
        if self.split[slot]:
            return self._share_out(slot, least)
        for offer in self.offers[slot]:
            if offer.gain <= least:
                return False
            if self.fits(offer):
                self.take(slot, offer, offer.fen)
                return True
        further = self._further(slot, least)
        if further is None:
            return False
        self.offers[slot].append(further)
        self.take(slot, further, further.fen)
        return True

    def _share_out(self, slot: int, least: float) -> bool:
        for offer in self.offers[slot]:
            if offer.gain <= least:
                break
            part = self.part_that_fits(slot, offer)
            if part > 0:
                self.take(slot, offer, part)
        return bool(self.parts[slot])

    def _further(self, slot: int, least: float) -> Offer | None:
        """The best whole offer of a slot beyond those that it knows that fits and gains more."""
        if len(self.offers[slot]) < self.known:
            return None
        problem, first = self.problem, int(self.problem.start[slot])
        here = slice(first, int(self.problem.start[slot + 1]))
        lines, gains = problem.line[:, here], self.reduced[here]
        fits = self._rooms()[lines].min(axis=0) >= problem.fen[here]
        gains = np.where(fits, gains, -np.inf)
        at = int(gains.argmax())
        if not gains[at] > max(least, -sys.float_info.max):
            return None
        return next(offers_of(problem, np.array([first + at]), self.reduced))

    def _rooms(self) -> Ints:
        """What is left on each line as an array, and of no line more than anybody could ask."""
        if self.filling is None:
            return np.array([*self.room, NO_LIMIT], np.int64)
        return self.filling


def _share_left(given: Sequence[tuple[Offer, int]], offer: Offer) -> int:
    """Fen of the offer that the share of its asset still free comes to, cut down."""
    if not given:
        return offer.fen
    if len(given) == 1:
        other, fen = given[0]
        return (other.fen - fen) * offer.fen // other.fen
    taken = sum((Fraction(fen, other.fen) for other, fen in given), Fraction(0))
    return int((1 - taken) * offer.fen)
