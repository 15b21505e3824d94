"""Ways to money around one firm, one bank, one core enterprise."""

import pytest
from hypothesis import given

from graph.chain import core_enterprises, paths_to_banks, reach_per_bank
from graph.errors import NodeIsUnknown
from graph.kinds import NodeKind
from graph.model import Eligible, Record, build, nodes_of_kind
from graph.paths import all_paths, paths_around
from tests.unit.graph.worlds import county, worlds


def test_a_bank_sees_the_ways_that_end_with_it() -> None:
    graph = build(county())
    assert [(way.document, way.product) for way in paths_around(graph, "bank")] == [("r1", "p1")]
    assert {way.document for way in paths_around(graph, "rival")} == {"r1", "r2"}


def test_around_a_core_enterprise_suppliers_and_customers_borrow() -> None:
    graph = build([*county(), Eligible("o1", "p1")])
    ways = paths_around(graph, "core")
    assert {(way.enterprise, way.document) for way in ways} == {
        ("supplier", "r1"),
        ("customer", "o1"),
    }
    assert ways[0].recommended
    assert {way.document for way in paths_around(graph, "core2")} == {"r2"}


def test_around_a_borrower_stand_its_own_documents() -> None:
    graph = build(county())
    assert paths_around(graph, "supplier") == paths_to_banks(graph, "supplier")
    assert paths_around(graph, "alone") == []


def test_only_firms_and_banks_have_ways() -> None:
    for node in ("ghost", "p1", "r1", "guarantor"):
        with pytest.raises(NodeIsUnknown):
            paths_around(build(county()), node)


@given(worlds())
def test_the_ways_around_banks_are_all_ways_and_reach_what_they_reach(
    records: list[Record],
) -> None:
    graph = build(records)
    every = all_paths(graph)
    by_bank = [
        way for bank in nodes_of_kind(graph, NodeKind.BANK) for way in paths_around(graph, bank)
    ]
    assert sorted(by_bank, key=repr) == sorted(every, key=repr)
    for bank, reach in reach_per_bank(graph).items():
        held = {way.document for way in every if way.bank == bank}
        assert held <= reach.documents
    for core in core_enterprises(graph):
        assert {*paths_around(graph, core)} <= {*every}
