"""From a graph to a picture: columns, order, places, lines, words; no chance involved."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.drawing import captions, legend, place_nodes
from graph.layers import Layer, layers, weights
from graph.lines import Relation, place_edges, relations
from graph.model import TradeGraph
from graph.ordering import order_columns
from graph.picture import Heading, Picture
from graph.placing import HEADING_H, Column, place
from graph.words import CHINESE, Words

OTHERS = "others:"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is drawn: nodes by column, and how many of each column are not."""

    columns: dict[Layer, list[str]]
    left_out: dict[Layer, int]


def picture(graph: TradeGraph, *, limit: int = 300, words: Words = CHINESE) -> Picture:
    """Lay a graph out in columns, ready for a template to draw.

    Parameters
    ----------
    graph : TradeGraph
        What the viewer may see, as `graph.view` returns it.
    limit : int
        How many nodes are drawn: the one asked about and the core enterprises first, then those
        that carry the most money. The rest of a column is one box with their number.
    words : Words
        The language of the labels.

    Returns
    -------
    Picture
        The same for the same graph, whatever the order in which it was built.

    Notes
    -----
    Layered drawing after Sugiyama, Tagawa and Toda (1981) with given columns; a long line passes
    between the rows of the columns on its way.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> drawn = picture(build([
    ...     EnterpriseNode("c", "示例药业", is_core=True),
    ...     EnterpriseNode("s", "示例化工"),
    ...     Supplies("s", "c"),
    ... ]))
    >>> [(node.label, node.shape, node.x) for node in drawn.nodes]
    [('示例化工', 'rect', 24), ('示例药业', 'core', 304)]
    >>> [heading.label for heading in drawn.headings]
    ['一级供应商', '核心企业']
    """
    kept = _keep(graph, limit)
    drawn = graph.subgraph([node for nodes in kept.columns.values() for node in nodes])
    lines = relations(drawn)
    neighbours = _neighbours(lines)
    ordered = order_columns(list(kept.columns.values()), neighbours)
    plan = place(_with_others(ordered, kept), neighbours)
    nodes = place_nodes(graph, plan, _counts(kept), words)
    edges = place_edges(drawn, plan, lines, words)
    title, description = captions(nodes, edges, words)
    return Picture(
        width=plan.width,
        height=plan.height,
        title=title,
        description=description,
        nodes=nodes,
        edges=edges,
        headings=_headings(kept.columns, plan.columns, words),
        legend=legend(nodes, edges, words),
    )


def _keep(graph: TradeGraph, limit: int) -> _Kept:
    weight = weights(graph)
    column_of = layers(graph)
    around = graph.graph.get("around")

    def importance(node: str) -> tuple[bool, bool, int, str]:
        is_core = graph.nodes[node].get("is_core", False)
        return node != around, not is_core, -weight[node], node

    ranked = sorted(graph, key=importance)
    left_out = Counter(graph.graph.get("left_out", {}))
    left_out.update(column_of[node] for node in ranked[limit:])
    columns: dict[Layer, list[str]] = {layer: [] for layer in left_out}
    for node in ranked[:limit]:
        columns.setdefault(column_of[node], []).append(node)
    return _Kept({layer: columns[layer] for layer in sorted(columns)}, dict(left_out))


def _with_others(ordered: list[list[str]], kept: _Kept) -> list[list[str]]:
    return [
        [*nodes, _others(layer)] if kept.left_out.get(layer) else nodes
        for layer, nodes in zip(kept.columns, ordered, strict=True)
    ]


def _others(layer: Layer) -> str:
    return f"{OTHERS}{layer.name}:{layer.place}"


def _counts(kept: _Kept) -> dict[str, tuple[str, int]]:
    return {_others(layer): (layer.name, count) for layer, count in kept.left_out.items()}


def _neighbours(lines: Iterable[Relation]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.source, []).append(line.target)
        found.setdefault(line.target, []).append(line.source)
    return found


def _headings(
    columns: Mapping[Layer, list[str]], placed: Iterable[Column], words: Words
) -> tuple[Heading, ...]:
    return tuple(
        Heading(
            label=words.layer(layer.name, layer.tier),
            x=(column.left + column.right) // 2,
            y=HEADING_H // 2,
        )
        for layer, column in zip(columns, placed, strict=True)
    )
