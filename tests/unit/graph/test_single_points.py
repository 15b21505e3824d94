"""Single points of failure."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.chain import core_enterprises, tiers
from graph.changes import remove_link, remove_node
from graph.errors import NodeIsUnknown
from graph.failure import single_points
from graph.model import EnterpriseNode, Record, Supplies, TradeGraph, build
from tests.unit.graph.counties import chain
from tests.unit.graph.worlds import county

names = st.sampled_from("abcdefgh")


@st.composite
def chains(draw: st.DrawFn) -> TradeGraph:
    cores = draw(st.sets(names, max_size=3))
    firms: list[Record] = [EnterpriseNode(firm, firm, firm in cores) for firm in "abcdefgh"]
    pairs = draw(st.lists(st.tuples(names, names), max_size=20))
    return build([*firms, *(Supplies(*pair) for pair in pairs)])


def found(graph: TradeGraph, direction: str = "up") -> dict[str, set[str]]:
    way = "up" if direction == "up" else "down"
    return {point.firm: set(point.dependants) for point in single_points(graph, direction=way)}


@given(chains(), st.sampled_from(("up", "down")))
def test_who_depends_on_a_firm_reaches_no_core_without_it(graph: TradeGraph, way: str) -> None:
    direction = "up" if way == "up" else "down"
    cores = core_enterprises(graph)
    reached = set(tiers(graph, cores, direction))
    points = found(graph, way)
    for firm in reached:
        rest = graph.copy()
        rest.remove_node(firm)
        left = set(tiers(rest, [core for core in cores if core != firm], direction))
        assert reached - left - {firm} == points.get(firm, set())
    assert set(points) <= reached


def by_networkx(graph: TradeGraph) -> dict[str, set[str]]:
    goods: nx.DiGraph[str] = nx.DiGraph()
    goods.add_edges_from((buyer, supplier) for supplier, buyer in graph.edges())
    goods.add_edges_from(("root", core) for core in core_enterprises(graph))
    tree: nx.DiGraph[str] = nx.DiGraph()
    above = nx.immediate_dominators(goods, "root")
    tree.add_edges_from((above[firm], firm) for firm in above if above[firm] not in (None, firm))
    below = {firm: nx.descendants(tree, firm) for firm in tree if firm != "root"}
    return {firm: firms for firm, firms in below.items() if firms}


@pytest.mark.parametrize("seed", range(5))
def test_a_county_has_the_dominators_of_networkx(seed: int) -> None:
    graph = build(chain(500, 800, seed))
    assert found(graph) == by_networkx(graph)


def test_the_county_depends_on_its_cores_and_on_one_supplier() -> None:
    points = single_points(build(county()))
    assert [(p.firm, p.is_source, p.count, p.dependants) for p in points] == [
        ("supplier", False, 1, ("deep",))
    ]


def test_a_supplier_of_two_cores_depends_on_neither() -> None:
    graph = build(county())
    remove_link(graph, Supplies("supplier", "core2"))
    assert found(graph) == {"core": {"supplier", "deep"}, "supplier": {"deep"}}
    remove_node(graph, "core")
    assert found(graph) == {}


def test_one_may_ask_for_ones_own_chain_alone() -> None:
    (first, second) = single_points(build(county()), ["core"])
    assert (first.firm, first.is_source, first.count) == ("core", True, 2)
    assert second.firm == "supplier"
    with pytest.raises(NodeIsUnknown):
        single_points(build(county()), ["ghost"])


def test_those_on_whom_most_depend_come_first() -> None:
    points = single_points(build(chain(500, 600)))
    ranked = [(-point.count, point.firm) for point in points]
    assert ranked == sorted(ranked)
    assert all(point.count == len(point.dependants) > 0 for point in points)


def test_a_long_chain_takes_no_room_per_dependant() -> None:
    firms = [EnterpriseNode(f"{n:05}", "示例", n == 0) for n in range(20_000)]
    links = [Supplies(after.id, before.id) for before, after in pairwise(firms)]
    points = single_points(build([*firms, *links]))
    assert (points[0].count, points[-1].dependants) == (19_999, ("19999",))
