"""Which column of a picture a node belongs to, and how much it matters there."""

from collections import Counter, deque
from typing import Any, NamedTuple

from graph.chain import core_enterprises
from graph.kinds import EdgeKind, NodeKind
from graph.model import DOCUMENTS, TradeGraph, links_of_kind, nodes_of_kind

_BEYOND_FIRMS = 1_000
_AMOUNTS = ("amount_fen", "principal_fen")


class Layer(NamedTuple):
    """A column: its place from left to right, its name in code, its tier from 1 (0: none)."""

    place: int
    name: str
    tier: int


_SIDE = {
    NodeKind.GUARANTOR: Layer(-_BEYOND_FIRMS, "guarantors", 0),
    NodeKind.RECEIVABLE: Layer(_BEYOND_FIRMS, "documents", 0),
    NodeKind.ORDER: Layer(_BEYOND_FIRMS, "documents", 0),
    NodeKind.PRODUCT: Layer(_BEYOND_FIRMS + 1, "products", 0),
    NodeKind.BANK: Layer(_BEYOND_FIRMS + 2, "banks", 0),
}


def layers(graph: TradeGraph) -> dict[str, Layer]:
    """Assign every node to a column.

    Parameters
    ----------
    graph : TradeGraph
        ``graph.graph["around"]``, if set, is the origin where there is no core enterprise.

    Returns
    -------
    dict
        `Layer` by node.

    Notes
    -----
    Without documents goods flow from left to right: suppliers of suppliers, suppliers, core
    enterprises, customers. With documents money is what matters: those a borrower deals with,
    the borrowers, their documents, products, banks.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", is_core=True),
    ...     EnterpriseNode("s", "示例化工"),
    ...     Supplies("s", "c"),
    ... ])
    >>> layers(g)["s"]
    Layer(place=-1, name='supplier', tier=1)
    """
    firms = _by_finance(graph) if nodes_of_kind(graph, *DOCUMENTS) else _by_tier(graph)
    return {
        node: firms[node] if node in firms else _SIDE[graph.nodes[node]["kind"]] for node in graph
    }


def weights(graph: TradeGraph) -> dict[str, int]:
    """Weigh every node by the money (fen) that it and its links carry.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), Supplies("a", "b", 7)])
    >>> sorted(weights(g).items())
    [('a', 7), ('b', 7)]
    """
    found: Counter[str] = Counter(
        {node: data.get("amount_fen", 0) for node, data in graph.nodes(data=True)}
    )
    for source, target, data in graph.edges(data=True):
        money = sum(data.get(name, 0) for name in _AMOUNTS)
        found[source] += money
        found[target] += money
    for bank, product, _ in links_of_kind(graph, EdgeKind.OFFERS):
        found[bank] += found[product]
    return dict(found)


def _by_finance(graph: TradeGraph) -> dict[str, Layer]:
    holders = {firm for firm, _, _ in links_of_kind(graph, EdgeKind.HOLDS)}
    partners = nodes_of_kind(graph, NodeKind.ENTERPRISE, NodeKind.GUARANTOR)
    return {
        node: Layer(-1, "holders", 0) if node in holders else Layer(-2, "partners", 0)
        for node in partners
    }


def _by_tier(graph: TradeGraph) -> dict[str, Layer]:
    steps = _steps(graph)
    return {
        firm: _tier(graph.nodes[firm], steps.get(firm, graph.nodes[firm]["tier"]))
        for firm in nodes_of_kind(graph, NodeKind.ENTERPRISE)
    }


def _tier(data: dict[str, Any], step: int | None) -> Layer:
    if step is None:
        return Layer(_BEYOND_FIRMS - 1, "unlinked", 0)
    if step == 0:
        return Layer(0, "core" if data["is_core"] else "firm", 0)
    return Layer(step, "customer" if step > 0 else "supplier", abs(step))


def _steps(graph: TradeGraph) -> dict[str, int]:
    """Count signed steps from the origins: suppliers below zero, customers above."""
    buyers, sellers = _trade(graph)
    steps = dict.fromkeys(_origins(graph), 0)
    waiting = deque(steps)
    while waiting:
        node = waiting.popleft()
        for others, sign in ((sellers, -1), (buyers, 1)):
            if steps[node] * sign >= 0:
                for other in others.get(node, ()):
                    if other not in steps:
                        steps[other] = steps[node] + sign
                        waiting.append(other)
    return steps


def _origins(graph: TradeGraph) -> list[str]:
    cores = core_enterprises(graph)
    around = graph.graph.get("around")
    if cores or around is None or around not in graph:
        return cores
    return [around] if graph.nodes[around]["kind"] == NodeKind.ENTERPRISE else []


def _trade(graph: TradeGraph) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the buyers and the sellers of every firm, each in the order of ids."""
    pairs = {(s, b) for s, b, _ in links_of_kind(graph, EdgeKind.SUPPLIES)}
    pairs |= {(s, b) for b, s, _ in links_of_kind(graph, EdgeKind.OWES, EdgeKind.ORDERED)}
    buyers: dict[str, list[str]] = {}
    sellers: dict[str, list[str]] = {}
    for seller, buyer in sorted(pairs):
        buyers.setdefault(seller, []).append(buyer)
        sellers.setdefault(buyer, []).append(seller)
    return buyers, sellers
