"""How fast and how good matching is, beside the two ways that need no optimisation."""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matching.book import Book, Choices
from matching.clock import Budget
from matching.eligibility import find_eligible
from matching.generate import AS_OF, SCALES, make
from matching.instance import Instance
from matching.match import match_instance
from matching.problem import Problem, pose

T = TypeVar("T")
LIMITS = {"county": 5.0, "prefecture": 20.0, "province": 100.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One scale's figures; shares are of the proven bound."""

    scale: str
    pairs: int
    pairs_per_second: float
    seconds: float
    gap: float
    ours: float
    first_come: float
    best_score: float
    stopped_by: str


def in_order(problem: Problem, slots: Iterable[int]) -> float:
    """Each asset in turn takes the cheapest product that still has room; fen of proceeds."""
    choices = Choices.at(problem, np.zeros(len(problem.room)), 1_000)
    book = Book(problem, choices)
    for slot in slots:
        book.place(slot)
    return book.value


def first_come(instance: Instance, problem: Problem) -> list[int]:
    """Slots in the order of their ids."""
    rows = problem.pairs.asset[problem.start[:-1]].tolist()
    return sorted(range(problem.slots), key=lambda slot: instance.assets.ids[rows[slot]])


def best_score(problem: Problem) -> list[int]:
    """Slots by the best proceeds per yuan that they could have."""
    best = np.maximum.reduceat(problem.value / problem.fen, problem.start[:-1])
    order: list[int] = np.argsort(-best, kind="stable").tolist()
    return order


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds and the outcome."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def measure(scale: str, seed: int = 1) -> Row:
    """One scale, from objects in memory to the result."""
    assets, products, limits = make(SCALES[scale], seed)
    instance = Instance.of(assets, products, limits, AS_OF)
    eligibility, pairs = timed(lambda: find_eligible(instance))
    seconds, result = timed(lambda: match_instance(instance, Budget(LIMITS[scale])))
    problem = pose(instance, pairs)
    bound = result.upper_bound_fen
    return Row(
        scale=scale,
        pairs=len(pairs),
        pairs_per_second=len(assets) * len(products) / eligibility,
        seconds=seconds,
        gap=result.gap,
        ours=result.objective_fen / bound,
        first_come=in_order(problem, first_come(instance, problem)) / bound,
        best_score=in_order(problem, best_score(problem)) / bound,
        stopped_by=result.stopped_by,
    )


def main(scales: list[str] | None = None) -> None:
    """Print the table; scales are county and prefecture unless named."""
    print("matching: net proceeds as shares of the proven bound")
    print(
        f"{'scale':<11}{'eligible':>10}{'M pairs/s':>11}{'seconds':>9}{'gap':>9}"
        f"{'ours':>9}{'first come':>12}{'best score':>12}{'stopped':>9}"
    )
    for scale in scales or ["county", "prefecture"]:
        row = measure(scale)
        print(
            f"{row.scale:<11}{row.pairs:>10,}{row.pairs_per_second / 1e6:>11.0f}"
            f"{row.seconds:>9.2f}{row.gap:>9.3%}{row.ours:>9.2%}{row.first_come:>12.2%}"
            f"{row.best_score:>12.2%}{row.stopped_by:>9}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
