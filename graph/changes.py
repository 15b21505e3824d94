"""Changing a graph in place instead of building it anew: put, remove, and what differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.checking import check_left, check_put, kinds_of
from graph.errors import IdStandsForTwoThings, LinkIsUnknown, NodeIsUnknown
from graph.kinds import NodeKind
from graph.links import LinkRecord
from graph.papers import mentions, take_out, tidy
from graph.schema import Record, TradeGraph, identity
from graph.writing import put_links, put_nodes, sorted_out


@dataclass(frozen=True, slots=True)
class Changes:
    """Records that are new or say something new, and records that are no more."""

    put: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.put or self.removed)


def diff(old: Iterable[Record], new: Iterable[Record]) -> Changes:
    """Find what changed between two sets of records.

    Parameters
    ----------
    old, new : iterable of Record
        In any order; of records with one identity (the id of a node; source, target and document
        or loan of a link) the last counts, as in `build`.

    Returns
    -------
    Changes
        What `apply` needs to turn the graph of the old records into that of the new ones.

    Examples
    --------
    >>> from graph.model import *
    >>> old = [EnterpriseNode("a", "示例甲"), BankNode("b", "示例银行")]
    >>> changes = diff(old, [EnterpriseNode("a", "示例甲", park="dongzhi")])
    >>> [record.park for record in changes.put], [record.id for record in changes.removed]
    (['dongzhi'], ['b'])
    """
    before = {identity(record): record for record in old}
    after = {identity(record): record for record in new}
    return Changes(
        put=tuple(record for known, record in after.items() if before.get(known) != record),
        removed=tuple(record for known, record in before.items() if known not in after),
    )


def apply(graph: TradeGraph, changes: Changes) -> None:
    """Carry changes out, in place: the graph becomes the one that `build` makes of the new records.

    Parameters
    ----------
    graph : TradeGraph
        Changed in place, or left as it was if the changes are refused.
    changes : Changes
        As `diff` gives them. What is to be removed and is not there is no error, so the same
        changes may be applied twice.

    Raises
    ------
    NodeIsUnknown
        If a link would stand on a node that is removed or missing.
    LinkEndIsOfTheWrongKind
        If a link would stand on a node of the wrong kind.
    IdStandsForTwoThings
        If two nodes that are put carry one id.

    Notes
    -----
    Costs as much as what changes, not as much as the graph. The arrays that `graph.arrays.mirror`
    keeps are forgotten with the first change.

    Examples
    --------
    >>> from graph.model import *
    >>> firms = [EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙")]
    >>> old, new = [*firms, Supplies("a", "b", 5)], [*firms, Supplies("b", "a", 7)]
    >>> g = build(old)
    >>> apply(g, diff(old, new))
    >>> list(g.edges(data="amount_fen"))
    [('b', 'a', 7)]
    """
    nodes, links = sorted_out(changes.put)
    gone_nodes, gone_links = sorted_out(changes.removed)
    kinds: dict[str, NodeKind | None] = {node.id: None for node in gone_nodes}
    kinds.update(kinds_of(nodes))
    check_put(graph, links, kinds)
    check_left(graph, {identity(link) for link in (*gone_links, *links)}, kinds)
    documents = {take_out(graph, *link.links()[0][:3]) for link in gone_links}
    graph.remove_nodes_from([node for node, kind in kinds.items() if kind is None])
    for node in nodes:
        if node.id in graph:
            graph.nodes[node.id]["kind"] = node.kind
    put_nodes(graph, nodes)
    put_links(graph, links)
    tidy(graph, documents)


def update(graph: TradeGraph, records: Iterable[Record]) -> None:
    """Add records, or let them replace those of the same identity, in place.

    Parameters
    ----------
    graph : TradeGraph
        Changed in place, or left as it was if a record is refused.
    records : iterable of Record
        Nodes and links in any order; links may stand on nodes that come with them.

    Raises
    ------
    GraphError
        As `build` does.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([EnterpriseNode("a", "示例甲")])
    >>> update(g, [Supplies("b", "a", 5), EnterpriseNode("b", "示例乙")])
    >>> list(g.edges)
    [('b', 'a', 'supplies')]
    """
    put = tuple(records)
    for node in sorted_out(put)[0]:
        known = graph.nodes[node.id]["kind"] if node.id in graph else node.kind
        if known != node.kind:
            raise IdStandsForTwoThings(node.id, (known, node.kind))
    apply(graph, Changes(put))


def remove_link(graph: TradeGraph, record: LinkRecord) -> None:
    """Remove what a link says, in place.

    Parameters
    ----------
    graph : TradeGraph
        Changed in place.
    record : LinkRecord
        Its ends, and its document or loan, tell which link it is; its amount does not matter.

    Raises
    ------
    LinkIsUnknown
        If it is not there.

    Notes
    -----
    Who holds a document and whom it stands against goes with the debt or order that said so,
    unless another one says it too.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙"),
    ...     ReceivableNode("r", "001", 5), Owes("a", "b", "r", 5),
    ... ])
    >>> remove_link(g, Owes("a", "b", "r", 5))
    >>> list(g.edges), list(g)
    ([], ['a', 'b', 'r'])
    """
    source, target, key = record.links()[0][:3]
    if not graph.has_edge(source, target, key):
        raise LinkIsUnknown(source, target, key)
    tidy(graph, {take_out(graph, source, target, key)})


def remove_node(graph: TradeGraph, node: str) -> None:
    """Remove a node with every link that mentions it, in place.

    Parameters
    ----------
    graph : TradeGraph
        Changed in place.
    node : str
        With a document its debt or order goes too; with a firm its debts and orders, while their
        documents stay.

    Raises
    ------
    NodeIsUnknown
        If it is not there.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙"),
    ...     ReceivableNode("r", "001", 5), Owes("a", "b", "r", 5),
    ... ])
    >>> remove_node(g, "r")
    >>> list(g.edges), list(g)
    ([], ['a', 'b'])
    """
    if node not in graph:
        raise NodeIsUnknown(node)
    links = [link for link, _ in mentions(graph, node)]
    tidy(graph, {take_out(graph, *link) for link in links})
    graph.remove_node(node)
