"""Offers by slot: the best ones first, further ones found when those are gone."""

import numpy as np
import pytest

from matching import Instance
from matching.book import Book, Choices
from matching.eligibility import find_eligible
from matching.problem import Problem, pose_all
from tests.unit.matching.examples import TODAY
from tests.unit.matching.seeded import small


def posed(seed: int) -> Problem:
    instance = Instance.of(*small(seed, (8, 14), (5, 6)), TODAY)
    return pose_all(instance, find_eligible(instance))


def prices_of(problem: Problem, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.random.default_rng(seed).random(len(problem.room)) * 0.3


@pytest.mark.parametrize("most", [1, 2, 24])
def test_the_best_offers_of_each_slot_are_those_that_sorting_finds(most: int) -> None:
    for seed in range(20):
        problem = posed(seed)
        prices = prices_of(problem, seed)
        reduced = problem.reduced(prices)
        choices = Choices.at(problem, prices, most)
        for slot, offers in enumerate(choices.offers):
            here = range(problem.start[slot], problem.start[slot + 1])
            wanted = sorted(here, key=lambda pair: (-reduced[pair], pair))[:most]
            assert [offer.pair for offer in offers] == wanted


def test_pairs_that_are_named_come_last_and_once() -> None:
    for seed in range(20):
        problem = posed(seed)
        choices = Choices.at(problem, prices_of(problem, seed), 1)
        named = problem.start[1:] - 1
        more = choices.naming(problem, named)
        for slot, (few, all_) in enumerate(zip(choices.offers, more.offers, strict=True)):
            pairs = [offer.pair for offer in all_]
            assert pairs[0] == few[0].pair
            assert set(pairs) == {few[0].pair, int(named[slot])}
            assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("at_once", [True, False])
def test_knowing_one_offer_fills_as_knowing_all(at_once: bool) -> None:
    for seed in range(20):
        problem = posed(seed)
        problem.split[:] = False
        books = []
        for most in (1, 1_000):
            book = Book(problem, Choices.at(problem, prices_of(problem, seed), most))
            if at_once:
                with book.being_filled():
                    fill(book)
                    assert book.filling is not None
                    assert book.filling[:-1].tolist() == book.room
            else:
                fill(book)
            books.append(book)
        few, every = ([[part[0].pair for part in parts] for parts in b.parts] for b in books)
        assert few == every
        assert books[0].room == books[1].room
        assert min(books[0].room, default=0) >= 0


def fill(book: Book) -> None:
    for slot in range(book.problem.slots):
        book.place(slot)
