"""The arrays answer as the graph does, and never with what the graph was."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import TradeArrays, from_records, mirror
from graph.chain import core_enterprises, isolated_firms, tiers
from graph.changes import Changes, apply, remove_link, remove_node
from graph.concentration import Concentration, concentration
from graph.county import concentrations_in, isolated_in, tiers_in
from graph.errors import NodeIsUnknown
from graph.kinds import EdgeKind
from graph.model import (
    EnterpriseNode,
    Owes,
    ReceivableNode,
    Record,
    Supplies,
    TradeGraph,
    add,
    build,
)
from graph.schema import TRADE
from tests.unit.graph.counties import chain, debts
from tests.unit.graph.worlds import WAN, county, worlds


def one_by_one(graph: TradeGraph, kind: EdgeKind) -> dict[str, Concentration]:
    found = {firm: concentration(graph, firm, kind) for firm in mirror(graph).firms}
    return {firm: measured for firm, measured in found.items() if measured is not None}


def said(arrays: TradeArrays) -> tuple[object, ...]:
    links = {
        kind: sorted(zip(*(column.tolist() for column in columns), strict=True))
        for kind, columns in arrays.links.items()
    }
    return arrays.firms, dict(arrays.place), arrays.core.tolist(), links


@given(worlds(), st.sampled_from(("up", "down")))
def test_tiers_are_those_of_the_graph(records: list[Record], direction: str) -> None:
    graph = build(records)
    way = "up" if direction == "up" else "down"
    sources = core_enterprises(graph)
    assert tiers_in(mirror(graph), sources, way) == tiers(graph, sources, way)


@given(worlds())
def test_concentrations_are_those_of_the_graph(records: list[Record]) -> None:
    graph = build(records)
    for kind in TRADE:
        assert dict(concentrations_in(mirror(graph), kind)) == one_by_one(graph, kind)


sales = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from("abcd"),
        st.one_of(st.integers(0, 9), st.integers(2**62, 2**66), st.integers(10**13, 10**14)),
    ),
    max_size=12,
)


@given(sales)
def test_amounts_of_any_size_are_added_up_exactly(traded: list[tuple[str, str, int]]) -> None:
    records: list[Record] = [EnterpriseNode(firm, firm) for firm in "abcd"]
    for number, (debtor, creditor, fen) in enumerate(traded):
        records += [ReceivableNode(f"r{number}", "", 1), Owes(debtor, creditor, f"r{number}", fen)]
    graph = build(records)
    found = concentrations_in(mirror(graph))
    expected = one_by_one(graph, EdgeKind.OWES)
    assert dict(found) == expected
    assert found.hhi_ppm().tolist() == [expected[firm].hhi_ppm for firm in found]
    assert found.largest_share_ppm().tolist() == [expected[s].largest_share_ppm for s in found]
    assert found.total_fen.tolist() == [expected[firm].total_fen for firm in found]


@given(worlds())
def test_the_isolated_are_those_of_the_graph(records: list[Record]) -> None:
    graph = build(records)
    assert isolated_in(mirror(graph)) == isolated_firms(graph)


@pytest.mark.parametrize(
    "records", [chain(3_000, 12_000), debts(2_000, 6_000)], ids=["chain", "debts"]
)
def test_a_whole_county_is_answered_alike(records: list[Record]) -> None:
    graph = build(records)
    arrays = mirror(graph)
    cores = core_enterprises(graph)
    assert tiers_in(arrays, cores, "up") == tiers(graph, cores, "up")
    assert isolated_in(arrays) == isolated_firms(graph)
    for kind in TRADE:
        assert dict(concentrations_in(arrays, kind)) == one_by_one(graph, kind)


@given(worlds())
def test_records_make_the_same_arrays_as_their_graph(records: list[Record]) -> None:
    assert said(from_records(records)) == said(mirror(build(records)))
    assert said(from_records([*records, *records])) == said(mirror(build(records)))


def test_a_trade_of_nobody_is_refused() -> None:
    with pytest.raises(NodeIsUnknown, match="'ghost'"):
        from_records([EnterpriseNode("a", "示例甲"), Supplies("a", "ghost")])
    with pytest.raises(NodeIsUnknown, match="'ghost'"):
        tiers_in(mirror(build(county())), ["ghost"], "up")
    with pytest.raises(KeyError):
        concentrations_in(mirror(build(county())))["alone"]


def test_an_empty_graph_has_empty_answers() -> None:
    arrays = mirror(build([]))
    assert tiers_in(arrays, [], "up") == {}
    assert isolated_in(arrays) == []
    assert dict(concentrations_in(arrays)) == {}


def add_a_link(graph: TradeGraph) -> None:
    add(graph, Supplies("alone", "core", WAN))


def change_an_amount(graph: TradeGraph) -> None:
    apply(graph, Changes(put=(Supplies("deep", "supplier", WAN),)))


def take_a_link(graph: TradeGraph) -> None:
    remove_link(graph, Supplies("deep", "supplier"))


def take_a_firm(graph: TradeGraph) -> None:
    remove_node(graph, "deep")


def add_a_firm(graph: TradeGraph) -> None:
    add(graph, EnterpriseNode("new", "示例新"))


def use_networkx(graph: TradeGraph) -> None:
    graph.remove_edge("deep", "supplier", "supplies")


def use_networkx_on_an_attribute(graph: TradeGraph) -> None:
    graph.add_edge("deep", "supplier", "supplies", amount_fen=7)


CHANGES = [
    add_a_link,
    change_an_amount,
    take_a_link,
    take_a_firm,
    add_a_firm,
    use_networkx,
    use_networkx_on_an_attribute,
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_arrays_are_kept_until_the_graph_changes(change: Callable[[TradeGraph], None]) -> None:
    graph = build(county())
    before = mirror(graph)
    assert mirror(graph) is before
    change(graph)
    assert said(mirror(graph)) != said(before)
    assert said(mirror(graph)) == said(mirror(graph.copy()))


def test_of_a_view_nothing_is_kept() -> None:
    graph = build(county())
    view = graph.subgraph(["core", "supplier"])
    assert said(mirror(view)) == said(mirror(view.copy()))
    remove_link(graph, Supplies("supplier", "core"))
    assert said(mirror(view)) == said(mirror(view.copy()))
