"""The dicts in which networkx keeps a graph, for those that read or write very many edges."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, TypeVar

import networkx as nx

from graph.schema import TradeGraph

Nodes: TypeAlias = dict[str, dict[str, Any]]
Adjacency: TypeAlias = dict[str, dict[str, dict[str, dict[str, Any]]]]
Answer = TypeVar("Answer")


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


def kept(graph: TradeGraph, name: str, make: Callable[[TradeGraph], Answer]) -> Answer:
    """Return what was once read out of a graph, as long as the graph has not changed.

    Parameters
    ----------
    graph : TradeGraph
        Where it is kept.
    name : str
        Tells it from what others keep.
    make : callable
        Reads it out of the graph. The answer is shared: nobody may write to it.

    Notes
    -----
    Kept where networkx keeps its own converted graphs, which every method of networkx and every
    function of `graph.changes` that changes the graph empties: an answer is never older than the
    graph. Only attributes that are written by hand into networkx's dicts go unnoticed. Of a view
    (``graph.subgraph``) nothing is kept, because it does not notice changes of what it shows.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, add, build
    >>> g = build([EnterpriseNode("a", "甲")])
    >>> kept(g, "example.size", len), kept(g, "example.size", lambda _graph: 0)
    (1, 1)
    >>> add(g, EnterpriseNode("b", "乙"))
    >>> kept(g, "example.size", len)
    2
    """
    if nx.is_frozen(graph):
        return make(graph)
    answers: dict[str, Any] = graph.__networkx_cache__
    if name not in answers:
        answers[name] = make(graph)
    found: Answer = answers[name]
    return found
