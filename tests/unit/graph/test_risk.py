"""Circular trade."""

import time
from datetime import date, timedelta
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import EnterpriseNode, Owes, ReceivableNode, Record, TradeGraph, build
from graph.risk import Filter, circular_trade

FIRST = date(2026, 9, 1)


def debts(*owed: tuple[str, str, int]) -> TradeGraph:
    """Build a graph from (debtor, creditor, fen); each debt is a day younger than the last."""
    firms = {firm for debt in owed for firm in debt[:2]}
    records: list[Record] = [EnterpriseNode(firm, firm) for firm in sorted(firms)]
    for number, (debtor, creditor, amount_fen) in enumerate(owed):
        paper = f"r{number}"
        issued = FIRST + timedelta(days=number)
        records.append(ReceivableNode(paper, paper, amount_fen))
        records.append(Owes(debtor, creditor, paper, amount_fen, issued))
    return build(records)


def test_a_ring_tells_who_by_which_document_when_and_how_much() -> None:
    found = circular_trade(debts(("b", "c", 101), ("c", "a", 100), ("a", "b", 102)))
    (ring,) = found.rings
    assert ring.firms == ("a", "b", "c")
    assert [debt.document for debt in ring.debts] == ["r2", "r0", "r1"]
    assert ring.debts[0].issued == FIRST + timedelta(days=2)
    assert ring.spread_ppm == 20_000
    assert found.cut_at == ()


def test_mutual_debts_are_the_shortest_ring() -> None:
    assert circular_trade(debts(("a", "b", 100), ("b", "a", 100))).rings[0].firms == ("a", "b")


@pytest.mark.parametrize(
    "rule",
    [
        Filter(min_amount_fen=101),
        Filter(tolerance_ppm=19_999),
        Filter(window_days=1),
        Filter(max_length=2),
    ],
)
def test_a_filter_that_does_not_fit_finds_nothing(rule: Filter) -> None:
    graph = debts(("a", "b", 100), ("b", "c", 101), ("c", "a", 102))
    assert circular_trade(graph, rule).rings == ()
    assert len(circular_trade(graph, Filter(window_days=2)).rings) == 1


def test_of_parallel_debts_those_closest_in_amount_are_the_evidence() -> None:
    graph = debts(("a", "b", 100), ("a", "b", 104), ("b", "a", 104))
    (ring,) = circular_trade(graph).rings
    assert [debt.document for debt in ring.debts] == ["r1", "r2"]


def test_a_tree_of_debts_holds_no_ring() -> None:
    assert circular_trade(debts(("a", "b", 100), ("a", "c", 100), ("b", "c", 100))).rings == ()


def test_a_search_that_is_cut_says_where() -> None:
    everyone = [(one, other, 100) for one in "abcdef" for other in "abcdef" if one != other]
    found = circular_trade(debts(*everyone), Filter(max_steps=20))
    assert "a" in found.cut_at
    assert circular_trade(debts(*everyone)).cut_at == ()


firms = st.sampled_from("abcde")
owed = st.lists(st.tuples(firms, firms, st.integers(95, 110)), max_size=12)


@given(owed)
def test_with_wide_limits_the_rings_are_the_simple_cycles_of_networkx(
    trades: list[tuple[str, str, int]],
) -> None:
    trades = [trade for trade in trades if trade[0] != trade[1]]
    pairs: nx.DiGraph[str] = nx.DiGraph()
    pairs.add_edges_from(trade[:2] for trade in trades)
    expected = {turned(cycle) for cycle in nx.simple_cycles(pairs, length_bound=4)}
    found = circular_trade(debts(*trades), Filter(tolerance_ppm=10**9, max_length=4))
    assert {ring.firms for ring in found.rings} == expected


@given(owed)
def test_every_ring_closes_and_keeps_the_tolerance(trades: list[tuple[str, str, int]]) -> None:
    for ring in circular_trade(debts(*trades), Filter(tolerance_ppm=30_000)).rings:
        creditors = [debt.creditor for debt in ring.debts]
        assert tuple(creditors[-1:] + creditors[:-1]) == ring.firms
        amounts = [debt.amount_fen for debt in ring.debts]
        assert max(amounts) * 100 <= min(amounts) * 103


def turned(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return tuple(cycle[first:] + cycle[:first])


def test_a_planted_ring_is_found_among_the_debts_of_a_county() -> None:
    chance = Random(3)
    names = [f"f{number:04}" for number in range(2_000)]
    pairs = [chance.sample(names, 2) for _ in range(10_000)]
    trades = [(one, other, chance.randrange(10**6, 10**9)) for one, other in pairs]
    ring = ["f0007", "f0900", "f1500", "f1999"]
    planted = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    trades += [(one, other, 5_000_000) for one, other in planted]
    graph = debts(*trades)
    began = time.perf_counter()
    found = circular_trade(graph, Filter(tolerance_ppm=1_000))
    assert time.perf_counter() - began < 5
    assert tuple(ring) in {evidence.firms for evidence in found.rings}
