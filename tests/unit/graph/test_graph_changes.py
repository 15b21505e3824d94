"""A graph that is changed equals one that is built anew."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import mirror
from graph.changes import Changes, apply, diff, remove_link, remove_node, update
from graph.county import concentrations_in
from graph.errors import (
    GraphError,
    IdStandsForTwoThings,
    LinkEndIsOfTheWrongKind,
    LinkIsUnknown,
    NodeIsUnknown,
)
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
    TradeGraph,
    build,
)
from graph.nodes import NodeRecord
from graph.schema import TRADE, identity
from tests.unit.graph.edits import (
    LINKS,
    NODES,
    changing_worlds,
    content,
    standing,
    without,
    without_link,
)
from tests.unit.graph.worlds import WAN, county


def sold(graph: TradeGraph) -> object:
    """What the arrays say, which are kept from one change to the next."""
    return {kind: dict(concentrations_in(mirror(graph), kind)) for kind in TRADE}


def last_of_each(records: list[Record]) -> list[Record]:
    return list({identity(record): record for record in records}.values())


@given(changing_worlds())
def test_a_later_record_replaces_an_earlier_one(records: list[Record]) -> None:
    assert content(build(records)) == content(build(last_of_each(records)))


@given(st.lists(changing_worlds(), min_size=2, max_size=4))
def test_a_graph_follows_its_records_from_world_to_world(worlds: list[list[Record]]) -> None:
    graph = build(worlds[0])
    for old, new in pairwise(worlds):
        mirror(graph)
        apply(graph, diff(old, new))
        assert content(graph) == content(build(new))
        assert sold(graph) == sold(build(new))
        apply(graph, diff(old, new))
        assert content(graph) == content(build(new))


@given(changing_worlds(), st.data())
def test_any_row_of_edits_equals_a_rebuild(records: list[Record], data: st.DataObject) -> None:
    graph = build(records)
    for _ in range(data.draw(st.integers(1, 6))):
        records = edited(graph, records, data)
        assert content(graph) == content(build(records))
        assert sold(graph) == sold(build(records))


def edited(graph: TradeGraph, records: list[Record], data: st.DataObject) -> list[Record]:
    """Change the graph in one way, and its records in the same way."""
    links = [record for record in records if isinstance(record, LinkRecord)]
    edit = data.draw(st.sampled_from(("update", "remove_link", "remove_node")))
    if edit == "remove_link" and links:
        link = data.draw(st.sampled_from(links))
        remove_link(graph, link)
        return without_link(records, link)
    if edit == "remove_node" and len(graph):
        node = data.draw(st.sampled_from(sorted(graph)))
        remove_node(graph, node)
        return without(records, node)
    nodes = {record.id: record for record in records if isinstance(record, NodeRecord)}
    node_record = data.draw(NODES[data.draw(st.sampled_from(sorted(NODES)))])
    if nodes.setdefault(node_record.id, node_record).kind == node_record.kind:
        nodes[node_record.id] = node_record
    put = [*nodes.values(), *standing(nodes.values(), data.draw(st.lists(LINKS, max_size=3)))]
    update(graph, put)
    return [*records, *put]


anything = st.one_of(LINKS, *NODES.values())


@given(changing_worlds(), st.lists(anything, max_size=4), st.data())
def test_what_a_rebuild_would_refuse_is_refused_and_changes_nothing(
    records: list[Record], put: list[Record], data: st.DataObject
) -> None:
    graph = build(records)
    known = last_of_each(records)
    removed = data.draw(st.lists(st.sampled_from(known), max_size=4)) if known else []
    touched = {identity(record) for record in (*removed, *put)}
    new = [*(record for record in known if identity(record) not in touched), *put]
    before = content(graph)
    try:
        expected = content(build(new))
    except GraphError:
        with pytest.raises(GraphError):
            apply(graph, Changes(tuple(put), tuple(removed)))
        assert content(graph) == before
    else:
        apply(graph, Changes(tuple(put), tuple(removed)))
        assert content(graph) == expected


def test_nothing_changes_between_equal_worlds() -> None:
    assert not diff(county(), reversed(county()))
    assert diff(county(), [])


def test_an_order_passes_from_the_seller_to_the_buyer() -> None:
    graph = build(county())
    update(graph, [Ordered("customer", "core", "o1", 66 * WAN, "seller")])
    assert list(graph.pred["o1"]) == ["core"]
    assert list(graph.succ["o1"]) == ["customer"]


def test_who_holds_a_document_stays_while_another_debt_says_so() -> None:
    firms = [EnterpriseNode(firm, firm) for firm in "abc"]
    debts = [Owes("a", "c", "r", 5), Owes("b", "c", "r", 5)]
    graph = build([*firms, ReceivableNode("r", "001", 5), *debts])
    remove_link(graph, debts[0])
    assert sorted(graph.edges(keys=True)) == [
        ("b", "c", "owes:r"),
        ("c", "r", "holds"),
        ("r", "b", "against"),
    ]


def test_with_a_firm_go_its_debts_but_not_their_documents() -> None:
    graph = build(county())
    remove_node(graph, "core")
    assert "r1" in graph
    assert not graph.pred["r1"]
    assert list(graph.succ["r1"]) == ["p1", "p2"]


def test_a_document_may_become_another_kind_and_keep_its_links() -> None:
    old = county()
    new = [OrderNode("r1", "订单", WAN) if identity(r) == "r1" else r for r in old]
    graph = build(old)
    apply(graph, diff(old, new))
    assert content(graph) == content(build(new))


@pytest.mark.parametrize(
    ("records", "error"),
    [
        ([Supplies("core", "ghost")], NodeIsUnknown),
        ([Supplies("core", "bank")], LinkEndIsOfTheWrongKind),
        ([BankNode("core", "示例银行")], IdStandsForTwoThings),
        ([EnterpriseNode("x", "示例"), BankNode("x", "示例银行")], IdStandsForTwoThings),
        ([EnterpriseNode("x", "示例"), Owes("x", "core", "ghost", 5)], NodeIsUnknown),
    ],
)
def test_an_update_that_is_refused_changes_nothing(
    records: list[Record], error: type[GraphError]
) -> None:
    graph = build(county())
    with pytest.raises(error):
        update(graph, records)
    assert content(graph) == content(build(county()))


def test_a_node_that_others_still_mention_cannot_be_removed_by_changes() -> None:
    graph = build(county())
    with pytest.raises(NodeIsUnknown, match="'r1'"):
        apply(graph, Changes(removed=(ReceivableNode("r1", "", 1),)))
    assert content(graph) == content(build(county()))


def test_what_is_not_there_cannot_be_removed_by_name() -> None:
    graph = build(county())
    with pytest.raises(LinkIsUnknown, match="from 'core' to 'alone'"):
        remove_link(graph, Supplies("core", "alone"))
    with pytest.raises(NodeIsUnknown):
        remove_node(graph, "ghost")
