"""100,000 firms and 400,000 links in a process of their own: time against networkx, peak memory.

``python -m tests.bench.large_graph chain`` (or ``debts``, ``rings``) prints one line of JSON;
a number behind it divides the size.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import networkx as nx

from graph.arrays import mirror
from graph.betweenness import betweenness
from graph.chain import core_enterprises
from graph.county import concentrations_in, tiers_in
from graph.failure import single_points
from graph.kinds import EdgeKind
from graph.links import LinkRecord
from graph.model import Record, TradeGraph, build
from graph.nodes import NodeRecord
from graph.risk import Filter, circular_trade
from tests.unit.graph.counties import chain
from tests.unit.graph.planted import RULE, Planted, plant

T = TypeVar("T")
FIRMS, LINKS = 100_000, 400_000
TRIES = 2
TIME_LIMIT_S = 8.0
RULES = (RULE, Filter(), Filter(tolerance_ppm=1_000_000))


def bare(records: list[Record]) -> Callable[[], object]:
    """Get ready to build the same nodes and edges with nothing said of them.

    A `MultiDiGraph`, as ours is, by networkx's own bulk methods; the lists that these take are
    made beforehand, so that only networkx is measured.
    """
    nodes = [record.id for record in records if isinstance(record, NodeRecord)]
    links = (record.links() for record in records if isinstance(record, LinkRecord))
    edges = [link[:3] for made in links for link in made]

    def work() -> object:
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(nodes)
        graph.add_edges_from(edges)
        return graph

    return work


def ask(records: list[Record], kind: EdgeKind) -> TradeGraph:
    """Build the graph, and ask for the tiers and the concentration of everybody."""
    graph = build(records)
    arrays = mirror(graph)
    tiers_in(arrays, core_enterprises(graph), "up")
    spread = concentrations_in(arrays, kind)
    spread.hhi_ppm()
    spread.largest_share_ppm()
    return graph


def timed(work: Callable[[], T], tries: int = 1) -> tuple[float, T]:
    """The least seconds of this process, whatever else runs on the machine, and the outcome."""
    best = float("inf")
    for left in reversed(range(tries)):
        start = time.process_time()
        outcome = work()
        best = min(best, time.process_time() - start)
        if left:
            del outcome  # so that there are never two
    return best, outcome


def peak_mb() -> int:
    """The most memory that this process held.

    Linux hands the peak of the parent down to ``getrusage`` of a child, but not to its ``VmHWM``.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def against_networkx(records: list[Record], kind: EdgeKind) -> tuple[TradeGraph, dict[str, object]]:
    """Build and ask, as a multiple of what networkx takes to build; and the peak of memory."""
    base = timed(bare(records), TRIES)[0]
    ours, graph = timed(lambda: ask(records, kind), TRIES)
    return graph, {
        "edges": graph.number_of_edges(),
        "bare_s": round(base, 2),
        "ours_s": round(ours, 2),
        "ratio": round(ours / base, 2),
        "peak_mb": peak_mb(),
    }


def of_the_chain(firms: int, links: int) -> dict[str, object]:
    """Trade links alone: and where the chain is weak."""
    graph, told = against_networkx(chain(firms, links), EdgeKind.SUPPLIES)
    weak, points = timed(lambda: single_points(graph))
    between, sample = timed(lambda: betweenness(graph))
    return told | {
        "single_points_s": round(weak, 2),
        "single_points": len(points),
        "betweenness_s": round(between, 2),
        "betweenness_k": sample.k,
    }


def of_the_debts(firms: int, links: int) -> dict[str, object]:
    """As many debts, each with its document, which makes three edges and one node."""
    return against_networkx(plant(1, firms, links).records, EdgeKind.OWES)[1]


def of_the_rings(firms: int, links: int) -> dict[str, object]:
    """The rings in these debts, by filters of three widths."""
    world = plant(1, firms, links)
    graph = build(world.records)
    search = [rings(graph, world, rule) for rule in RULES]
    return {"search": search, "peak_mb": peak_mb()}


def rings(graph: TradeGraph, world: Planted, rule: Filter) -> dict[str, object]:
    """Search with a limit in seconds of this process."""
    seconds, found = timed(
        lambda: circular_trade(graph, rule, time_limit_s=TIME_LIMIT_S, clock=time.process_time)
    )
    firms = {ring.firms for ring in found.rings}
    return {
        "tolerance_ppm": rule.tolerance_ppm,
        "seconds": round(seconds, 2),
        "steps": found.steps,
        "rings": len(firms),
        "planted": len(world.rings),
        "missed": len(world.rings - firms),
        "cut_at": len(found.cut_at),
        "stopped_by": found.stopped_by,
    }


if __name__ == "__main__":
    modes = {"chain": of_the_chain, "debts": of_the_debts, "rings": of_the_rings}
    smaller = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(json.dumps(modes[sys.argv[1]](FIRMS // smaller, LINKS // smaller)))
