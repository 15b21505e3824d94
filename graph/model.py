"""Typed records in, one networkx graph out: the vocabulary of the supply chain."""

from collections.abc import Iterable

import networkx as nx

from graph.changes import update
from graph.kinds import EdgeKind, NodeKind, Reason, Risk
from graph.links import (
    Controls,
    Eligible,
    Guarantees,
    Lends,
    Offers,
    Ordered,
    Owes,
    Supplies,
)
from graph.lookups import heads, is_document, links_of_kind, nodes_of_kind, tails
from graph.nodes import (
    BankNode,
    EnterpriseNode,
    GuarantorNode,
    OrderNode,
    ProductNode,
    ReceivableNode,
)
from graph.schema import DOCUMENTS, Record, TradeGraph
from graph.writing import collector_at_rest, put_links, put_nodes, sorted_out

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
    nodes, links = sorted_out(records)
    with collector_at_rest():
        put_nodes(graph, nodes)
        put_links(graph, links)
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
    update(graph, [record])
