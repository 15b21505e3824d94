"""The graph's questions beside bare networkx calls, and beside rustworkx where it is installed."""

import json
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.arrays import from_records, mirror
from graph.betweenness import betweenness
from graph.chain import core_enterprises, tiers
from graph.concentration import concentration
from graph.county import concentrations_in, tiers_in
from graph.failure import single_points
from graph.kinds import EdgeKind
from graph.model import EnterpriseNode, Record, Supplies, TradeGraph, build
from graph.risk import circular_trade
from graph.view import neighbourhood
from tests.bench.large_graph import ask, bare
from tests.bench.rust_graph import IS_THERE, rust_answers, rust_chain
from tests.unit.graph.counties import chain
from tests.unit.graph.planted import RULE, plant

ROOT = Path(__file__).resolve().parents[2]
SIZES = ((2_000, 8_000), (100_000, 400_000))
SOURCES = 10  # of sampled betweenness
TRIES, LONG_S = 3, 5.0
PATIENCE_S = 10.0
SUPPLIES = EdgeKind.SUPPLIES
GAVE_UP = "gave up"

Work = Callable[[], object]


class Line(NamedTuple):
    """A question: bare networkx, our graph, our arrays, rustworkx; None where one has no answer."""

    question: str
    networkx: Work
    graph: Work | None = None
    arrays: Work | None = None
    rustworkx: Work | None = None


class World(NamedTuple):
    """One chain in every form that is asked."""

    graph: TradeGraph
    plain: "nx.DiGraph[str]"
    rust: Any
    cores: list[str]


def timed(work: Work) -> tuple[float, object]:
    """The best of three in seconds of this process, or the first if that is long; the outcome."""
    best = float("inf")
    for left in reversed(range(TRIES)):
        start = time.process_time()
        outcome = work()
        best = min(best, time.process_time() - start)
        if best > LONG_S:
            break
        if left:
            del outcome  # so that there are never two
    return best, outcome


def plain_chain(records: Iterable[Record]) -> "nx.DiGraph[str]":
    """The trade links as a plain directed graph with their amounts."""
    plain: nx.DiGraph[str] = nx.DiGraph()
    for record in records:
        if isinstance(record, EnterpriseNode):
            plain.add_node(record.id)
        elif isinstance(record, Supplies):
            plain.add_edge(record.supplier, record.buyer, amount_fen=record.amount_fen)
    return plain


def builds(records: list[Record]) -> Iterator[Line]:
    """Asked while nothing but the records is in memory."""
    networkx = bare(records)
    rust = partial(rust_chain, records) if IS_THERE else None
    yield Line("build", networkx, lambda: build(records), lambda: from_records(records), rust)
    yield Line("build, tiers, concentration", networkx, lambda: ask(records, SUPPLIES))


def questions(world: World) -> Iterator[Line]:
    """Asked of a graph that is built; arrays are kept from question to question, as on a page."""
    graph, plain, rust, cores = world
    arrays = mirror(graph)
    against = plain.reverse(copy=False)
    hub = max(plain, key=plain.degree)
    wired = rust_answers(rust, cores)
    yield Line(
        "tiers",
        lambda: list(nx.bfs_layers(against, cores)),
        lambda: tiers(graph, cores, "up"),
        lambda: tiers_in(arrays, cores, "up"),
        wired.get("tiers"),
    )
    yield Line(
        "strongly connected components",
        lambda: list(nx.strongly_connected_components(plain)),
        None,
        lambda: components(graph),
        wired.get("components"),
    )
    yield Line(
        "concentration of all",
        lambda: [sums(plain, firm) for firm in plain],
        lambda: [concentration(graph, firm, SUPPLIES) for firm in arrays.firms],
        lambda: concentrations_in(arrays, SUPPLIES).hhi_ppm(),
    )
    yield Line(
        "neighbourhood, radius 2",
        lambda: nx.ego_graph(plain, hub, radius=2, undirected=True),
        lambda: neighbourhood(graph, hub, lambda _node, _data: True),
    )
    yield Line(
        "single points of failure",
        lambda: nx.immediate_dominators(rooted(against, cores), "root"),
        None,
        lambda: single_points(graph),
        wired.get("single points"),
    )
    yield Line(
        f"betweenness from {SOURCES} firms",
        lambda: nx.betweenness_centrality(plain, k=SOURCES, seed=1),
        None,
        lambda: betweenness(graph, SOURCES),
    )


def rooted(against: "nx.DiGraph[str]", cores: list[str]) -> "nx.DiGraph[str]":
    """One root before all core enterprises."""
    found: nx.DiGraph[str] = nx.DiGraph(against)
    found.add_edges_from(("root", core) for core in cores)
    return found


def components(graph: TradeGraph) -> object:
    """As the search for rings does it."""
    arrays = mirror(graph)
    goods = arrays.links[SUPPLIES]
    count = len(arrays.firms)
    ones = np.ones(len(goods.seller), dtype=np.int8)
    owed = csr_array((ones, (goods.seller, goods.buyer)), (count, count))
    return connected_components(owed, directed=True, connection="strong")


def sums(plain: "nx.DiGraph[str]", firm: str) -> tuple[int, int, int]:
    """Total, largest and square, as one would write it with networkx alone."""
    amounts = [fen for _, _, fen in plain.out_edges(firm, data="amount_fen")]
    return sum(amounts), max(amounts, default=0), sum(fen * fen for fen in amounts)


def rings(firms: int, debts: int) -> Line:
    """Rings of up to five: networkx lists cycles of any amounts until patience ends."""
    graph = build(plant(1, firms, debts).records)
    owed: nx.DiGraph[str] = nx.DiGraph()
    owed.add_edges_from((u, v) for u, v, kind in graph.edges(data="kind") if kind == EdgeKind.OWES)

    def cycles() -> object:
        with suppress(TimeoutError), patience():
            return deque(nx.simple_cycles(owed, length_bound=5), maxlen=0)
        return GAVE_UP

    return Line("rings of up to 5", cycles, None, lambda: circular_trade(graph, RULE))


@contextmanager
def patience() -> Iterator[None]:
    """Stop what runs after a while; it may not come to an end of its own."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def show(line: Line) -> None:
    """One row of the table."""
    base, outcome = timed(line.networkx)
    row = f"{line.question:<32}{'>' if outcome is GAVE_UP else ' '}{base:>9.4f}"
    del outcome
    for work in line[2:]:
        row += f"{'–':>11}" if work is None else f"{timed(work)[0] / base:>11.3f}"
    print(row, flush=True)


def large(mode: str) -> dict[str, Any]:
    """One of the runs of ``large_graph`` in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.large_graph", mode]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print the tables."""
    for firms, links in SIZES:
        print(f"graph: {firms:,} firms, {links:,} links; multiples of bare networkx in this run")
        print(f"{'':<32}{'networkx s':>10}{'graph':>11}{'arrays':>11}{'rustworkx':>11}")
        records = chain(firms, links)
        for line in builds(records):
            show(line)
        graph = build(records)
        world = World(graph, plain_chain(records), rust_chain(records), core_enterprises(graph))
        for line in questions(world):
            show(line)
        del graph, world, records
        show(rings(firms, links))
        print()
    print("graph: each in a process of its own, seconds of that process, memory in MB")
    for mode in ("chain", "debts", "rings"):
        print(f"{mode:<8}{json.dumps(large(mode))}")


if __name__ == "__main__":
    main()
