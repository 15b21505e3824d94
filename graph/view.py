"""The part of the graph that one viewer may see, and nothing of the rest."""

from collections import Counter, deque
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, TypeAlias

from graph.errors import NodeIsNotInView
from graph.layers import layers, weights
from graph.model import TradeGraph
from graph.storage import inside
from graph.writing import extract

Visible: TypeAlias = Callable[[str, Mapping[str, Any]], bool]
VisibleLink: TypeAlias = Callable[[str, str, Mapping[str, Any]], bool]


def everything(_source: str, _target: str, _data: Mapping[str, Any]) -> bool:
    """Let every link between two visible nodes be seen."""
    return True


def neighbourhood(
    graph: TradeGraph,
    around: str,
    visible: Visible,
    radius: int = 2,
    limit: int = 300,
    *,
    visible_link: VisibleLink = everything,
) -> TradeGraph:
    """Return what a viewer may see around a firm or a document.

    Parameters
    ----------
    graph : TradeGraph
        Left as it is.
    around : str
        The node in the middle.
    visible : callable
        Called with a node and its attributes; False hides the node.
    radius : int
        How many links away, in either direction.
    limit : int
        How many nodes at most; nearer ones stay first, then those that carry more money.
    visible_link : callable, optional
        Called with source, target and attributes of a link; False hides it (a rival's loan).

    Returns
    -------
    TradeGraph
        A new graph with copied attributes. ``graph.graph`` holds ``around``, and in ``left_out``
        how many visible nodes of each layer the limit cut away.

    Raises
    ------
    NodeIsNotInView
        If `around` is missing or hidden: the caller cannot tell which.

    Notes
    -----
    The search walks over visible nodes and links only: what lies behind a hidden firm is not
    reached through it. A link that speaks of a document (a debt) is hidden with the document.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", is_core=True),
    ...     EnterpriseNode("s", "示例化工"),
    ...     Supplies("s", "c"),
    ... ])
    >>> sorted(neighbourhood(g, "c", lambda node, data: node != "s"))
    ['c']
    """
    sight = _Sight(graph, visible, visible_link)
    if not sight.node(around):
        raise NodeIsNotInView(around)
    distance = _distances(sight, around, radius)
    part = extract(graph, distance, sight.link)
    part.graph["around"] = around
    return _within_limit(part, distance, limit)


def visible_part(
    graph: TradeGraph, visible: Visible, *, visible_link: VisibleLink = everything
) -> TradeGraph:
    """Return all that a viewer may see, such as the chain of a whole county.

    Parameters
    ----------
    graph, visible, visible_link
        As in `neighbourhood`.

    Returns
    -------
    TradeGraph
        A new graph with copied attributes.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, build
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙")])
    >>> list(visible_part(g, lambda node, data: node == "a"))
    ['a']
    """
    sight = _Sight(graph, visible, visible_link)
    return extract(graph, [node for node in graph if sight.node(node)], sight.link)


class _Sight:
    """One viewer's eyes: asks the rule once per node."""

    def __init__(self, graph: TradeGraph, visible: Visible, visible_link: VisibleLink) -> None:
        self._inside = inside(graph)
        self._visible = visible
        self._visible_link = visible_link
        self._known: dict[str, bool] = {}

    def node(self, node: str) -> bool:
        seen = self._known.get(node)
        if seen is None:
            data = self._inside.nodes.get(node)
            seen = data is not None and bool(self._visible(node, data))
            self._known[node] = seen
        return seen

    def link(self, source: str, target: str, data: Mapping[str, Any]) -> bool:
        document = data.get("document")
        return (
            self.node(source)
            and self.node(target)
            and (document is None or self.node(document))
            and bool(self._visible_link(source, target, data))
        )

    def beyond(self, node: str, found: Container[str]) -> Iterator[str]:
        """Yield neighbours that are not found yet, each once at most."""
        for other, links in self._inside.succ[node].items():
            if other not in found and any(self.link(node, other, data) for data in links.values()):
                yield other
        for other, links in self._inside.pred[node].items():
            if other not in found and any(self.link(other, node, data) for data in links.values()):
                yield other


def _distances(sight: _Sight, around: str, radius: int) -> dict[str, int]:
    found = {around: 0}
    waiting = deque([around])
    while waiting:
        node = waiting.popleft()
        if found[node] < radius:
            for other in sight.beyond(node, found):
                found[other] = found[node] + 1
                waiting.append(other)
    return found


def _within_limit(part: TradeGraph, distance: Mapping[str, int], limit: int) -> TradeGraph:
    part.graph["left_out"] = {}
    if len(part) <= limit:
        return part
    weight = weights(part)
    ranked = sorted(part, key=lambda node: (distance[node], -weight[node], node))
    columns = layers(part)
    kept = extract(part, ranked[:limit], everything)
    kept.graph["around"] = part.graph["around"]
    kept.graph["left_out"] = dict(Counter(columns[node] for node in ranked[limit:]))
    return kept
