"""Debts of a year among firms, with rings of nearly equal amounts hidden in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from graph.model import Record
from graph.risk import Filter
from tests.unit.graph.counties import YEAR, amount, debt, debts

RULE = Filter(tolerance_ppm=10_000, window_days=30)


@dataclass(frozen=True)
class Planted:
    """A world and the firms of its rings, each from the lowest on; decoys are no rings."""

    records: list[Record]
    rings: frozenset[tuple[str, ...]]
    decoys: frozenset[tuple[str, ...]]


def plant(seed: int, count: int = 300, owed: int = 1_200) -> Planted:
    """Three rings of three to five firms, one too uneven in amount, and one too long in time."""
    chance = Random(seed)
    records = debts(count, owed, seed)
    names = [f"e{n:06}" for n in range(count)]
    chosen = [turned(chance.sample(names, chance.randint(3, 5))) for _ in range(5)]
    for number, firms in enumerate(chosen):
        uneven, slow = number == 3, number == 4
        papers = owed + 10 * number
        records += _ring(firms, papers, chance, spread=50 if uneven else 0, days=80 if slow else 0)
    return Planted(records, frozenset(chosen[:3]), frozenset(chosen[3:]))


def _ring(
    firms: Sequence[str], papers: int, chance: Random, *, spread: int, days: int
) -> list[Record]:
    """Debts from firm to firm; the first is larger by a spread in thousandths, or older by days."""
    least = amount(chance) + 100_000
    start = YEAR + timedelta(days=chance.randint(100, 300))
    found: list[Record] = []
    for number, (debtor, creditor) in enumerate(pairwise((*firms, firms[0]))):
        fen = least + least * (chance.randint(0, 9) if number else spread) // 1_000
        issued = start + timedelta(days=chance.randint(0, 30) if number else -days)
        found += debt(debtor, creditor, papers + number, fen, issued)
    return found


def turned(firms: Sequence[str]) -> tuple[str, ...]:
    """Turn a ring so that its lowest firm comes first."""
    first = firms.index(min(firms))
    return (*firms[first:], *firms[:first])


def span(days: Sequence[date]) -> int:
    """Count the days from the first to the last."""
    return (max(days) - min(days)).days
