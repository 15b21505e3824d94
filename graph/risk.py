"""Circular trade: rings of debts of nearly one amount, as evidence for a person to judge."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from graph.owed import PPM, Debt, Owed, owed_in_rings
from graph.rings import Budget, Search, Stop
from graph.schema import TradeGraph

__all__ = ["DEFAULT", "Debt", "Filter", "Findings", "Ring", "circular_trade"]


@dataclass(frozen=True, slots=True)
class Ring:
    """Evidence of circular trade: debts that lead from a firm back to itself."""

    debts: tuple[Debt, ...]

    @property
    def firms(self) -> tuple[str, ...]:
        """The firms in the order of the debts, the lowest id first."""
        return tuple(debt.debtor for debt in self.debts)

    @property
    def spread_ppm(self) -> int:
        """How far the largest debt exceeds the smallest, in millionths of the smallest."""
        amounts = [debt.amount_fen for debt in self.debts]
        return (max(amounts) - min(amounts)) * PPM // min(amounts)


@dataclass(frozen=True, slots=True)
class Findings:
    """Rings that were found, and whether and where the search was cut.

    Attributes
    ----------
    rings : tuple of Ring
        In the order of their firms.
    cut_at : tuple of str
        Firms from which the search was cut or never begun, in order: rings whose smallest debt
        one of them owes may be missing. Empty if every ring was found.
    stopped_by : {"", "steps", "time", "rings"}
        What ended the whole search early; empty if at most single firms were cut.
    steps : int
        Debts looked at.
    """

    rings: tuple[Ring, ...]
    cut_at: tuple[str, ...]
    stopped_by: Stop = ""
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """What makes debts belong together, and how far to look.

    Attributes
    ----------
    min_amount_fen : int
        Smaller debts are not looked at.
    tolerance_ppm : int
        By how much the largest debt of a ring may exceed the smallest.
    window_days : int or None
        At most so many days between the first and the last issue date; with a window, debts
        without a date are not looked at.
    max_length : int
        Firms in a ring, at most.
    max_steps : int
        Debts tried per firm that a search starts from.
    max_total_steps : int
        Debts tried in all.
    max_rings : int
        Rings to return, at most: more than that nobody reads.
    """

    min_amount_fen: int = 1
    tolerance_ppm: int = 50_000
    window_days: int | None = None
    max_length: int = 5
    max_steps: int = 100_000
    max_total_steps: int = 3_000_000
    max_rings: int = 10_000


DEFAULT = Filter()


def circular_trade(
    graph: TradeGraph,
    rule: Filter = DEFAULT,
    *,
    time_limit_s: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Findings:
    """Find rings of debts of nearly equal amounts.

    Parameters
    ----------
    graph : TradeGraph
        Its ``owes`` edges are searched.
    rule : Filter
        Amounts, dates, length, and the budget of steps.
    time_limit_s : float, optional
        Seconds after which the search is cut. Without it the outcome depends on the graph alone.
    clock : callable, optional
        Returns seconds; read once at the start.

    Returns
    -------
    Findings
        Of several rings through the same firms in the same order only the one with the least
        spread. Nothing is decided here: a ring may be honest trade.

    Notes
    -----
    Debts without a debt of nearly the same amount before and after them, or outside a strongly
    connected component, fall away first, in arrays. What is left is searched depth-first, each
    ring from its smallest debt, so that the amounts that fit are known from the start; a path is
    left as soon as its dates no longer fit.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     *(EnterpriseNode(firm, firm) for firm in "abc"),
    ...     *(ReceivableNode(f"r{firm}", firm, 100_00) for firm in "abc"),
    ...     Owes("a", "b", "ra", 100_00), Owes("b", "c", "rb", 101_00),
    ...     Owes("c", "a", "rc", 99_00),
    ... ])
    >>> [(ring.firms, ring.spread_ppm) for ring in circular_trade(g).rings]
    [(('a', 'b', 'c'), 20202)]
    """
    deadline = None if time_limit_s is None else clock() + time_limit_s
    budget = Budget(rule.max_steps, rule.max_total_steps, deadline, clock)
    owed = owed_in_rings(
        graph, rule.tolerance_ppm, rule.min_amount_fen, dated=rule.window_days is not None
    )
    best: dict[tuple[str, ...], Ring] = {}
    cut = _search(owed, rule, budget, best)
    return Findings(
        rings=tuple(best[firms] for firms in sorted(best)),
        cut_at=tuple(owed.firms[place] for place in cut),
        stopped_by=budget.stopped_by,
        steps=budget.used,
    )


def _search(
    owed: Owed, rule: Filter, budget: Budget, best: dict[tuple[str, ...], Ring]
) -> list[int]:
    """Collect the tightest ring of each row of firms; return the firms where it was cut."""
    search = Search(owed, rule.max_length, rule.window_days)
    cut = []
    for firm in range(len(owed.firms)):
        if budget.next_firm():
            for debts in search.from_firm(firm, budget):
                _keep_tightest(best, _ring(owed, debts), rule.max_rings, budget)
        if budget.is_spent():
            cut.append(firm)
    return cut


def _keep_tightest(
    best: dict[tuple[str, ...], Ring], ring: Ring, most: int, budget: Budget
) -> None:
    known = best.get(ring.firms)
    if known is None and len(best) >= most:
        budget.stopped_by = "rings"
    elif known is None or _tightness(ring) < _tightness(known):
        best[ring.firms] = ring


def _ring(owed: Owed, debts: tuple[int, ...]) -> Ring:
    """Turn a ring so that its lowest firm comes first."""
    first = debts.index(min(debts, key=owed.debtor.__getitem__))
    return Ring(tuple(map(owed.debt, (*debts[first:], *debts[:first]))))


def _tightness(ring: Ring) -> tuple[int, tuple[str, ...]]:
    return ring.spread_ppm, tuple(debt.document for debt in ring.debts)
