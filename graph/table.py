"""What the picture shows, as rows of a table and as JSON."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from graph.kinds import EdgeKind, Reason, Risk
from graph.model import TradeGraph

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

_ORDER = {kind: place for place, kind in enumerate(EdgeKind)}


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a row: id, kind, name, and the risk of a firm."""

    id: str
    kind: str
    label: str
    risk: Risk | None


@dataclass(frozen=True, slots=True)
class Row:
    """One relation, read as source, verb, target; `kind` is None where a node stands alone."""

    source: Party
    kind: EdgeKind | None = None
    target: Party | None = None
    document: str | None = None
    amount_fen: int | None = None
    cost_fen: int | None = None
    recommended: bool = False
    reasons: tuple[Reason, ...] = ()


def rows(graph: TradeGraph) -> list[Row]:
    """List every relation of the graph, and every node that has none.

    Parameters
    ----------
    graph : TradeGraph
        What the viewer may see; nothing else gets into the rows.

    Returns
    -------
    list of Row
        Ordered by kind of relation, recommended first, then the larger amount, then names.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), Supplies("a", "b", 5)])
    >>> [(r.source.label, str(r.kind), r.target.label, r.amount_fen) for r in rows(g)]
    [('甲', 'supplies', '乙', 5)]
    """
    linked = [_row(graph, source, target, data) for source, target, data in graph.edges(data=True)]
    alone = [Row(_party(graph, node)) for node in graph if not graph.degree(node)]
    return sorted(linked + alone, key=_by_weight)


def to_json(graph: TradeGraph) -> dict[str, Json]:
    """Turn the graph into plain values that `json.dumps` takes.

    Parameters
    ----------
    graph : TradeGraph
        What the viewer may see.

    Returns
    -------
    dict
        ``{"nodes": [{"id", "kind", "label", …}], "edges": [{"source", "target", "kind", …}]}``,
        in an order that does not depend on how the graph was built. Dates are ISO, amounts fen.

    Examples
    --------
    >>> from graph.model import BankNode, build
    >>> to_json(build([BankNode("b", "示例银行")]))
    {'nodes': [{'id': 'b', 'kind': 'bank', 'label': '示例银行'}], 'edges': []}
    """
    nodes = [{"id": node, **_plain(graph.nodes[node])} for node in sorted(graph)]
    keyed = sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
    edges = [
        {"source": source, "target": target, **_plain(data)} for source, target, _, data in keyed
    ]
    return {"nodes": list(nodes), "edges": list(edges)}


def _row(graph: TradeGraph, source: str, target: str, data: dict[str, Any]) -> Row:
    document = data.get("document")
    return Row(
        source=_party(graph, source),
        kind=data["kind"],
        target=_party(graph, target),
        document=None if document is None else _label(graph, document),
        amount_fen=data.get("amount_fen", data.get("principal_fen")),
        cost_fen=data.get("cost_fen"),
        recommended=data.get("recommended", False),
        reasons=data.get("reasons", ()),
    )


def _label(graph: TradeGraph, node: str) -> str | None:
    return graph.nodes[node]["label"] if node in graph else None


def _party(graph: TradeGraph, node: str) -> Party:
    data = graph.nodes[node]
    return Party(node, data["kind"].value, data["label"], data.get("risk"))


def _by_weight(row: Row) -> tuple[int, bool, int, str, str, str, str]:
    place = len(_ORDER) if row.kind is None else _ORDER[row.kind]
    target = row.target or row.source
    names = (row.source.label, target.label, row.source.id, target.id)
    return place, not row.recommended, -(row.amount_fen or 0), *names


def _plain(data: dict[str, Any]) -> dict[str, Json]:
    return {name: _plain_value(value) for name, value in data.items()}


def _plain_value(value: object) -> Json:
    match value:
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case Reason():
            return {name: str(text) for name, text in value._asdict().items()}
        case tuple() | list():
            return [_plain_value(item) for item in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)
