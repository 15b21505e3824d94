"""The graph's answers in the shapes that the risk rules take: one call each."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.arrays import mirror
from graph.betweenness import betweenness as betweenness_of
from graph.concentration import PPM, Concentration
from graph.county import concentrations_in
from graph.failure import single_points as single_points_of
from graph.kinds import EdgeKind
from graph.model import TradeGraph, links_of_kind


@dataclass(frozen=True, slots=True)
class CutOff:
    """A firm, and the firms that reach no core enterprise without it."""

    firm: str
    is_core: bool
    others: tuple[str, ...]


def concentrations(graph: TradeGraph) -> Iterator[tuple[str, Concentration]]:
    """(supplier, how its unpaid sales are spread) of every supplier that is owed anything."""
    yield from concentrations_in(mirror(graph)).items()


def single_points(graph: TradeGraph) -> list[CutOff]:
    """The firms whose failure cuts off others, suppliers and customers together, by id."""
    found: dict[str, tuple[bool, set[str]]] = {}
    for direction in ("up", "down"):
        for point in single_points_of(graph, direction=direction):
            _is_core, others = found.setdefault(point.firm, (point.is_source, set()))
            others.update(point.dependants)
    return [
        CutOff(firm, is_core, tuple(sorted(others)))
        for firm, (is_core, others) in sorted(found.items())
    ]


def common_control(graph: TradeGraph) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """(two firms, what they share) of every two with a hint of common control."""
    for one, other, data in links_of_kind(graph, EdgeKind.CONTROLS):
        yield (one, other), tuple(data["hint"].split(","))


def betweenness(graph: TradeGraph, samples: int) -> dict[str, int]:
    """The share (ppm) of shortest ways of goods through each firm, from so many sampled firms."""
    found = betweenness_of(graph, samples)
    return {firm: round(share * PPM) for firm, share in found.score.items()}
