"""The clearing vector of Eisenberg and Noe."""

import time
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clearing import Liabilities, clearing_vector, default_rounds, exact_clearing
from graph.liabilities import AmountIsNegative, half_up
from graph.passing import surely_short
from tests.unit.graph.networks import (
    cleared_by_program,
    county_debts,
    owing,
    random_debts,
    random_question,
)


def test_three_firms_worked_by_hand() -> None:
    # a owes b 60 and c 40; b owes c 80; c owes a 50. Means: a 20, b 10, c 0.
    # All pay: a gets 50 + 20 = 70 < 100: short. b gets 60 + 10 = 70 < 80: short.
    # c gets 40 + 80 = 120 > 50: pays 50.
    # Round 1, a and b short: a pays 20 + 50 = 70; b pays 10 + 60 % of 70 = 52; c gets 28 + 52 = 80.
    # c still pays its 50: done.
    debts = owing(("a", "b", 60), ("a", "c", 40), ("b", "c", 80), ("c", "a", 50))
    question = Liabilities.of(debts, {"a": 20, "b": 10})
    found = clearing_vector(question)
    assert exact_clearing(question).payments == {"a": 70, "b": 52, "c": 50}
    assert found.paid_fen == {"a": 70, "b": 52, "c": 50}
    assert found.waves == {"a": 1, "b": 1}


def test_a_loss_travels_along_a_chain_one_wave_after_the_other() -> None:
    # a has 40 of 100. b gets 40 + 50 of its own = 90 of 95. c gets 90 + 2 = 92 of 93. d gets 92.
    debts = owing(("a", "b", 100), ("b", "c", 95), ("c", "d", 93))
    found = clearing_vector(Liabilities.of(debts, {"a": 40, "b": 50, "c": 2}))
    assert found.paid_fen == {"a": 40, "b": 90, "c": 92, "d": 0}
    assert found.waves == {"a": 1, "b": 2, "c": 3}


def test_a_bank_outside_ranks_with_the_firms() -> None:
    # a owes b 100 and its bank 300, and has 200: every creditor gets one half; b passes on 50.
    debts = owing(("a", "b", 100), ("b", "c", 70))
    assert clearing_vector(Liabilities.of(debts, {"a": 200}, {"a": 300})).paid_fen == {
        "a": 200,
        "b": 50,
        "c": 0,
    }


def test_a_ring_needs_no_money_of_its_own() -> None:
    # Nobody has anything. Paying nothing would be a clearing vector too; the greatest pays all.
    ring = owing(("a", "b", 70), ("b", "c", 70), ("c", "a", 70))
    found = clearing_vector(Liabilities.of(ring, {}))
    assert found.paid_fen == {"a": 70, "b": 70, "c": 70}
    assert found.waves == {}


def test_a_ring_in_which_one_firm_defaults_shrinks_to_what_that_one_pays() -> None:
    # b pays 3/7 of 70 at most: 30; c and a have nothing else, so 30 goes round.
    ring = owing(("a", "b", 70), ("b", "c", 70), ("c", "a", 70))
    question = Liabilities.of(ring, {}, most={"b": Fraction(3, 7)})
    assert clearing_vector(question) == exact_clearing(question)
    assert clearing_vector(question).payments == {"a": 30, "b": 30, "c": 30}


def test_half_a_fen_is_rounded_up() -> None:
    # a has 1 and owes 1 to each of two: a half each. b passes its half on.
    question = Liabilities.of(owing(("a", "b", 1), ("a", "c", 1), ("b", "d", 1)), {"a": 1})
    assert exact_clearing(question).payments["b"] == Fraction(1, 2)
    assert clearing_vector(question).paid_fen["b"] == 1


def test_what_cannot_be_negative_is_refused() -> None:
    with pytest.raises(AmountIsNegative):
        Liabilities.of([], {"a": -1})
    with pytest.raises(AmountIsNegative):
        Liabilities.of([], {}, {"a": -1})


