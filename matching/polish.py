"""Local improvement: take a few assets off a tight limit, put them and their rivals back better.

Ruin and recreate with a falling tolerance for losses (Schrimpf et al. 2000); the draws come from a
fixed seed and the rounds are counted, so the same problem gives the same answer.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from matching.arrays import Floats
from matching.book import Book, Offer, Parts
from matching.clock import Budget

ROUNDS, ROUNDS_A_SLOT = 15_000, 100
TAKE_OFF, RIVALS, TRIES = 10, 20, 60
WARM, COLD = 0.0005, 0.00005  # tolerated loss in average assets, first and last
TARGETED, CONTEST = 0.5, 6  # share of rounds for a slot that falls short, drawn from so many
LEANING = 8  # offers of such a slot that are drawn from, the best more often
BLINK, BLINK_SPLIT = 0.02, 0.15  # how often a fitting offer is passed over
ASTRAY = 0.05  # how often a line without a price is looked at
CHECK_EVERY = 64
NEAR_ENOUGH = 1e-9
LOOK_BACK, TOO_LITTLE = 2_000, 2e-6  # rounds, and the share of the bound they should gain


@dataclass(slots=True)
class Polisher:
    """A book that is being improved, and the best state that it has had."""

    book: Book
    prices: list[float]
    members: list[list[int]]
    focus: list[int]
    others: list[int]
    wanting: list[int]
    draw: Callable[[], float]
    best: float
    kept: list[Parts]
    changed: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, book: Book, prices: Floats) -> "Polisher":
        """Members of a line are the slots with an offer on it."""
        members: list[list[int]] = [[] for _ in book.room]
        for slot, offers in enumerate(book.offers):
            for line in dict.fromkeys(line for offer in offers for line in offer.lines):
                members[line].append(slot)
        others = [line for line, slots in enumerate(members) if slots]
        return cls(
            book=book,
            prices=prices.tolist(),
            members=members,
            focus=[line for line in others if prices[line] > 0] or others,
            others=others,
            wanting=[slot for slot, offers in enumerate(book.offers) if offers[0].gain > 0],
            draw=Random(20_260_601).random,  # noqa: S311 - a fixed seed is the purpose
            best=book.value,
            kept=[list(parts) for parts in book.parts],
        )

    def round(self, tolerance: float) -> None:
        """One ruin and one recreation, undone when it loses more than is tolerated."""
        before = self.book.value
        if self.draw() < TARGETED and self.wanting:
            taken, rivals, first = self._make_way()
        else:
            (taken, rivals), first = self._ruin(), []
        placed = [slot for slot in first if self._place(slot)]
        placed += self._recreate([slot for slot in (*taken, *rivals) if slot not in first])
        gain = self.book.value - before
        if gain >= 0 or self.draw() < math.exp(gain / tolerance):
            self.changed.update(taken)
            self.changed.update(placed)
            if self.book.value > self.best:
                self._keep()
            return
        for slot in dict.fromkeys((*placed, *taken)):
            self.book.clear(slot)
        for slot, parts in taken.items():
            self.book.restore(slot, parts)

    def _pick(self, slots: list[int]) -> int:
        return slots[int(self.draw() * len(slots))]

    def _line(self) -> int:
        """A priced line, of two drawn the one that wastes more; now and then any line."""
        if self.draw() < ASTRAY:
            return self._pick(self.others)
        one, other = self._pick(self.focus), self._pick(self.focus)
        room, prices = self.book.room, self.prices
        return one if prices[one] * room[one] >= prices[other] * room[other] else other

    def _ruin(self) -> tuple[dict[int, Parts], dict[int, None]]:
        """Slots taken off with what they had, and slots without anything that may come in."""
        pool = self.members[self._line()]
        most = 1 + int(self.draw() * TAKE_OFF)
        taken: dict[int, Parts] = {}
        rivals: dict[int, None] = {}
        for _ in range(TRIES + most):
            slot = self._pick(pool)
            if self.book.parts[slot]:
                if len(taken) < most:
                    taken[slot] = self.book.clear(slot)
            elif slot not in taken:
                rivals[slot] = None
            if len(taken) + len(rivals) >= most + RIVALS:
                break
        return taken, rivals

    def _loss(self, slot: int) -> float:
        """What a slot falls short of its best offer at the prices."""
        had = sum(offer.gain * (fen / offer.fen) for offer, fen in self.book.parts[slot])
        return self.book.offers[slot][0].gain - had

    def _make_way(self) -> tuple[dict[int, Parts], dict[int, None], list[int]]:
        """Clear the lines of a good offer of a slot that falls far short of its best."""
        slot = max((self._pick(self.wanting) for _ in range(CONTEST)), key=self._loss)
        book, offers = self.book, self.book.offers[slot]
        offer = offers[int(self.draw() ** 2 * min(LEANING, len(offers)))]
        taken = {slot: book.clear(slot)}
        rivals: dict[int, None] = {}
        for line in offer.lines:
            pool = self.members[line]
            for _ in range(TRIES):
                if book.room[line] >= offer.fen and len(rivals) >= RIVALS:
                    break
                other = self._pick(pool)
                if not book.parts[other]:
                    if other not in taken:
                        rivals[other] = None
                elif book.room[line] < offer.fen and any(
                    line in used.lines for used, _ in book.parts[other]
                ):
                    taken[other] = book.clear(other)
        return taken, rivals, [slot]

    def _recreate(self, slots: list[int]) -> list[int]:
        """Put slots back in a drawn order: by value, by gain at the prices, or any."""
        offers, draw = self.book.offers, self.draw
        mode = draw()
        if mode < 0.4:
            keyed = [(-offers[slot][0].value * (0.5 + draw()), slot) for slot in slots]
        elif mode < 0.8:
            keyed = [(-offers[slot][0].gain * (0.5 + draw()), slot) for slot in slots]
        else:
            keyed = [(draw(), slot) for slot in slots]
        keyed.sort()
        return [slot for _, slot in keyed if self._place(slot)]

    def _place(self, slot: int) -> bool:
        book, draw = self.book, self.draw
        if book.split[slot]:
            return self._share_out(slot)
        room = book.room
        for offer in book.offers[slot]:
            fen = offer.fen
            for line in offer.lines:
                if room[line] < fen:
                    break
            else:
                if draw() >= BLINK:
                    book.take(slot, offer, fen)
                    return True
        return False

    def _share_out(self, slot: int) -> bool:
        book = self.book
        for offer in book.offers[slot]:
            part = book.part_that_fits(slot, offer)
            if part > 0 and self.draw() >= BLINK_SPLIT:
                book.take(slot, offer, part)
        return bool(book.parts[slot])

    def _keep(self) -> None:
        self.best = self.book.value
        for slot in self.changed:
            self.kept[slot] = list(self.book.parts[slot])
        self.changed.clear()

    def return_to_best(self) -> None:
        """Leave the book in the best state that it has had."""
        for slot in self.changed:
            self.book.clear(slot)
        for slot in self.changed:
            self.book.restore(slot, self.kept[slot])
        self.changed.clear()


def polish(
    book: Book,
    prices: Floats,
    bound: float,
    budget: Budget,
    most: int = ROUNDS,
    warm: float = WARM,
) -> None:
    """Improve the book until it meets the bound, or the rounds or the time are used up."""
    polisher = Polisher.of(book, prices)
    funded = sum(1 for parts in book.parts if parts)
    rounds = min(most, ROUNDS_A_SLOT * len(book.parts))
    if not polisher.focus or not funded:
        return
    average = book.value / funded
    before = 0.0
    for number in range(rounds):
        if number % CHECK_EVERY == 0 and budget.over():
            break
        if number % LOOK_BACK == 0:
            if polisher.best - before < bound * TOO_LITTLE:
                break
            before = polisher.best
        if polisher.best >= bound * (1 - NEAR_ENOUGH):
            break
        polisher.round(average * warm * (COLD / warm) ** (number / rounds))
        budget.steps += 1
    else:
        budget.out_of_steps()
    polisher.return_to_best()
    settle(book)


def settle(book: Book) -> None:
    """Last, give every whole asset the offer that brings most among those that now fit.

    Prices made each asset leave room for others; what is left over here nobody else took.
    """
    for slot, parts in enumerate(book.parts):
        if book.split[slot] or len(parts) > 1:
            continue
        had = book.clear(slot)
        value = had[0][0].value if had else 0.0
        better = [offer for offer in book.offers[slot] if offer.value > value]
        fits = (offer for offer in sorted(better, key=_by_value) if book.fits(offer))
        best = next(fits, None)
        if best is None:
            book.restore(slot, had)
        else:
            book.take(slot, best, best.fen)


def _by_value(offer: Offer) -> tuple[float, int]:
    return -offer.value, offer.pair
