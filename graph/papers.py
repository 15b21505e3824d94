"""Which links mention a node, and what hangs on a debt or an order: the parties of its document."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias

from graph.kinds import EdgeKind
from graph.lookups import heads, is_document, tails
from graph.schema import LinkId, TradeGraph

Mention: TypeAlias = tuple[LinkId, dict[str, Any]]

_PARTIES = frozenset({EdgeKind.HOLDS, EdgeKind.AGAINST})


def mentions(graph: TradeGraph, node: str) -> list[Mention]:
    """List the links that mention a node, each as its record gave it.

    Parameters
    ----------
    graph : TradeGraph
        Left as it is.
    node : str
        A debt mentions the debtor, the creditor and the document.

    Returns
    -------
    list of ((source, target, key), attributes)
        Who holds a document and whom it stands against are no links of their own here.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙"),
    ...     ReceivableNode("r", "001", 5), Owes("a", "b", "r", 5),
    ... ])
    >>> [link for link, _ in mentions(g, "r")]
    [('a', 'b', 'owes:r')]
    """
    edges = [
        *graph.out_edges(node, keys=True, data=True),
        *graph.in_edges(node, keys=True, data=True),
    ]
    found = {
        (source, target, key): data
        for source, target, key, data in edges
        if data["kind"] not in _PARTIES
    }
    if is_document(graph.nodes[node]):
        found.update(_speaking_of(graph, node))
    return list(found.items())


def parties(source: str, target: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the holder of the document that a debt or an order speaks of, and the other party."""
    buyer_holds = data["kind"] == EdgeKind.ORDERED and data["borrower"] == "buyer"
    return (source, target) if buyer_holds else (target, source)


def take_out(graph: TradeGraph, source: str, target: str, key: str) -> str | None:
    """Remove one edge if it is there, and name the document that it spoke of."""
    if not graph.has_edge(source, target, key):
        return None
    document: str | None = graph.edges[source, target, key].get("document")
    graph.remove_edge(source, target, key)
    return document


def tidy(graph: TradeGraph, documents: Iterable[str | None]) -> None:
    """Remove who holds a document, and whom it stands against, where no debt or order says so.

    Notes
    -----
    Every debt or order that speaks of a document runs between a holder of it and a firm that it
    stands against: no other pairs are looked at.
    """
    for document in documents:
        if document is not None and document in graph:
            told = {parties(*link[:2], data) for link, data in _speaking_of(graph, document)}
            holders, others = _holders_and_others(graph, document)
            for holder in set(holders) - {holder for holder, _ in told}:
                graph.remove_edge(holder, document, EdgeKind.HOLDS.value)
            for other in set(others) - {other for _, other in told}:
                graph.remove_edge(document, other, EdgeKind.AGAINST.value)


def _speaking_of(graph: TradeGraph, document: str) -> Iterator[Mention]:
    """Yield the debts and orders that speak of a document."""
    pairs = set(product(*_holders_and_others(graph, document)))
    for source, target in pairs | {(target, source) for source, target in pairs}:
        for kind in (EdgeKind.OWES, EdgeKind.ORDERED):
            key = f"{kind}:{document}"
            if graph.has_edge(source, target, key):
                yield (source, target, key), graph.edges[source, target, key]


def _holders_and_others(graph: TradeGraph, document: str) -> tuple[list[str], list[str]]:
    return tails(graph, document, EdgeKind.HOLDS), heads(graph, document, EdgeKind.AGAINST)
