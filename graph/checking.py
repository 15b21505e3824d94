"""Whether a change may be carried out: asked before anything is written."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from graph.errors import IdStandsForTwoThings
from graph.kinds import EdgeKind, NodeKind
from graph.links import LinkRecord
from graph.nodes import NodeRecord
from graph.papers import mentions, parties
from graph.schema import Identity, TradeGraph, check_end

Kinds = Mapping[str, NodeKind | None]


def kinds_of(nodes: Iterable[NodeRecord]) -> dict[str, NodeKind]:
    """Collect what nodes are; refuse those of two kinds with one id."""
    kinds: dict[str, NodeKind] = {}
    for node in nodes:
        known = kinds.setdefault(node.id, node.kind)
        if known != node.kind:
            raise IdStandsForTwoThings(node.id, (known, node.kind))
    return kinds


def check_put(graph: TradeGraph, links: Iterable[LinkRecord], kinds: Kinds) -> None:
    """Refuse new links that would not stand where they may.

    Parameters
    ----------
    graph : TradeGraph
        As it is before the change.
    links : iterable of LinkRecord
        To be put.
    kinds : mapping
        What the nodes that change will be; None for those that will be gone.

    Raises
    ------
    GraphError
        As `build` does.
    """
    for record in links:
        for link in record.links():
            _check(graph, kinds, link.kind, link.source, link.target)


def check_left(graph: TradeGraph, told: Collection[Identity], kinds: Kinds) -> None:
    """Refuse a change that would leave links on nodes that are gone or of another kind.

    Parameters
    ----------
    graph : TradeGraph
        As it is before the change.
    told : collection of identities
        Links that the change itself removes or puts.
    kinds : mapping
        As in `check_put`.

    Raises
    ------
    GraphError
        As `build` does.
    """
    for node, kind in kinds.items():
        if node in graph and graph.nodes[node]["kind"] != kind:
            for link, data in mentions(graph, node):
                if link not in told:
                    _check_mention(graph, kinds, link[0], link[1], data)


def _check_mention(
    graph: TradeGraph, kinds: Kinds, source: str, target: str, data: Mapping[str, Any]
) -> None:
    _check(graph, kinds, data["kind"], source, target)
    if "document" in data:
        holder, other = parties(source, target, data)
        _check(graph, kinds, EdgeKind.HOLDS, holder, data["document"])
        _check(graph, kinds, EdgeKind.AGAINST, data["document"], other)


def _check(graph: TradeGraph, kinds: Kinds, link: EdgeKind, *ends: str) -> None:
    for place, node in enumerate(ends):
        known = graph.nodes[node]["kind"] if node in graph else None
        check_end(link, place, node, kinds.get(node, known))
