"""Exact polish: where most is lost, a few products and their assets are matched anew by HiGHS.

What an allocation is short of the bound lies with single assets that have less than their best at
the prices. Around one of them, drawn by how much it lacks, the assets that have or want the same
products are solved to the end while all others keep what they have; so it never gets worse. The
draws come from a fixed seed and the rounds are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from matching.arrays import Floats, Ints
from matching.book import Book, Choices, Offer, Parts
from matching.by_size import FEW_PAIRS
from matching.clock import Budget
from matching.dual import narrowed
from matching.exact import SMALL, solve
from matching.problem import Problem, that_can_bind

ROUNDS, MORE = 11, 22  # the second where more is left open than TOUGH
TOUGH = 0.004
NEAR_ENOUGH = 0.0005  # of the bound that may stay open
PRODUCTS, PAIRS = 5, 300  # in a neighbourhood
NEAR, NODES = 0.0003, 50  # how near to its bound the solver may stop, how many nodes it may open
WITHIN = 0.02  # yuan per yuan behind the best: offers that are looked at
FADING = 0.3  # an asset that was in the middle is drawn so much less often
LOOKED_AT = 4  # of an asset's offers, where products that go together are looked for


def polish_exactly(book: Book, prices: Floats, bound: float, budget: Budget) -> None:
    """Improve a book around the assets that lack most, in so many rounds or until time is up."""
    if not SMALL < len(book.problem.fen) <= FEW_PAIRS:
        return
    surgeon = Surgeon.of(book, prices)
    for _ in range(MORE if book.value < bound * (1 - TOUGH) else ROUNDS):
        if book.value >= bound * (1 - NEAR_ENOUGH) or budget.over():
            return
        if not surgeon.round(budget):
            return
    budget.out_of_steps()


@dataclass(slots=True)
class Surgeon:
    """A book, what each slot could gain at the prices, and how often it is worth a look."""

    book: Book
    prices: Floats
    product: list[int]
    best: list[float]
    weight: list[float]
    random: Random

    @classmethod
    def of(cls, book: Book, prices: Floats) -> "Surgeon":
        """Nobody has been in the middle yet."""
        return cls(
            book=book,
            prices=prices,
            product=book.problem.pairs.product.tolist(),
            best=[max(0.0, offers[0].gain) for offers in book.offers],
            weight=[1.0] * len(book.offers),
            random=Random(20_260_602),  # noqa: S311 - a fixed seed is the purpose
        )

    def round(self, budget: Budget) -> bool:
        """One neighbourhood solved anew; False where nobody lacks anything."""
        lack = [self._lack(slot) for slot in range(len(self.best))]
        drawn = [max(0.0, each) * weight for each, weight in zip(lack, self.weight, strict=True)]
        if not any(drawn):
            return False
        centre = self.random.choices(range(len(drawn)), drawn)[0]
        self.weight[centre] *= FADING
        products = self._products(centre, lack)
        pairs = self._members(centre, products, lack)
        self._solve(pairs, budget)
        return True

    def _lack(self, slot: int) -> float:
        """What a slot falls short of its best offer at the prices, in fen."""
        had = sum(offer.gain * (fen / offer.fen) for offer, fen in self.book.parts[slot])
        return self.best[slot] - had

    def _products(self, centre: int, lack: list[float]) -> set[int]:
        """The best products of the asset in the middle, and those that others see beside them."""
        found: set[int] = set()
        for offer in self.book.offers[centre]:
            if len(found) > PRODUCTS // 2:
                break
            found.add(self.product[offer.pair])
        while len(found) < PRODUCTS:
            beside: dict[int, float] = {}
            for slot, offers in enumerate(self.book.offers):
                near = [self.product[offer.pair] for offer in offers[:LOOKED_AT]]
                if not found.isdisjoint(near):
                    worth = max(lack[slot], 0.0) + WITHIN * offers[0].fen
                    for product in near:
                        beside[product] = beside.get(product, 0.0) + worth
            others = {product: worth for product, worth in beside.items() if product not in found}
            if not others:
                break
            found.add(self.random.choices(list(others), list(others.values()))[0])
        return found

    def _members(self, centre: int, products: set[int], lack: list[float]) -> list[int]:
        """Pairs of the assets that have or want these products: who lacks most, then some who have.

        Where an asset may only go to what it has it is no member.
        """
        short: list[tuple[float, list[int]]] = []
        content: list[list[int]] = []
        for slot in range(len(self.best)):
            pairs = self._pairs(slot, products, lack[slot])
            if not pairs:
                continue
            if lack[slot] > 0 or slot == centre:
                short.append((-lack[slot] if slot != centre else -np.inf, pairs))
            else:
                content.append(pairs)
        self.random.shuffle(content)
        short.sort(key=lambda each: each[0])
        chosen = _first([pairs for _, pairs in short], PAIRS // 2)
        return chosen + _first(content, PAIRS - len(chosen))

    def _pairs(self, slot: int, products: set[int], lack: float) -> list[int]:
        """Offers of a slot that may be given anew: of these products, and what it has."""
        had = {offer.pair for offer, _ in self.book.parts[slot]}
        inside = [
            offer.pair
            for offer in self.book.offers[slot]
            if self.product[offer.pair] in products
            and (offer.pair in had or self.best[slot] - offer.gain <= WITHIN * offer.fen)
        ]
        moves = any(pair in had for pair in inside) or (lack > 0 and inside)
        return list({*inside, *had}) if moves else []

    def _solve(self, pairs: list[int], budget: Budget) -> None:
        """Match the assets of some pairs anew among these; all others keep what they have."""
        book, numbers = self.book, np.array(sorted(pairs), np.int64)
        slots = np.unique(book.problem.slot[numbers]).tolist()
        had = {slot: book.clear(slot) for slot in slots}
        given = _matched(book, self.prices, numbers, had.values(), budget)
        known = {offer.pair: offer for slot in slots for offer in book.offers[slot]}
        before = book.value
        for slot, parts in zip(slots, given, strict=True):
            book.restore(slot, [(known[int(numbers[o.pair])], fen) for o, fen in parts])
        worth = sum(o.value * (fen / o.fen) for parts in had.values() for o, fen in parts)
        if book.value - before < worth:
            for slot in slots:
                book.clear(slot)
            for slot in slots:
                book.restore(slot, had[slot])


def _first(members: Iterable[list[int]], most: int) -> list[int]:
    """Pairs of the first members, until there are so many."""
    found: list[int] = []
    for pairs in members:
        if len(found) >= most:
            break
        found += pairs
    return found


def _matched(
    book: Book, prices: Floats, numbers: Ints, had: Iterable[Parts], budget: Budget
) -> list[Parts]:
    """What the assets of some pairs get in the room that is left, pairs numbered within these."""
    part, part_prices = _part(book, prices, numbers)
    own = Book(part, Choices.at(part, part_prices, len(numbers)))
    place = {int(pair): at for at, pair in enumerate(numbers)}
    for slot, parts in enumerate(had):
        known: dict[int, Offer] = {offer.pair: offer for offer in own.offers[slot]}
        own.restore(slot, [(known[place[offer.pair]], fen) for offer, fen in parts])
    solve(own, budget, NEAR, NODES)
    return own.parts


def _part(book: Book, prices: Floats, numbers: Ints) -> tuple[Problem, Floats]:
    """The problem of some pairs under the room that is left, and its prices."""
    keep = np.zeros(len(book.problem.fen), bool)
    keep[numbers] = True
    room = np.array(book.room, np.int64)
    fewer, left = that_can_bind(replace(narrowed(book.problem, keep), room=room))
    return fewer, prices[left]
