"""The dicts in which networkx keeps a graph, for those that read or write very many edges."""

from typing import Any, NamedTuple, TypeAlias

from graph.schema import TradeGraph

Nodes: TypeAlias = dict[str, dict[str, Any]]
Adjacency: TypeAlias = dict[str, dict[str, dict[str, dict[str, Any]]]]


class Inside(NamedTuple):
    """Attributes by node; attributes by node, neighbour and key, forth and back."""

    nodes: Nodes
    succ: Adjacency
    pred: Adjacency


def inside(graph: TradeGraph) -> Inside:
    """Return the dicts themselves, not the views that networkx lays over them.

    Notes
    -----
    A view makes an object for every neighbour that is looked at, which is most of the time of a
    walk, and `add_edge` looks twice for what is known to be new. Every edge stands in both
    directions, with one dict of keys; who writes clears the cache of converted graphs.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), Supplies("a", "b", 5)])
    >>> inside(g).succ["a"]["b"] is inside(g).pred["b"]["a"]
    True
    """
    own: Any = graph
    return Inside(own._node, own._succ, own._pred)
