"""Writing records into the graph, many at a time."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import networkx as nx

from graph.errors import IdStandsForTwoThings
from graph.kinds import EdgeKind, NodeKind
from graph.links import LinkRecord
from graph.nodes import NodeRecord
from graph.papers import tidy
from graph.schema import ENDS, Record, TradeGraph, check_end
from graph.storage import Nodes, inside


def sorted_out(records: Iterable[Record]) -> tuple[list[NodeRecord], list[LinkRecord]]:
    """Part nodes from links, each in the order in which they came."""
    nodes: list[NodeRecord] = []
    links: list[LinkRecord] = []
    for record in records:
        if isinstance(record, LinkRecord):
            links.append(record)
        else:
            nodes.append(record)
    return nodes, links


def put_nodes(graph: TradeGraph, records: Iterable[NodeRecord]) -> None:
    """Write nodes; one that is there takes the new attributes.

    Raises
    ------
    IdStandsForTwoThings
        If a node is there as something else.
    """
    nodes, succ, pred = inside(graph)
    for record in records:
        name, kind = record.id, record.kind
        known = nodes.get(name)
        if known is None:
            succ[name] = {}
            pred[name] = {}
        elif known["kind"] != kind:
            raise IdStandsForTwoThings(name, (known["kind"], kind))
        nodes[name] = {"kind": kind, **record.attributes()}
    nx._clear_cache(graph)


def put_links(graph: TradeGraph, records: Iterable[LinkRecord]) -> None:
    """Write links; one that is there takes the new attributes.

    Raises
    ------
    GraphError
        At the first link that does not stand where it may; those before it are written.
    """
    nodes, succ, pred = inside(graph)
    kinds = _Kinds(nodes)
    again: set[str] = set()
    for record in records:
        for source, target, key, kind, data in record.links():
            sources, targets = ENDS[kind]
            if kinds[source] not in sources or kinds[target] not in targets:
                _refuse(kinds, kind, source, target)
            out = succ[source]
            links = out.get(target)
            if links is None:
                out[target] = pred[target][source] = {key: data}
                continue
            if kind is EdgeKind.ORDERED and key in links:
                again.add(data["document"])
            links[key] = data
    nx._clear_cache(graph)
    tidy(graph, again)


def extract(
    graph: TradeGraph, nodes: Iterable[str], keep: Callable[[str, str, dict[str, Any]], bool]
) -> TradeGraph:
    """Copy nodes and those links between them that `keep` accepts, attributes and all."""
    known, leaving, _ = inside(graph)
    part: TradeGraph = nx.MultiDiGraph()
    copied, succ, pred = inside(part)
    for node in nodes:
        copied[node] = dict(known[node])
        succ[node], pred[node] = {}, {}
    for source in copied:
        for target, links in leaving[source].items():
            if target in copied:
                kept = {k: dict(data) for k, data in links.items() if keep(source, target, data)}
                if kept:
                    succ[source][target] = pred[target][source] = kept
    return part


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking a growing graph over and over.

    Notes
    -----
    A build makes no cycles that could be collected. What was enabled is enabled again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Kinds(dict[str, NodeKind | None]):
    """What nodes are, looked up once for each; None for those that are not there."""

    def __init__(self, nodes: Nodes) -> None:
        super().__init__()
        self._nodes = nodes

    def __missing__(self, node: str) -> NodeKind | None:
        data = self._nodes.get(node)
        kind = self[node] = None if data is None else data["kind"]
        return kind


def _refuse(kinds: _Kinds, kind: EdgeKind, *ends: str) -> None:
    for place, node in enumerate(ends):
        check_end(kind, place, node, kinds[node])
