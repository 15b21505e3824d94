"""Circular trade: rings of debts of nearly one amount, as evidence for a person to judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import networkx as nx

from graph.kinds import EdgeKind
from graph.model import TradeGraph, links_of_kind

PPM = 1_000_000


class Debt(NamedTuple):
    """One debt of a ring: the debtor owes the creditor by this document."""

    debtor: str
    creditor: str
    document: str
    amount_fen: int
    issued: date | None


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
    """Rings that were found; `cut_at` names the firms whose search ran out of steps."""

    rings: tuple[Ring, ...]
    cut_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What makes debts belong together.

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
    """

    min_amount_fen: int = 1
    tolerance_ppm: int = 50_000
    window_days: int | None = None
    max_length: int = 5
    max_steps: int = 100_000


DEFAULT = Filter()


def circular_trade(graph: TradeGraph, rule: Filter = DEFAULT) -> Findings:
    """Find rings of debts of nearly equal amounts.

    Parameters
    ----------
    graph : TradeGraph
        Its ``owes`` edges are searched.
    rule : Filter
        Amounts, dates and length.

    Returns
    -------
    Findings
        Of several rings through the same firms in the same order only the one with the least
        spread. Nothing is decided here: a ring may be honest trade.

    Notes
    -----
    Depth-first within strongly connected components, each ring from its lowest firm; a path is
    left as soon as its amounts or dates no longer fit.

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
    debts = _debts(graph, rule)
    best: dict[tuple[str, ...], Ring] = {}
    cut: list[str] = []
    for component in _components(debts):
        for start in sorted(component):
            search = _Search(debts, component, start, rule)
            for ring in search.rings():
                known = best.get(ring.firms)
                if known is None or _tightness(ring) < _tightness(known):
                    best[ring.firms] = ring
            if search.steps > rule.max_steps:
                cut.append(start)
    return Findings(tuple(best[firms] for firms in sorted(best)), tuple(cut))


@dataclass(slots=True)
class _Search:
    """The rings whose lowest firm is `start`."""

    debts: dict[str, list[Debt]]
    component: set[str]
    start: str
    rule: Filter
    steps: int = field(default=0)

    def rings(self) -> Iterator[Ring]:
        """Yield every ring that fits, until the steps are used up."""
        paths: list[tuple[Debt, ...]] = [()]
        while paths:
            path = paths.pop()
            for longer in self._longer(path):
                if longer[-1].creditor == self.start:
                    yield Ring(longer)
                elif len(longer) < self.rule.max_length:
                    paths.append(longer)

    def _longer(self, path: tuple[Debt, ...]) -> Iterator[tuple[Debt, ...]]:
        firm = path[-1].creditor if path else self.start
        passed = {debt.creditor for debt in path}
        for debt in self.debts[firm]:
            self.steps += 1
            if self.steps > self.rule.max_steps:
                return
            if debt.creditor in passed or debt.creditor not in self.component:
                continue
            if debt.creditor >= self.start and _fits((*path, debt), self.rule):
                yield (*path, debt)


def _debts(graph: TradeGraph, rule: Filter) -> dict[str, list[Debt]]:
    found: dict[str, list[Debt]] = {}
    for debtor, creditor, data in links_of_kind(graph, EdgeKind.OWES):
        debt = Debt(debtor, creditor, data["document"], data["amount_fen"], data["issued"])
        dated = rule.window_days is None or debt.issued is not None
        if dated and debtor != creditor and debt.amount_fen >= max(1, rule.min_amount_fen):
            found.setdefault(debtor, []).append(debt)
    for debts in found.values():
        debts.sort(key=lambda debt: (debt.creditor, debt.amount_fen, debt.document))
    return found


def _components(debts: dict[str, list[Debt]]) -> list[set[str]]:
    pairs: nx.DiGraph[str] = nx.DiGraph()
    pairs.add_edges_from(debt[:2] for owed in debts.values() for debt in owed)
    return [part for part in nx.strongly_connected_components(pairs) if len(part) > 1]


def _fits(path: tuple[Debt, ...], rule: Filter) -> bool:
    amounts = [debt.amount_fen for debt in path]
    if max(amounts) * PPM > min(amounts) * (PPM + rule.tolerance_ppm):
        return False
    if rule.window_days is None:
        return True
    days = [debt.issued for debt in path if debt.issued is not None]
    return (max(days) - min(days)).days <= rule.window_days


def _tightness(ring: Ring) -> tuple[int, tuple[str, ...]]:
    return ring.spread_ppm, tuple(debt.document for debt in ring.debts)
