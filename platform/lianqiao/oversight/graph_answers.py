"""The graph's answers in the shapes that the risk rules take: one call each."""

from collections.abc import Iterator

import networkx as nx

from graph.concentration import Concentration, concentration
from graph.kinds import EdgeKind, NodeKind
from graph.model import TradeGraph, links_of_kind, nodes_of_kind


def concentrations(graph: TradeGraph) -> Iterator[tuple[str, Concentration]]:
    """(supplier, how its unpaid sales are spread) of every supplier that is owed anything."""
    for firm in nodes_of_kind(graph, NodeKind.ENTERPRISE):
        found = concentration(graph, firm)
        if found is not None:
            yield firm, found


def single_points(graph: TradeGraph) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(firm, whom its failure cuts off from the rest) of every firm that cuts anybody off."""
    trade: nx.Graph[str] = nx.Graph()
    trade.add_edges_from(
        (one, other)
        for one, other, _data in links_of_kind(
            graph, EdgeKind.SUPPLIES, EdgeKind.OWES, EdgeKind.ORDERED
        )
    )
    for firm in sorted(nx.articulation_points(trade)):
        rest = trade.subgraph(nx.node_connected_component(trade, firm) - {firm})
        parts = sorted(nx.connected_components(rest), key=len)
        yield firm, tuple(sorted(node for part in parts[:-1] for node in part))


def common_control(graph: TradeGraph) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """(two firms, what they share) of every two with a hint of common control."""
    for one, other, data in links_of_kind(graph, EdgeKind.CONTROLS):
        yield (one, other), tuple(data["hint"].split("+"))


def betweenness(graph: TradeGraph, samples: int) -> dict[str, int]:
    """The share (ppm) of shortest paths through each firm, from so many sampled firms."""
    trade: nx.Graph[str] = nx.Graph()
    trade.add_nodes_from(nodes_of_kind(graph, NodeKind.ENTERPRISE))
    trade.add_edges_from(
        (one, other) for one, other, _data in links_of_kind(graph, EdgeKind.SUPPLIES)
    )
    count = len(trade)
    found = nx.betweenness_centrality(trade, k=min(samples, count) or None, seed=1)
    return {firm: round(share * 1_000_000) for firm, share in found.items()}
