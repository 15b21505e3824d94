"""Set-off and clearing beside plain networkx and plain iteration in fractions."""

import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import networkx as nx

from graph.clearing import Liabilities, clearing_vector
from graph.debts import TradeDebt
from graph.setoff import set_off

T = TypeVar("T")
SIZES = ((500, 2_500), (2_000, 10_000))
STEPS = 6  # of plain iteration; its fractions grow without end


def debts_of(firms: int, debts: int) -> list[TradeDebt]:
    """Few firms with many partners; amounts from small to very large."""
    chance = random.Random(1)
    ends = list(range(20))
    found: list[TradeDebt] = []
    while len(found) < debts:
        one, other = chance.choice(ends), chance.randrange(firms)
        if one != other:
            ends += [one, other]
            debtor, creditor = (one, other) if chance.random() < 0.6 else (other, one)
            amount = int(chance.lognormvariate(16, 1.5)) + 1
            found.append(TradeDebt(f"e{debtor}", f"e{creditor}", f"r{len(found)}", amount))
    return found


def by_networkx(debts: list[TradeDebt]) -> int:
    """The largest set-off by `networkx.network_simplex`: the total alone, no cycles."""
    network: nx.DiGraph[str] = nx.DiGraph()
    for debt in debts:
        known = network.get_edge_data(debt.debtor, debt.creditor, {"capacity": 0})["capacity"]
        network.add_edge(debt.debtor, debt.creditor, capacity=known + debt.amount_fen, weight=-1)
    return -int(nx.network_simplex(network)[0])


def by_iteration(given: Liabilities) -> list[Fraction]:
    """A few steps of p ← min(owed, means + what p brings), in fractions."""
    payments = [Fraction(owed) for owed in given.owed]
    for _step in range(STEPS):
        income = [Fraction(means) for means in given.means]
        for debtor, creditor, amount in given.claims:
            income[creditor] += payments[debtor] * Fraction(amount, given.owed[debtor])
        payments = [min(pair) for pair in zip(given.owed, income, strict=True)]
    return payments


def timed(work: Callable[[], T], tries: int = 3) -> tuple[float, T]:
    """The best time in seconds, and the outcome."""
    best = float("inf")
    for _try in range(tries):
        start = time.perf_counter()
        outcome = work()
        best = min(best, time.perf_counter() - start)
    return best, outcome


def set_off_row(firms: int, count: int) -> str:
    """Ours down to documents, as multiples of networkx's total alone."""
    debts = debts_of(firms, count)
    base, total = timed(lambda: by_networkx(debts), 1)
    whole, found = timed(lambda: set_off(debts))
    short, few = timed(lambda: set_off(debts, longest=5))
    assert found.total_fen == total
    return (
        f"{firms:>8,}{count:>9,}{base:>13.2f}{whole / base:>8.2f}{short / base:>12.2f}"
        f"{found.total_fen / found.owed_fen:>10.1%}{few.total_fen / found.owed_fen:>12.1%}"
    )


def clearing_row(firms: int, count: int) -> str:
    """Ours, proved to a fen, as a multiple of a few steps in fractions that are far from it."""
    debts = debts_of(firms, count)
    given = Liabilities.of(debts, {debt.debtor: debt.amount_fen // 2 for debt in debts})
    base, rough = timed(lambda: by_iteration(given), 1)
    ours, found = timed(lambda: clearing_vector(given))
    rest = max(map(float, (a - b for a, b in zip(rough, found.payments.values(), strict=True))))
    return (
        f"{firms:>8,}{count:>9,}{base:>13.2f}{ours / base:>8.3f}"
        f"{len(found.waves):>9,}{max(found.waves.values()):>7}{rest / 100:>17,.0f}"
    )


def main() -> None:
    """Print the tables."""
    print("set-off: as multiples of networkx's network simplex, which finds the total alone")
    print(
        f"{'firms':>8}{'debts':>9}{'networkx s':>13}{'ours':>8}{'up to 5':>12}"
        f"{'clears':>10}{'up to 5':>12}"
    )
    for size in SIZES:
        print(set_off_row(*size))
    print()
    print(f"clearing: as a multiple of {STEPS} steps of plain iteration in fractions")
    print(
        f"{'firms':>8}{'debts':>9}{'iteration s':>13}{'ours':>8}"
        f"{'short':>9}{'waves':>7}{'still off, yuan':>17}"
    )
    for size in SIZES:
        print(clearing_row(*size))


if __name__ == "__main__":
    main()
