"""Typed records in, one networkx graph out: the vocabulary of the supply chain."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx

from graph.errors import IdStandsForTwoThings, LinkEndIsOfTheWrongKind, NodeIsUnknown
from graph.kinds import EdgeKind, NodeKind, Reason, Risk
from graph.links import (
    Controls,
    Eligible,
    Guarantees,
    Lends,
    Link,
    LinkRecord,
    Offers,
    Ordered,
    Owes,
    Supplies,
)
from graph.nodes import (
    BankNode,
    EnterpriseNode,
    GuarantorNode,
    NodeRecord,
    OrderNode,
    ProductNode,
    ReceivableNode,
)

__all__ = [
    "DOCUMENTS",
    "BankNode",
    "Controls",
    "EdgeKind",
    "Eligible",
    "EnterpriseNode",
    "Guarantees",
    "GuarantorNode",
    "Lends",
    "NodeKind",
    "Offers",
    "OrderNode",
    "Ordered",
    "Owes",
    "ProductNode",
    "Reason",
    "ReceivableNode",
    "Record",
    "Risk",
    "Supplies",
    "TradeGraph",
    "add",
    "build",
    "heads",
    "is_document",
    "links_of_kind",
    "nodes_of_kind",
    "tails",
]

if TYPE_CHECKING:
    TradeGraph: TypeAlias = nx.MultiDiGraph[str]
else:
    TradeGraph: TypeAlias = nx.MultiDiGraph

Record: TypeAlias = NodeRecord | LinkRecord

DOCUMENTS = frozenset({NodeKind.RECEIVABLE, NodeKind.ORDER})
_FIRM = frozenset({NodeKind.ENTERPRISE})
_PRODUCT = frozenset({NodeKind.PRODUCT})
_BANK = frozenset({NodeKind.BANK})
_GUARANTOR = frozenset({NodeKind.GUARANTOR})

ENDS: dict[EdgeKind, tuple[frozenset[NodeKind], frozenset[NodeKind]]] = {
    EdgeKind.SUPPLIES: (_FIRM, _FIRM),
    EdgeKind.OWES: (_FIRM, _FIRM),
    EdgeKind.ORDERED: (_FIRM, _FIRM),
    EdgeKind.HOLDS: (_FIRM, DOCUMENTS),
    EdgeKind.AGAINST: (DOCUMENTS, _FIRM),
    EdgeKind.ELIGIBLE: (DOCUMENTS, _PRODUCT),
    EdgeKind.OFFERS: (_BANK, _PRODUCT),
    EdgeKind.LENDS: (_BANK, _FIRM),
    EdgeKind.GUARANTEES: (_GUARANTOR, _FIRM),
    EdgeKind.CONTROLS: (_FIRM, _FIRM),
}


def build(records: Iterable[Record]) -> TradeGraph:
    """Build the graph from records of nodes and links, in any order.

    Parameters
    ----------
    records : iterable of Record
        Consumed once. A later record with the same id (or the same link) replaces the earlier.

    Returns
    -------
    TradeGraph
        A `networkx.MultiDiGraph`. Every node and every edge has the attribute ``kind``; every
        node has ``label``, its display name. Amounts are integer fen. Attributes of a node never
        name another node, so a node may be shown without its neighbours.

    Raises
    ------
    IdStandsForTwoThings
        If two records of different kinds carry one id.
    NodeIsUnknown
        If a link names a node without a record.
    LinkEndIsOfTheWrongKind
        If, say, a bank is said to supply somebody.

    Notes
    -----
    Goods flow along ``supplies`` (supplier to buyer), debts along ``owes`` (debtor to creditor).
    A receivable or an order is a node as well: its borrower ``holds`` it, and it stands
    ``against`` the other party.

    Examples
    --------
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", is_core=True),
    ...     EnterpriseNode("s", "示例化工"),
    ...     Supplies("s", "c"),
    ... ])
    >>> sorted(g.nodes)
    ['c', 's']
    >>> [(u, v, str(kind)) for u, v, kind in g.edges(data="kind")]
    [('s', 'c', 'supplies')]
    """
    graph: TradeGraph = nx.MultiDiGraph()
    links: list[LinkRecord] = []
    for record in records:
        if isinstance(record, LinkRecord):
            links.append(record)
        else:
            _add_node(graph, record)
    for link in links:
        _add_links(graph, link)
    return graph


def add(graph: TradeGraph, record: Record) -> None:
    """Add one record to a graph that is already built, in place.

    Parameters
    ----------
    graph : TradeGraph
        Changed in place.
    record : Record
        A node, or a link between nodes that are there.

    Raises
    ------
    GraphError
        As `build` does.

    Examples
    --------
    >>> g = build([])
    >>> add(g, BankNode("b", "示例银行"))
    >>> g.nodes["b"]["label"]
    '示例银行'
    """
    if isinstance(record, LinkRecord):
        _add_links(graph, record)
    else:
        _add_node(graph, record)


def is_document(data: dict[str, Any]) -> bool:
    """Tell whether a node's attributes are those of a receivable or an order."""
    return data["kind"] in DOCUMENTS


def nodes_of_kind(graph: TradeGraph, *kinds: NodeKind) -> list[str]:
    """List the nodes of the given kinds, by id."""
    return sorted(node for node, data in graph.nodes(data=True) if data["kind"] in kinds)


def links_of_kind(graph: TradeGraph, *kinds: EdgeKind) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (source, target, attributes) of the edges of the given kinds."""
    for source, target, data in graph.edges(data=True):
        if data["kind"] in kinds:
            yield source, target, data


def heads(graph: TradeGraph, node: str, kind: EdgeKind) -> list[str]:
    """List where edges of a kind lead from a node, by id."""
    return sorted(other for other, links in graph.succ[node].items() if _any(links, kind))


def tails(graph: TradeGraph, node: str, kind: EdgeKind) -> list[str]:
    """List where edges of a kind come from into a node, by id."""
    return sorted(other for other, links in graph.pred[node].items() if _any(links, kind))


def _any(links: dict[Any, dict[str, Any]], kind: EdgeKind) -> bool:
    return any(data["kind"] == kind for data in links.values())


def _add_node(graph: TradeGraph, record: NodeRecord) -> None:
    if record.id in graph:
        known = graph.nodes[record.id]["kind"]
        if known != record.kind:
            raise IdStandsForTwoThings(record.id, (known, record.kind))
    graph.add_node(record.id, kind=record.kind, **record.attributes())


def _add_links(graph: TradeGraph, record: LinkRecord) -> None:
    links = record.links()
    for link in links:
        _check_ends(graph, link)
    for link in links:
        graph.add_edge(link.source, link.target, link.key, kind=link.kind, **link.attributes)


def _check_ends(graph: TradeGraph, link: Link) -> None:
    for node, allowed in zip((link.source, link.target), ENDS[link.kind], strict=True):
        if node not in graph:
            raise NodeIsUnknown(node)
        kind = graph.nodes[node]["kind"]
        if kind not in allowed:
            raise LinkEndIsOfTheWrongKind(link.kind, node, kind)
