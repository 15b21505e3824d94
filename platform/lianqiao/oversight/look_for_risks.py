"""Asks the county's graph what deserves a person's look: rings, concentration, single points,
common control.

Pure: a graph and figures in, findings out; the search for rings is cut after some seconds.
"""

from collections import defaultdict
from dataclasses import dataclass

from graph.kinds import EdgeKind
from graph.model import TradeGraph, links_of_kind
from graph.risk import Debt, Filter, circular_trade

from .graph_answers import common_control, concentrations, single_points
from .risk_rules import (
    Found,
    RiskFigures,
    Trade,
    common_control_found,
    concentration_found,
    ring_found,
    single_point_found,
)

LONGEST_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and the firms at which the search for rings was cut short."""

    found: tuple[Found, ...]
    cut_at: tuple[str, ...]


class _Trades:
    """Debts and trade links by pair of firms (debtor, creditor) and (seller, buyer)."""

    def __init__(self, graph: TradeGraph) -> None:
        self.debts: dict[tuple[str, str], list[Debt]] = defaultdict(list)
        self.links: dict[tuple[str, str], Trade] = {}
        self._buyers: dict[str, list[str]] = defaultdict(list)
        for debtor, creditor, data in links_of_kind(graph, EdgeKind.OWES):
            debt = Debt(debtor, creditor, data["document"], data["amount_fen"], data["issued"])
            self.debts[debtor, creditor].append(debt)
        for seller, buyer, data in links_of_kind(graph, EdgeKind.SUPPLIES):
            self.links[seller, buyer] = Trade(seller, buyer, "", data["amount_fen"])
            self._buyers[seller].append(buyer)

    def debts_between(self, one: str, other: str) -> list[Debt]:
        """What either of two firms owes the other."""
        return [*self.debts.get((one, other), ()), *self.debts.get((other, one), ())]

    def links_between(self, one: str, other: str) -> list[Trade]:
        """The trade links of two firms, either way."""
        pairs = ((one, other), (other, one))
        return [self.links[pair] for pair in pairs if pair in self.links]

    def links_among(self, firms: set[str]) -> list[Trade]:
        """The trade links among several firms."""
        return [
            self.links[seller, buyer]
            for seller in firms
            for buyer in self._buyers.get(seller, ())
            if buyer in firms
        ]


def look_for_risks(
    graph: TradeGraph, figures: RiskFigures, seconds: float = LONGEST_SECONDS
) -> Look:
    """Everything that the figures make worth a ticket, in a fixed order."""
    trades = _Trades(graph)
    rule = Filter(
        min_amount_fen=figures.ring_least_fen,
        tolerance_ppm=figures.ring_spread_ppm,
        window_days=figures.ring_window_days,
        max_length=figures.ring_firms,
    )
    rings = circular_trade(graph, rule, time_limit_s=seconds)
    found = [
        *(ring_found(ring, figures) for ring in rings.rings),
        *_concentrations(graph, trades, figures),
        *_single_points(graph, trades, figures),
        *_common_control(graph, trades),
    ]
    return Look(tuple(found), rings.cut_at)


def _concentrations(graph: TradeGraph, trades: _Trades, figures: RiskFigures) -> list[Found]:
    found = [
        concentration_found(
            supplier, spread, trades.debts.get((spread.largest_buyer, supplier), ()), figures
        )
        for supplier, spread in concentrations(graph)
    ]
    return [one for one in found if one is not None]


def _single_points(graph: TradeGraph, trades: _Trades, figures: RiskFigures) -> list[Found]:
    found = [
        single_point_found(
            one.firm,
            one.others,
            trades.links_among({one.firm, *one.others}),
            figures,
            is_core=one.is_core,
        )
        for one in single_points(graph)
    ]
    return [one for one in found if one is not None]


def _common_control(graph: TradeGraph, trades: _Trades) -> list[Found]:
    found = [
        common_control_found(pair, shared, trades.debts_between(*pair), trades.links_between(*pair))
        for pair, shared in common_control(graph)
    ]
    return [one for one in found if one is not None]
