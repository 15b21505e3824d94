"""The supply-chain graph beside a bare networkx build of the same links."""

import random
import time
from collections.abc import Callable

import networkx as nx

from graph.chain import tiers
from graph.model import EnterpriseNode, Supplies, build

SIZES = ((2_000, 10_000), (20_000, 80_000))


def records(firms: int, links: int) -> list[EnterpriseNode | Supplies]:
    """Firms that attach to those with many links already, as real chains do."""
    chance = random.Random(1)
    nodes = [
        EnterpriseNode(f"e{n}", f"演示{n}", is_core=n < firms // 250, park="dongzhi")
        for n in range(firms)
    ]
    ends = list(range(20))
    edges: dict[tuple[int, int], Supplies] = {}
    while len(edges) < links:
        buyer, supplier = chance.choice(ends), chance.randrange(firms)
        if buyer != supplier and (supplier, buyer) not in edges:
            edges[supplier, buyer] = Supplies(f"e{supplier}", f"e{buyer}", 1_000_000)
            ends += [buyer, supplier]
    return [*nodes, *edges.values()]


def bare(known: list[EnterpriseNode | Supplies]) -> nx.MultiDiGraph:
    """The same nodes and links with nothing else said of them."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for record in known:
        if isinstance(record, EnterpriseNode):
            graph.add_node(record.id, kind="enterprise", name=record.name)
        else:
            graph.add_edge(record.supplier, record.buyer, kind="supplies")
    return graph


def timed(work: Callable[[], object]) -> float:
    """The best of three, in seconds."""
    best = float("inf")
    for _try in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    print("graph: build and tiers, as multiples of a bare networkx build in the same run")
    print(f"{'firms':>8}{'links':>9}{'bare s':>9}{'build':>8}{'tiers':>8}")
    for firms, links in SIZES:
        known = records(firms, links)
        base = timed(lambda known=known: bare(known))
        ours = timed(lambda known=known: build(known))
        graph = build(known)
        cores = [f"e{n}" for n in range(firms // 250)]
        walk = timed(lambda graph=graph, cores=cores: tiers(graph, cores, "up"))
        print(f"{firms:>8,}{links:>9,}{base:>9.3f}{ours / base:>8.2f}{walk / base:>8.2f}")


if __name__ == "__main__":
    main()