def test_500_random_networks_pay_what_a_linear_program_says() -> None:
    short = 0
    for seed in range(500):
        question = random_question(seed)
        found = clearing_vector(question)
        short += len(found.waves)
        for amount, expected in zip(
            found.paid_fen.values(), cleared_by_program(question), strict=True
        ):
            assert abs(amount - expected) < 1, seed
    assert short > 1_000


def income(question: Liabilities, payments: list[Fraction]) -> list[Fraction]:
    found = [Fraction(means) for means in question.means]
    for debtor, creditor, amount in question.claims:
        found[creditor] += payments[debtor] * Fraction(amount, question.owed[debtor])
    return found


def one_step(question: Liabilities, payments: list[Fraction]) -> list[Fraction]:
    most = (owed * share for owed, share in zip(question.owed, question.most, strict=True))
    return [min(pair) for pair in zip(most, income(question, payments), strict=True)]


@pytest.mark.parametrize("seed", range(60))
def test_the_rounds_fall_stay_above_the_answer_and_end_there(seed: int) -> None:
    question = random_question(seed)
    rounds = list(default_rounds(question))
    last = rounds[-1].payments
    assert len(rounds) <= len(question.firms) + 1
    for before, after in pairwise(rounds):
        assert before.short < after.short
        assert all(one >= other for one, other in zip(before.payments, after.payments, strict=True))
    assert one_step(question, last) == last


@pytest.mark.parametrize("seed", range(60))
def test_no_clearing_vector_is_greater(seed: int) -> None:
    # Iteration from below ends at the least clearing vector, from above at the greatest.
    question = random_question(seed)
    greatest = default_rounds(question)
    *_, last = (each.payments for each in greatest)
    above = [owed * share for owed, share in zip(question.owed, question.most, strict=True)]
    below = [Fraction(0)] * len(above)
    for _ in range(12):
        lower, higher = one_step(question, below), one_step(question, above)
        assert all(one <= other for one, other in zip(below, lower, strict=True))
        assert all(one <= other for one, other in zip(lower, last, strict=True))
        assert all(one <= other for one, other in zip(last, higher, strict=True))
        assert all(one <= other for one, other in zip(higher, above, strict=True))
        below, above = lower, higher


@given(st.integers(0, 10_000), st.fractions(0, 1), st.fractions(0, 1))
def test_a_larger_default_never_pays_anybody_more(
    seed: int, one: Fraction, other: Fraction
) -> None:
    chance = Random(seed)
    debts = random_debts(chance, 6, 14, 1_000)
    means = {debt.debtor: chance.randint(0, 500) for debt in debts}
    firm = debts[0].debtor
    mild, hard = (
        clearing_vector(Liabilities.of(debts, means, most={firm: share})).paid_fen
        for share in sorted((one, other), reverse=True)
    )
    assert all(hard[each] <= mild[each] for each in mild)


@pytest.mark.parametrize("seed", range(40))
def test_whoever_iteration_finds_short_is_short_and_starting_there_changes_nothing(
    seed: int,
) -> None:
    question = random_question(seed)
    exact = exact_clearing(question)
    surely = surely_short(question)
    assert surely <= exact.waves.keys()
    assert clearing_vector(question, surely).paid_fen == exact.paid_fen
    assert exact_clearing(question, surely).payments == exact.payments


def test_a_county_is_cleared_within_a_second() -> None:
    debts = county_debts()
    means = {debt.debtor: debt.amount_fen // 2 for debt in debts}
    began = time.process_time()
    question = Liabilities.of(debts, means)
    found = clearing_vector(question)
    assert time.process_time() - began < 1
    assert len(found.waves) > 500
    exact = [found.payments[firm] for firm in question.firms]
    for paid, got, owed in zip(exact, income(question, exact), question.owed, strict=True):
        assert abs(paid - min(owed, got)) < Fraction(1, 2**10)


def test_rounding_is_half_up() -> None:
    assert [half_up(Fraction(n, 4)) for n in range(8)] == [0, 0, 1, 1, 1, 1, 2, 2]
