"""The largest circulation, and the cycles that it is taken apart into."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import circulation
from graph.circulation import by_network_simplex, is_largest, largest_circulation
from graph.cycles import AmountsDoNotCirculate, simple_cycles

limits = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), st.integers(0, 50), max_size=20
)


@given(limits)
def test_the_proof_by_whole_potentials_holds_without_help(most: dict[tuple[str, str], int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(circulation, "by_network_simplex", lambda _limits: pytest.fail("no proof"))
        found = largest_circulation(most)
    others = {pair: limit for pair, limit in most.items() if limit and pair[0] != pair[1]}
    assert sum(found.values()) == sum(by_network_simplex(others).values())


def test_a_wrong_flow_is_not_proved() -> None:
    source, target, most = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 0]), np.full(4, 10)
    potential = np.array([1, 0, 0])
    assert is_largest(np.array([10, 0, 10, 10]), most, source, target, potential)
    for flow in ([10, 10, 0, 0], [11, 1, 10, 10], [10, 0, 10, 9], [10, -1, 11, 11], [9, 0, 9, 9]):
        assert not is_largest(np.array(flow), most, source, target, potential)


@given(limits)
def test_cycles_are_simple_and_add_up(most: dict[tuple[str, str], int]) -> None:
    flow = largest_circulation(most)
    total: Counter[tuple[str, str]] = Counter()
    lengths = []
    for nodes, amount in simple_cycles(flow):
        assert amount > 0
        assert len(set(nodes)) == len(nodes) > 1
        assert nodes[0] == min(nodes)
        lengths.append(len(nodes))
        for pair in zip(nodes, nodes[1:] + nodes[:1], strict=True):
            total[pair] += amount
    assert total == flow
    assert [length for length in lengths if length <= 5] == sorted(
        length for length in lengths if length <= 5
    )
    assert len(lengths) <= len(flow)


def test_amounts_that_do_not_circulate_are_refused() -> None:
    for amounts in ({("a", "b"): 1}, {("a", "b"): -1, ("b", "a"): -1}):
        with pytest.raises(AmountsDoNotCirculate):
            list(simple_cycles(amounts))
