"""Building the graph."""

import random

import pytest
from hypothesis import given

from graph.errors import IdStandsForTwoThings, LinkEndIsOfTheWrongKind, NodeIsUnknown
from graph.kinds import EdgeKind
from graph.links import LinkRecord
from graph.model import (
    BankNode,
    EnterpriseNode,
    Ordered,
    OrderNode,
    Owes,
    ReceivableNode,
    Record,
    Supplies,
    add,
    build,
    heads,
    tails,
)
from graph.table import to_json
from tests.unit.graph.worlds import county, worlds


def test_every_node_and_edge_says_what_it_is() -> None:
    graph = build(county())
    assert all(data["kind"] and data["label"] for _, data in graph.nodes(data=True))
    assert all(data["kind"] for _, _, data in graph.edges(data=True))


def test_a_receivable_is_held_by_its_creditor_and_stands_against_its_debtor() -> None:
    graph = build(county())
    assert heads(graph, "supplier", EdgeKind.HOLDS) == ["r1", "r2"]
    assert heads(graph, "r1", EdgeKind.AGAINST) == ["core"]
    assert tails(graph, "supplier", EdgeKind.OWES) == ["core", "core2"]


@pytest.mark.parametrize(("borrower", "holder"), [("seller", "s"), ("buyer", "b")])
def test_an_order_is_held_by_whoever_borrows_on_it(borrower: str, holder: str) -> None:
    order = Ordered("b", "s", "o", 5, "buyer" if borrower == "buyer" else "seller")
    graph = build(
        [EnterpriseNode("s", "卖"), EnterpriseNode("b", "买"), OrderNode("o", "1", 5), order]
    )
    assert tails(graph, "o", EdgeKind.HOLDS) == [holder]


def test_two_debts_between_two_firms_are_two_edges() -> None:
    papers: list[Record] = [
        record
        for name in ("r1", "r2")
        for record in (ReceivableNode(name, name, 7), Owes("a", "b", name, 7))
    ]
    graph = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), *papers])
    assert graph.number_of_edges("a", "b") == 2


def test_no_node_names_another() -> None:
    graph = build(county())
    for node, data in graph.nodes(data=True):
        others = {other for other in graph if other != node}
        said = {str(value) for name, value in data.items() if name != "kind"}
        assert others.isdisjoint(said)


def test_a_link_to_nobody_is_refused() -> None:
    with pytest.raises(NodeIsUnknown, match="'ghost'"):
        build([EnterpriseNode("a", "甲"), Supplies("a", "ghost")])


def test_one_id_cannot_stand_for_two_things() -> None:
    with pytest.raises(IdStandsForTwoThings):
        build([EnterpriseNode("a", "甲"), BankNode("a", "乙")])


def test_a_bank_supplies_nobody() -> None:
    with pytest.raises(LinkEndIsOfTheWrongKind, match="supplies"):
        build([EnterpriseNode("a", "甲"), BankNode("b", "乙"), Supplies("b", "a")])


def test_a_refused_link_leaves_the_graph_as_it_was() -> None:
    graph = build(county())
    before = to_json(graph)
    with pytest.raises(NodeIsUnknown):
        add(graph, Owes("core", "supplier", "ghost", 5))
    assert to_json(graph) == before


@given(worlds())
def test_adding_one_by_one_equals_building(records: list[Record]) -> None:
    graph = build([])
    for record in sorted(records, key=lambda record: isinstance(record, LinkRecord)):
        add(graph, record)
    assert to_json(graph) == to_json(build(records))


def test_the_order_of_records_does_not_matter() -> None:
    records = county()
    random.Random(7).shuffle(records)
    assert to_json(build(records)) == to_json(build(county()))
