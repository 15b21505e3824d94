"""Nodes and links by their kind."""

from collections.abc import Iterator
from typing import Any

from graph.kinds import EdgeKind, NodeKind
from graph.schema import DOCUMENTS, TradeGraph
from graph.storage import inside


def is_document(data: dict[str, Any]) -> bool:
    """Tell whether a node's attributes are those of a receivable or an order."""
    return data["kind"] in DOCUMENTS


def nodes_of_kind(graph: TradeGraph, *kinds: NodeKind) -> list[str]:
    """List the nodes of the given kinds, by id."""
    wanted = frozenset(kinds)
    return sorted(node for node, data in graph.nodes(data=True) if data["kind"] in wanted)


def links_of_kind(graph: TradeGraph, *kinds: EdgeKind) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (source, target, attributes) of the edges of the given kinds."""
    wanted = frozenset(kinds)
    for source, neighbours in inside(graph).succ.items():
        for target, links in neighbours.items():
            for data in links.values():
                if data["kind"] in wanted:
                    yield source, target, data


def heads(graph: TradeGraph, node: str, kind: EdgeKind) -> list[str]:
    """List where edges of a kind lead from a node, by id."""
    return sorted(other for other, links in inside(graph).succ[node].items() if _any(links, kind))


def tails(graph: TradeGraph, node: str, kind: EdgeKind) -> list[str]:
    """List where edges of a kind come from into a node, by id."""
    return sorted(other for other, links in inside(graph).pred[node].items() if _any(links, kind))


def _any(links: dict[Any, dict[str, Any]], kind: EdgeKind) -> bool:
    return any(data["kind"] == kind for data in links.values())
