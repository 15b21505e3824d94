"""Boxes with their words: label, second line, shape, risk; and the legend of it all."""

from collections.abc import Iterable, Mapping
from typing import Any

from graph.kinds import NodeKind, Risk
from graph.model import TradeGraph, is_document
from graph.picture import LegendItem, PlacedEdge, PlacedNode
from graph.placing import BOX_H, BOX_W, Plan
from graph.text import fit, width_px
from graph.words import Words

LABEL_PX, SUBLABEL_PX, RISK_PX = 14, 12, 11
RISK_SIGN_PX = 14
PADDING = {"core": 14, "rect": 12, "note": 12, "pill": 18, "house": 20, "shield": 16, "stack": 14}
SHAPES = {
    "core": "core",
    "enterprise": "rect",
    "receivable": "note",
    "order": "note",
    "product": "pill",
    "bank": "house",
    "guarantor": "shield",
    "others": "stack",
}
_ITEMS = frozenset({"documents", "products"})
_BELONGING = {"holds": "belongs", "offers": "belongs"}
_LINE_ORDER = (
    "supplies",
    "owes",
    "ordered",
    "belongs",
    "against",
    "eligible",
    "recommended",
    "lends",
    "guarantees",
    "controls",
)


def place_nodes(
    graph: TradeGraph, plan: Plan, others: Mapping[str, tuple[str, int]], words: Words
) -> tuple[PlacedNode, ...]:
    """Make the boxes, column by column from left to right, each from top to bottom.

    Parameters
    ----------
    graph : TradeGraph
        Attributes of the nodes.
    plan : Plan
        Where they are.
    others : mapping
        For each box that stands for what is not drawn: the name of its column, and how many.
    words : Words
        The language.

    Returns
    -------
    tuple of PlacedNode
    """
    ranked = sorted(plan.corner, key=lambda node: (plan.corner[node], node))
    return tuple(
        _others_box(node, plan.corner[node], *others[node], words)
        if node in others
        else _box(graph, node, plan.corner[node], words)
        for node in ranked
    )


def legend(
    nodes: Iterable[PlacedNode], edges: Iterable[PlacedEdge], words: Words
) -> tuple[LegendItem, ...]:
    """Explain the shapes, lines and signs that occur, and no others."""
    nodes = list(nodes)
    kinds = {node.kind for node in nodes}
    lines = {_BELONGING.get(edge.kind, edge.kind) for edge in edges}
    lines |= {"recommended" for edge in edges if edge.emphasised and edge.kind == "eligible"}
    risks = {node.risk for node in nodes}
    signs = [("node", kind, SHAPES[kind], words.nodes[kind]) for kind in SHAPES if kind in kinds]
    signs += [("edge", kind, "line", words.edges[kind]) for kind in _LINE_ORDER if kind in lines]
    signs += [("risk", risk, "sign", words.risks[risk]) for risk in Risk if risk in risks]
    return tuple(LegendItem(*sign) for sign in signs)


def captions(
    nodes: Iterable[PlacedNode], edges: Iterable[PlacedEdge], words: Words
) -> tuple[str, str]:
    """Return the title and the description of the picture, for those who hear it."""
    edges = list(edges)
    recommended = sum(1 for edge in edges if edge.emphasised and edge.kind == "eligible")
    count = sum(1 for node in nodes if node.kind != "others")
    name = "recommending" if recommended else "description"
    description = words.phrase(name, nodes=count, edges=len(edges), recommended=recommended)
    return words.phrase("title"), description


def _box(graph: TradeGraph, node: str, corner: tuple[int, int], words: Words) -> PlacedNode:
    data = graph.nodes[node]
    kind = _kind(data)
    shape = SHAPES[kind]
    risk = data.get("risk")
    risk_label = words.risks[risk] if risk else ""
    room = BOX_W - 2 * PADDING[shape]
    second_room = room - (width_px(risk_label, RISK_PX) + RISK_SIGN_PX + 6 if risk else 0)
    return PlacedNode(
        id=node,
        kind=kind,
        label=fit(data["label"], room, LABEL_PX),
        sublabel=fit(_second_line(data, kind, words), second_room, SUBLABEL_PX),
        full_label=data["label"],
        x=corner[0],
        y=corner[1],
        w=BOX_W,
        h=BOX_H,
        shape=shape,
        risk=risk,
        risk_label=risk_label,
        href_key=node,
        focus=graph.graph.get("around") == node,
    )


def _others_box(
    node: str, corner: tuple[int, int], layer: str, count: int, words: Words
) -> PlacedNode:
    label = words.phrase("other_items" if layer in _ITEMS else "others", count=count)
    return PlacedNode(
        id=node,
        kind="others",
        label=fit(label, BOX_W - 2 * PADDING["stack"], LABEL_PX),
        sublabel=words.nodes["others"],
        full_label=label,
        x=corner[0],
        y=corner[1],
        w=BOX_W,
        h=BOX_H,
        shape="stack",
        count=count,
    )


def _kind(data: Mapping[str, Any]) -> str:
    if data["kind"] == NodeKind.ENTERPRISE and data["is_core"]:
        return "core"
    return str(data["kind"].value)


def _second_line(data: dict[str, Any], kind: str, words: Words) -> str:
    parts = [words.nodes[kind]]
    if is_document(data):
        parts.append(words.amount(data["amount_fen"]))
    elif data.get("rate_ppm") is not None:
        parts = [words.phrase("rate", rate=_percent(data["rate_ppm"]))]
    elif data.get("park"):
        park = words.parks.get(data["park"], data["park"])
        crowded = data.get("risk") is not None
        parts = [park] if kind != "core" else parts if crowded else [*parts, park]
    return words.phrase("joint").join(parts)


def _percent(rate_ppm: int) -> str:
    whole, part = divmod(rate_ppm, 10_000)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")
