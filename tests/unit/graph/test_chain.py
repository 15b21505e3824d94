"""Tiers, reach, isolated firms, paths to banks."""

import networkx as nx
import pytest
from hypothesis import given

from graph.chain import core_enterprises, isolated_firms, paths_to_banks, reach_per_bank, tiers
from graph.errors import NodeIsUnknown
from graph.model import EdgeKind, Reason, Record, build, links_of_kind
from tests.unit.graph.worlds import WAN, county, worlds


def test_suppliers_of_suppliers_are_the_second_tier() -> None:
    graph = build(county())
    assert tiers(graph, ["core"], "up") == {"core": 0, "supplier": 1, "deep": 2}
    assert tiers(graph, ["core"], "down") == {"core": 0, "customer": 1}


def test_the_nearest_source_counts() -> None:
    graph = build(county())
    assert tiers(graph, ["core", "supplier"], "up")["deep"] == 1


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(NodeIsUnknown):
        tiers(build(county()), ["ghost"], "up")


@given(worlds())
def test_tiers_are_the_shortest_paths_of_networkx(records: list[Record]) -> None:
    graph = build(records)
    goods: nx.DiGraph[str] = nx.DiGraph()
    goods.add_nodes_from(graph)
    goods.add_edges_from((s, t) for s, t, _ in links_of_kind(graph, EdgeKind.SUPPLIES))
    cores = core_enterprises(graph)
    expected: dict[str, int] = {}
    for core in cores:
        for node, steps in nx.single_source_shortest_path_length(goods, core).items():
            expected[node] = min(steps, expected.get(node, steps))
    assert tiers(graph, cores, "down") == expected


def test_core_enterprises_are_known() -> None:
    assert core_enterprises(build(county())) == ["core", "core2"]


def test_a_firm_that_trades_with_nobody_is_isolated() -> None:
    assert isolated_firms(build(county())) == ["alone"]


def test_a_bank_reaches_what_its_products_accept() -> None:
    reach = reach_per_bank(build(county()))
    assert reach["bank"].documents == {"r1"}
    assert reach["rival"].documents == {"r1", "r2"}
    assert reach["rival"].firms == {"supplier"}
    assert reach["rival"].amount_fen == 168 * WAN


def test_paths_lead_to_banks_with_reasons_recommended_first() -> None:
    paths = paths_to_banks(build(county()), "supplier")
    assert [(p.document, p.product, p.bank) for p in paths] == [
        ("r1", "p1", "bank"),
        ("r1", "p2", "rival"),
        ("r2", "p2", "rival"),
    ]
    assert paths[0].recommended
    assert paths[0].reasons == (Reason("grade", "3", "5"),)
    assert (paths[0].principal_fen, paths[0].cost_fen) == (100 * WAN, WAN)


def test_a_buyer_finds_the_way_from_the_order_it_finances() -> None:
    graph = build(county())
    assert paths_to_banks(graph, "customer") == []
    assert graph.has_edge("customer", "o1")


def test_paths_of_an_unknown_firm_are_refused() -> None:
    with pytest.raises(NodeIsUnknown):
        paths_to_banks(build(county()), "ghost")
