"""Set-off of mutual debts."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult

from graph import circulation
from graph.debts import DebtIsNegative, DocumentStandsTwice
from graph.model import EnterpriseNode, Owes, ReceivableNode, build
from graph.setoff import (
    Cycle,
    Part,
    SetOff,
    TradeDebt,
    check_setoff,
    debts_after,
    net_positions,
    set_off,
)
from tests.unit.graph.networks import county_debts, owing, random_debts, set_off_by_program

MARCH = date(2026, 3, 1)


def test_a_triangle_shrinks_by_its_smallest_debt() -> None:
    found = set_off(owing(("a", "b", 100), ("b", "c", 70), ("c", "a", 90)))
    assert found.cycles == (
        Cycle(70, (Part("a", "b", "r0", 70), Part("b", "c", "r1", 70), Part("c", "a", "r2", 70))),
    )
    assert (found.total_fen, found.largest_fen, found.owed_fen) == (210, 210, 260)


def test_a_chain_cannot_be_set_off() -> None:
    found = set_off(owing(("a", "b", 100), ("b", "c", 70), ("a", "c", 5)))
    assert found == SetOff((), 0, 0, 175)
    assert set_off([]) == SetOff((), 0, 0, 0)


def test_the_largest_total_may_need_the_long_way_round() -> None:
    # a owes b 10, b owes a 10, b owes c 10, c owes a 10. Two ways: a and b alone clear 20, the
    # three clear 30. Both at once would take 20 off a's 10. The largest is 30.
    debts = owing(("a", "b", 10), ("b", "a", 10), ("b", "c", 10), ("c", "a", 10))
    assert [cycle.firms for cycle in set_off(debts).cycles] == [("a", "b", "c")]
    short = set_off(debts, longest=2)
    assert [cycle.firms for cycle in short.cycles] == [("a", "b")]
    assert (short.total_fen, short.largest_fen) == (20, 30)


def test_two_cycles_share_a_debt() -> None:
    # a owes b 100; b owes a 30, b owes c 80, c owes a 60. With a and b: 30; with c: 60; 90 of 100.
    debts = owing(("a", "b", 100), ("b", "a", 30), ("b", "c", 80), ("c", "a", 60))
    found = set_off(debts)
    assert [(cycle.firms, cycle.amount_fen) for cycle in found.cycles] == [
        (("a", "b"), 30),
        (("a", "b", "c"), 60),
    ]
    assert found.total_fen == 2 * 30 + 3 * 60
    assert debts_after(debts, found.cycles) == [
        TradeDebt("a", "b", "r0", 10),
        TradeDebt("b", "c", "r2", 20),
    ]


def test_what_is_due_first_shrinks_first_and_what_has_no_date_last() -> None:
    debts = [
        TradeDebt("a", "b", "r1", 40),
        TradeDebt("a", "b", "r2", 40, MARCH.replace(day=9)),
        TradeDebt("a", "b", "r3", 40, MARCH.replace(day=2)),
        TradeDebt("b", "a", "r4", 100, MARCH),
    ]
    (cycle,) = set_off(debts).cycles
    assert cycle.parts == (
        Part("a", "b", "r3", 40),
        Part("a", "b", "r2", 40),
        Part("a", "b", "r1", 20),
        Part("b", "a", "r4", 100),
    )
    assert (cycle.firms, cycle.cleared_fen) == (("a", "b"), 200)


def test_a_document_may_serve_several_cycles() -> None:
    debts = owing(("a", "b", 100), ("b", "a", 30), ("b", "c", 80), ("c", "a", 60))
    parts = [part for cycle in set_off(debts).cycles for part in cycle.parts]
    assert [part.amount_fen for part in parts if part.document == "r0"] == [30, 60]


def test_the_graph_is_read_down_to_due_dates() -> None:
    graph = build(
        [
            EnterpriseNode("a", "示例甲"),
            EnterpriseNode("b", "示例乙"),
            *(ReceivableNode(f"r{n}", f"r{n}", 50, MARCH.replace(day=9 - n)) for n in range(3)),
            Owes("a", "b", "r0", 50),
            Owes("a", "b", "r1", 50),
            Owes("b", "a", "r2", 60),
        ]
    )
    (cycle,) = set_off(graph).cycles
    assert [part.document for part in cycle.parts] == ["r1", "r0", "r2"]


def test_a_debt_to_oneself_is_passed_over() -> None:
    assert set_off(owing(("a", "a", 100), ("a", "b", 5))).cycles == ()
    assert net_positions(owing(("a", "a", 100), ("a", "b", 5))) == {"a": -5, "b": 5}


def test_debts_that_cannot_be_are_refused() -> None:
    with pytest.raises(DebtIsNegative):
        set_off(owing(("a", "b", -1)))
    with pytest.raises(DocumentStandsTwice):
        set_off([TradeDebt("a", "b", "r", 1), TradeDebt("a", "b", "r", 2)])


def random_market(seed: int) -> list[TradeDebt]:
    chance = Random(seed)
    firms = chance.randint(2, 12)
    most_fen = chance.choice([3, 1_000, 10**11])
    debts = random_debts(chance, firms, chance.randint(1, 5 * firms), most_fen)
    return [
        debt._replace(due=chance.choice([None, MARCH.replace(day=chance.randint(1, 28))]))
        for debt in debts
    ]


def test_500_random_networks_clear_what_a_linear_program_says() -> None:
    cleared = 0
    for seed in range(500):
        debts = random_market(seed)
        found = set_off(debts)
        assert abs(found.total_fen - set_off_by_program(debts)) < 1, seed
        assert found.total_fen == found.largest_fen
        assert check_setoff(debts, found) == []
        before, after = net_positions(debts), net_positions(debts_after(debts, found.cycles))
        assert {firm: after.get(firm, 0) for firm in before} == before
        assert set_off(debts_after(debts, found.cycles)).total_fen == 0
        cleared += len(found.cycles)
    assert cleared > 1_000


@given(st.integers(0, 10_000), st.integers(2, 5), st.randoms(use_true_random=False))
def test_any_of_the_cycles_may_be_refused(seed: int, longest: int, chance: Random) -> None:
    debts = random_market(seed)
    found = set_off(debts, longest)
    assert check_setoff(debts, found) == []
    assert all(len(cycle.firms) <= longest for cycle in found.cycles)
    accepted = [cycle for cycle in found.cycles if chance.random() < 0.5]
    after = net_positions(debts_after(debts, accepted))
    assert all(after.get(firm, 0) == fen for firm, fen in net_positions(debts).items())
    assert all(debt.amount_fen > 0 for debt in debts_after(debts, accepted))


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_proposals_do_not_hang_on_the_order_of_debts(seed: int, chance: Random) -> None:
    debts = random_market(seed)
    expected = set_off(debts)
    chance.shuffle(debts)
    assert set_off(debts) == expected


TRIANGLE = owing(("a", "b", 100), ("b", "c", 70), ("c", "a", 90))


def tampered(change: Callable[[Cycle], Cycle]) -> SetOff:
    found = set_off(TRIANGLE)
    return replace(found, cycles=tuple(change(cycle) for cycle in found.cycles))


def with_first(cycle: Cycle, **changes: str | int) -> Cycle:
    return replace(cycle, parts=(cycle.parts[0]._replace(**changes), *cycle.parts[1:]))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (tampered(lambda cycle: with_first(cycle, amount_fen=69)), "are not all 70"),
        (tampered(lambda cycle: with_first(cycle, amount_fen=69)), "net position of 'a' moves"),
        (tampered(lambda cycle: with_first(cycle, amount_fen=0)), "takes nothing"),
        (tampered(lambda cycle: with_first(cycle, document="r9")), "off 'r9' from 'a' to 'b'"),
        (tampered(lambda cycle: with_first(cycle, creditor="c")), "is no cycle"),
        (tampered(lambda cycle: replace(cycle, parts=cycle.parts[1:])), "is no cycle"),
        (tampered(lambda cycle: replace(cycle, parts=())), "is no cycle"),
        (tampered(lambda cycle: replace(cycle, amount_fen=71)), "are not all 71"),
        (
            tampered(
                lambda cycle: Cycle(71, tuple(p._replace(amount_fen=71) for p in cycle.parts))
            ),
            "71 fen are taken off 'r1' from 'b' to 'c', which is 70",
        ),
        (replace(set_off(TRIANGLE), total_fen=209), "clear 210 fen, not 209"),
        (replace(set_off(TRIANGLE), owed_fen=1), "260 fen are owed, not 1"),
        (replace(set_off(TRIANGLE), largest_fen=209), "more than the largest 209"),
        (replace(set_off(TRIANGLE), cycles=set_off(TRIANGLE).cycles * 2), "140 fen are taken"),
    ],
)
def test_a_tampered_list_is_caught(wrong: SetOff, told: str) -> None:
    assert any(told in flaw for flaw in check_setoff(TRIANGLE, wrong))


def test_amounts_beyond_doubles_are_counted_by_the_network_simplex() -> None:
    debts = owing(("a", "b", 2**60 + 1), ("b", "a", 2**60 + 3), ("b", "c", 7))
    assert set_off(debts).total_fen == 2 * (2**60 + 1)


def test_without_a_proof_the_network_simplex_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circulation, "is_largest", lambda *_arrays: False)
    assert set_off(TRIANGLE).total_fen == 210
    monkeypatch.setattr(circulation, "linprog", lambda *_arrays, **_options: OptimizeResult(x=None))
    assert set_off(TRIANGLE).total_fen == 210


def test_a_county_is_set_off_in_seconds() -> None:
    debts = county_debts()
    began = time.process_time()
    found = set_off(debts)
    assert time.process_time() - began < 6
    assert check_setoff(debts, found) == []
    assert found.total_fen == found.largest_fen > found.owed_fen // 10
    short = set_off(debts, longest=4)
    assert check_setoff(debts, short) == []
    of_largest = sum(cycle.cleared_fen for cycle in found.cycles if len(cycle.firms) <= 4)
    assert short.total_fen > of_largest
