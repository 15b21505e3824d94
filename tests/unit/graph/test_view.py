"""What one viewer may see, and that nothing else gets out."""

import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import NodeIsNotInView
from graph.layers import Layer
from graph.layout import picture
from graph.model import EnterpriseNode, Record, Supplies, TradeGraph, build
from graph.table import rows, to_json
from graph.view import neighbourhood, visible_part
from tests.unit.graph.worlds import WAN, county, worlds


def everyone(_node: str, _data: Mapping[str, Any]) -> bool:
    return True


def all_but(*hidden: str) -> Any:
    return lambda node, _data: node not in hidden


def test_the_radius_counts_links_in_both_directions() -> None:
    graph = build(county())
    assert set(neighbourhood(graph, "alone", everyone)) == {"alone"}
    assert set(neighbourhood(graph, "r2", everyone, radius=1)) == {"r2", "supplier", "core2", "p2"}


def test_what_lies_behind_a_hidden_firm_is_not_reached_through_it() -> None:
    seen = neighbourhood(build(county()), "core2", all_but("supplier", "r2"), radius=5)
    assert set(seen) == {"core2"}


def test_a_debt_is_hidden_with_its_document() -> None:
    graph = build(record for record in county() if not isinstance(record, Supplies))
    seen = neighbourhood(graph, "core", all_but("r1", "o1"))
    assert set(seen) == {"core"}


def test_a_link_can_be_hidden_between_two_visible_nodes() -> None:
    graph = build(county())
    seen = neighbourhood(
        graph, "supplier", everyone, 3, visible_link=lambda _s, _t, data: data["kind"] != "lends"
    )
    assert seen.has_node("rival")
    assert not seen.has_edge("rival", "supplier")


@pytest.mark.parametrize("missing", ["ghost", "core"])
def test_a_hidden_node_and_a_missing_one_are_the_same_refusal(missing: str) -> None:
    with pytest.raises(NodeIsNotInView) as caught:
        neighbourhood(build(county()), missing, all_but("core"))
    assert str(caught.value) == f"{missing!r} is not in view"


def test_the_view_is_a_copy() -> None:
    graph = build(county())
    seen = neighbourhood(graph, "core", everyone)
    seen.nodes["core"]["label"] = "changed"
    assert graph.nodes["core"]["label"] == "演示东至制药股份有限公司"


def test_beyond_the_limit_the_nearest_and_the_largest_stay() -> None:
    suppliers: list[Record] = [EnterpriseNode("core", "演示核心", is_core=True)]
    for number in range(20):
        suppliers += [
            EnterpriseNode(f"s{number:02}", "示例"),
            Supplies(f"s{number:02}", "core", number * WAN),
        ]
    seen = neighbourhood(build(suppliers), "core", everyone, limit=6)
    assert set(seen) == {"core", "s19", "s18", "s17", "s16", "s15"}
    assert seen.graph["left_out"] == {Layer(-1, "supplier", 1): 15}
    labels = [node.label for node in picture(seen).nodes]
    assert "另有 15 家" in labels


@given(worlds(), st.data())
def test_no_name_of_a_hidden_node_gets_out(records: list[Record], data: st.DataObject) -> None:
    graph = build(records)
    hidden = data.draw(st.sets(st.sampled_from(sorted(graph)), max_size=len(graph) - 1))
    around = data.draw(st.sampled_from(sorted(set(graph) - hidden)))
    limit = data.draw(st.integers(1, 20))
    for seen in (
        neighbourhood(graph, around, all_but(*hidden), radius=4, limit=limit),
        visible_part(graph, all_but(*hidden)),
    ):
        text = everything_said(seen, limit)
        assert graph.nodes[around]["label"] in text
        for node in hidden:
            assert node not in text
            assert graph.nodes[node]["label"] not in text


def everything_said(seen: TradeGraph, limit: int) -> str:
    drawn = repr(picture(seen)) + repr(picture(seen, limit=limit))
    listed = repr([astuple(row) for row in rows(seen)])
    sent = json.dumps(to_json(seen), ensure_ascii=False)
    return drawn + listed + sent + repr(seen.graph) + repr(list(seen.edges(keys=True, data=True)))


@given(worlds())
def test_who_sees_everything_sees_the_graph_as_it_is(records: list[Record]) -> None:
    graph = build(records)
    assert to_json(visible_part(graph, everyone)) == to_json(graph)
