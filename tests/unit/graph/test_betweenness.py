"""Betweenness, exact and by a sample."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import betweenness as module
from graph.betweenness import SAMPLE, betweenness
from graph.model import EnterpriseNode, Record, Supplies, TradeGraph, add, build
from tests.unit.graph.counties import chain

names = st.sampled_from("abcdefg")


def by_networkx(graph: TradeGraph, k: int | None = None) -> dict[str, float]:
    goods: nx.DiGraph[str] = nx.DiGraph()
    goods.add_nodes_from(graph)
    goods.add_edges_from(graph.edges())
    return nx.betweenness_centrality(goods, k=k)


@given(st.integers(0, 7), st.lists(st.tuples(names, names), max_size=18))
def test_exact_scores_are_those_of_networkx(count: int, pairs: list[tuple[str, str]]) -> None:
    there = "abcdefg"[:count]
    records: list[Record] = [EnterpriseNode(firm, firm) for firm in there]
    records += [Supplies(*pair) for pair in pairs if set(pair) <= set(there)]
    graph = build(records)
    found = betweenness(graph)
    assert found.is_exact
    assert found.score == pytest.approx(by_networkx(graph))


@pytest.mark.parametrize("at_once", [1, 1_000, 500_000])
def test_a_sample_of_all_is_exact(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    graph = build(chain(300, 1_200))
    found = betweenness(graph, k=300, seed=5)
    assert (found.k, found.seed, found.is_exact) == (300, None, True)
    assert found.score == pytest.approx(by_networkx(graph, k=300))
    assert betweenness(graph, k=10**6).score == found.score


def test_a_large_graph_is_sampled_and_says_so() -> None:
    graph = build(chain(2_000, 8_000))
    found = betweenness(graph, seed=3)
    assert (found.k, found.seed, found.is_exact) == (SAMPLE, 3, False)
    assert betweenness(build(chain(2_000, 8_000)), seed=3) == found
    assert betweenness(graph, seed=4) != found


def test_a_sample_comes_near_what_is_exact() -> None:
    graph = build(chain(1_000, 4_000))
    exact, sampled = betweenness(graph, k=1_000), betweenness(graph, k=300)
    best = {firm for firm, _ in exact.top(10)}
    assert len(best & {firm for firm, _ in sampled.top(10)}) >= 8
    for firm in best:
        assert sampled.score[firm] == pytest.approx(exact.score[firm], rel=0.3)


def test_one_more_firm_hardly_changes_the_sample() -> None:
    graph = build(chain(1_000, 4_000))
    before = module._sample(tuple(sorted(graph)), 50, 0)
    chosen = {sorted(graph)[place] for place in before}
    add(graph, EnterpriseNode("e0005000", "示例"))
    after = module._sample(tuple(sorted(graph)), 50, 0)
    assert len(chosen & {sorted(graph)[place] for place in after}) >= 49


def test_the_top_leaves_out_who_stands_between_nobody() -> None:
    graph = build([*(EnterpriseNode(f, f) for f in "abc"), Supplies("a", "b"), Supplies("b", "c")])
    assert betweenness(graph).top(3) == [("b", 0.5)]


def test_ways_from_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="0 firms"):
        betweenness(build(chain(10, 20)), k=0)
    assert betweenness(build([])).score == {}
