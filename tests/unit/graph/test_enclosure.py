"""Clearing at size gives what fractions give, or says that it cannot."""

from fractions import Fraction

import numpy as np
import pytest

from graph.clearing import Liabilities, clearing_vector, exact_clearing
from graph.debts import TradeDebt
from graph.enclosure import EXACT_UP_TO, enclosed_clearing
from graph.passing import PassedOn, Passing, TooCloseToCall
from tests.unit.graph.networks import county_debts, owing, random_question


def test_500_random_networks_pay_what_fractions_say() -> None:
    for seed in range(500):
        question = random_question(seed)
        exact, found = exact_clearing(question), enclosed_clearing(question)
        for firm, amount in exact.payments.items():
            assert 0 <= found.payments[firm] - amount < Fraction(1, 2**20)
        assert found.paid_fen == exact.paid_fen
        assert found.waves == exact.waves


def test_debts_that_nearly_close_upon_themselves_are_still_exact() -> None:
    # Two firms owe each other 10¹³ fen, and one of them a single fen besides.
    ring = owing(("a", "b", 10**13), ("b", "a", 10**13))
    for leak in (1, 100, 10**6):
        question = Liabilities.of(ring, {}, {"a": leak})
        assert clearing_vector(question).paid_fen == exact_clearing(question).paid_fen


def a_tree_beside(closed: list[TradeDebt]) -> list[TradeDebt]:
    tree = [TradeDebt(f"t{n:03}", f"t{n // 2:03}", f"t{n}", 100 + n) for n in range(1, 99)]
    return [*tree, *closed]


def test_a_closed_group_without_means_is_cleared_in_fractions_beside_many_firms() -> None:
    # a owes b 70 and b owes a 70; a pays 3/7 at most. Both pay 30. b also owes nothing else.
    debts = a_tree_beside(owing(("a", "b", 70), ("b", "a", 70)))
    question = Liabilities.of(debts, {"t098": 5}, most={"a": Fraction(3, 7)})
    assert len(question.firms) > EXACT_UP_TO
    found = clearing_vector(question)
    assert (found.payments["a"], found.payments["b"]) == (30, 30)
    assert found.paid_fen["t098"] == 5


def test_many_firms_that_only_owe_each_other_are_too_close_to_call() -> None:
    names = [f"f{number:02}" for number in range(EXACT_UP_TO + 1)]
    ring = [TradeDebt(*pair, "r", 70) for pair in zip(names, names[1:] + names[:1], strict=True)]
    with pytest.raises(TooCloseToCall):
        clearing_vector(Liabilities.of(ring, {}, most={names[0]: Fraction(3, 7)}))


def test_where_iteration_fails_elimination_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    debts = county_debts(firms=500, debts=2_500)
    question = Liabilities.of(debts, {debt.debtor: debt.amount_fen // 3 for debt in debts})
    expected = clearing_vector(question)
    failing = "graph.passing.bicgstab"
    monkeypatch.setattr(failing, lambda _matrix, right, **_options: (right, -10))
    assert clearing_vector(question).paid_fen == expected.paid_fen


def test_where_doubles_cannot_tell_few_firms_are_cleared_in_fractions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = random_question(7)
    expected = exact_clearing(question)
    for nonsense in (np.nan, 0.0):
        monkeypatch.setattr(Passing, "_eliminated", lambda _self, right, by=nonsense: by * right)
        assert clearing_vector(question) == expected


def test_a_singular_system_is_too_close_to_call() -> None:
    ring = Liabilities.of(owing(("a", "b", 70), ("b", "a", 70)), {})
    with pytest.raises(TooCloseToCall):
        PassedOn(ring).among([0, 1]).solve(np.ones(2))


def test_a_wrong_solution_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Liabilities.of(county_debts(firms=500, debts=2_500), {"e0001": 10**7})
    monkeypatch.setattr(Passing, "solve", lambda _self, right: 0 * right)
    with pytest.raises(TooCloseToCall):
        clearing_vector(question)
