"""The first allocation: the largest first, decided together where it is tough, then polished."""

import numpy as np
import pytest

from matching.allocate import allocate
from matching.book import Book
from matching.bound import to_ppm
from matching.by_size import OTHER, TOGETHER, TOUGH, USUAL, Taken, other_cut, usual_cut
from matching.clock import Budget
from matching.dual import find_prices
from matching.eligibility import find_eligible
from matching.fill import _completed, fill
from matching.generate import AS_OF, SCALES, Scale, make
from matching.instance import Instance
from matching.model import PPM
from matching.neighbourhoods import Surgeon, polish_exactly
from matching.problem import Problem, pose
from tests.bench import allocation_rivals

SOME = Scale(700, 40, 6, 10, 100)


def posed(scale: Scale, seed: int) -> tuple[Instance, Problem]:
    instance = Instance.of(*make(scale, seed), AS_OF)
    return instance, pose(instance, find_eligible(instance))


@pytest.fixture(scope="module", params=[1, 2])
def priced(request: pytest.FixtureRequest) -> tuple[Problem, np.ndarray]:
    """Some hundred assets and their prices."""
    problem = posed(SOME, request.param)[1]
    return problem, to_ppm(find_prices(problem, Budget())) / PPM


def keeps_every_limit(book: Book) -> bool:
    """Recomputed from the parts, apart from the room that the book counts down."""
    used = np.zeros(len(book.problem.room) + 1, np.int64)
    for parts in book.parts:
        for offer, fen in parts:
            for line in book.problem.line[:, offer.pair]:
                used[line] += fen
    return bool((used[:-1] <= book.problem.room).all()) and all(
        sum(fen / offer.fen for offer, fen in parts) <= 1 + 1e-12 for parts in book.parts
    )


@pytest.mark.parametrize("cut", [USUAL, OTHER, TOGETHER])
def test_the_largest_first_keeps_every_limit_and_leaves_less_than_wishes_alone(
    priced: tuple[Problem, np.ndarray], cut: object
) -> None:
    problem, prices = priced
    nobody = Taken(np.zeros(0, np.int64), np.zeros(0, np.int64), prices)
    alone, book = _completed(problem, nobody), fill(problem, prices, cut, Budget())  # type: ignore[arg-type]
    assert keeps_every_limit(book)
    assert keeps_every_limit(alone)
    assert problem.bound(prices) >= book.value > alone.value


def test_a_book_that_breaks_a_limit_would_be_seen(priced: tuple[Problem, np.ndarray]) -> None:
    problem, prices = priced
    book = fill(problem, prices, USUAL, Budget())
    slot = next(slot for slot, parts in enumerate(book.parts) if not parts)
    offer = next(offer for offer in book.offers[slot] if not book.fits(offer))
    book.take(slot, offer, offer.fen)
    assert not keeps_every_limit(book)


def test_exact_polish_gains_and_keeps_every_limit(priced: tuple[Problem, np.ndarray]) -> None:
    problem, prices = priced
    book = fill(problem, prices, USUAL, Budget())
    before = book.value
    polish_exactly(book, prices, problem.bound(prices), Budget())
    assert keeps_every_limit(book)
    assert book.value > before


def test_a_round_that_would_lose_is_undone(
    priced: tuple[Problem, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, prices = priced
    book = fill(problem, prices, USUAL, Budget())
    before = book.value, [list(parts) for parts in book.parts]

    def nothing(
        _book: Book, _prices: object, numbers: object, had: object, _budget: object
    ) -> object:
        return [[] for _ in had]  # type: ignore[attr-defined]

    monkeypatch.setattr("matching.neighbourhoods._matched", nothing)
    surgeon = Surgeon.of(book, prices)
    assert surgeon.round(Budget())
    assert book.value == pytest.approx(before[0], rel=1e-12)
    assert [sorted(parts) for parts in book.parts] == [sorted(parts) for parts in before[1]]


def test_the_second_way_depends_on_what_the_first_leaves() -> None:
    problem = posed(SOME, 1)[1]
    assert other_cut(problem, 0.0) is None
    assert other_cut(problem, TOUGH / 2) == OTHER
    assert other_cut(problem, TOUGH * 2) == TOGETHER
    assert usual_cut(problem) == USUAL


def test_without_time_a_small_sample_still_tells_prices() -> None:
    problem = posed(Scale(6_000, 90, 10, 30, 700), 1)[1]
    without = find_prices(problem, Budget(0.0))
    bound = problem.bound(find_prices(problem, Budget()))
    assert problem.bound(without) < 1.05 * bound
    assert problem.bound(np.zeros(len(problem.room))) > 1.1 * bound


def test_a_county_is_within_what_is_asked_and_the_queues_stay_behind() -> None:
    instance, problem = posed(SCALES["county"], 4)
    allocated = allocate(problem, Budget())
    value = float(
        (problem.value[allocated.pair] / problem.fen[allocated.pair] * allocated.fen).sum()
    )
    assert value >= (1 - 0.008) * problem.bound(allocated.price_ppm / PPM)
    assert allocation_rivals.demand_over_limits(instance, problem) > 1.3
    for other in (
        allocation_rivals.first_come(instance, problem),
        allocation_rivals.best_score(problem),
    ):
        assert value > 1.04 * (other.fen or 0.0)
