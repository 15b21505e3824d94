"""Whatever a page asks of a whole county's graph is answered in a tenth of a second."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from graph.arrays import mirror
from graph.betweenness import betweenness
from graph.chain import core_enterprises, isolated_firms, paths_to_banks, reach_per_bank, tiers
from graph.changes import update
from graph.concentration import concentration
from graph.county import concentrations_in
from graph.failure import single_points
from graph.kinds import EdgeKind
from graph.layout import picture
from graph.model import Supplies, TradeGraph, build, heads
from graph.risk import Filter, circular_trade
from graph.table import rows, to_json
from graph.view import neighbourhood
from tests.unit.graph.counties import whole_county

LIMIT_S = 0.1
CORE = "e000000"


@pytest.fixture(scope="module")
def county() -> TradeGraph:
    """2,000 firms, 10,000 links of every kind, and one core enterprise that everybody supplies."""
    records = whole_county()
    graph = build(records)
    everybody = [firm for firm in mirror(graph).firms if firm != CORE]
    update(graph, [Supplies(firm, CORE, 1_000_000) for firm in everybody[:1_200]])
    return graph


def most_of_it(node: str, data: Mapping[str, Any]) -> bool:
    return data["kind"] != "guarantor" and not node.endswith("7")


def no_rivals(source: str, target: str, data: Mapping[str, Any]) -> bool:
    return data["kind"] != EdgeKind.LENDS or source == "b01"


def around_the_core(graph: TradeGraph) -> TradeGraph:
    return neighbourhood(graph, CORE, most_of_it, 2, 300, visible_link=no_rivals)


def everybodys_concentration(graph: TradeGraph) -> object:
    graph.__networkx_cache__.clear()
    return concentrations_in(mirror(graph)).hhi_ppm()


def most_papers(graph: TradeGraph) -> str:
    return max(mirror(graph).firms, key=lambda firm: len(heads(graph, firm, EdgeKind.HOLDS)))


QUERIES: dict[str, Callable[[TradeGraph], object]] = {
    "neighbourhood": around_the_core,
    "tiers up": lambda graph: tiers(graph, core_enterprises(graph), "up"),
    "tiers down": lambda graph: tiers(graph, core_enterprises(graph), "down"),
    "concentration of one": lambda graph: concentration(graph, CORE),
    "concentration of all": everybodys_concentration,
    "isolated": isolated_firms,
    "reach per bank": reach_per_bank,
    "paths to banks": lambda graph: paths_to_banks(graph, most_papers(graph)),
    "circular trade": circular_trade,
    "circular trade of a month": lambda graph: circular_trade(graph, Filter(window_days=31)),
    "single points of failure": single_points,
    "betweenness by a sample": betweenness,
}
DRAWN: dict[str, Callable[[TradeGraph], object]] = {
    "picture": picture,
    "table": rows,
    "json": to_json,
}


def least_seconds(query: Callable[[TradeGraph], object], graph: TradeGraph) -> float:
    """The best of three: seconds of this process, whatever else runs on the machine."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        query(graph)
        taken.append(time.process_time() - began)
    return min(taken)


def test_the_county_is_as_large_as_it_should_be(county: TradeGraph) -> None:
    assert len(mirror(county).firms) == 2_000
    assert county.number_of_edges() >= 10_000
    assert {data["kind"] for _, _, data in county.edges(data=True)} == set(EdgeKind)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_takes_less_than_a_tenth_of_a_second(name: str, county: TradeGraph) -> None:
    assert least_seconds(QUERIES[name], county) < LIMIT_S


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_takes_less_than_a_tenth_of_a_second(name: str, county: TradeGraph) -> None:
    seen = around_the_core(county)
    assert len(seen) == 300
    assert least_seconds(DRAWN[name], seen) < LIMIT_S
