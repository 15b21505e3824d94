"""What holds of contagion whatever the debts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graph.clearing import Liabilities, exact_clearing
from graph.contagion import Default, Late, Setting, TradeDebt, Unknown, contagion
from tests.unit.graph.networks import random_debts

TODAY = date(2026, 9, 1)


def dated(seed: int) -> tuple[list[TradeDebt], Setting]:
    """Six firms with dated debts and some means."""
    chance = Random(seed)
    debts = [
        debt._replace(due=TODAY + timedelta(days=chance.randint(-5, 70)))
        for debt in random_debts(chance, 6, 16, 1_000)
    ]
    means = {debt.debtor: chance.randint(0, 800) for debt in debts if chance.random() < 0.5}
    return debts, Setting(TODAY, 60, chance.choice(list(Unknown)), means)


@given(st.integers(0, 10_000), st.integers(0, 90), st.integers(0, 90))
def test_a_longer_delay_never_pays_anybody_more(seed: int, one: int, other: int) -> None:
    debts, setting = dated(seed)
    firm = debts[0].debtor
    mild, hard = (
        contagion(debts, Late(firm, days), setting).payments for days in sorted((one, other))
    )
    assert all(hard[each] <= mild[each] for each in mild)


@given(st.integers(0, 10_000), st.fractions(0, 1), st.fractions(0, 1))
def test_a_larger_default_never_pays_anybody_more(
    seed: int, one: Fraction, other: Fraction
) -> None:
    debts, setting = dated(seed)
    firm = debts[0].debtor
    mild, hard = (contagion(debts, Default(firm, share), setting) for share in sorted((one, other)))
    assert all(hard.payments[each] <= mild.payments[each] for each in mild.payments)
    assert {short.firm for short in mild.shortages} <= {short.firm for short in hard.shortages}


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_the_answer_does_not_hang_on_the_order_of_debts(seed: int, days: int) -> None:
    debts, setting = dated(seed)
    shuffled = Random(seed).sample(debts, len(debts))
    shock = Late(debts[0].debtor, days)
    assert contagion(shuffled, shock, setting) == contagion(debts, shock, setting)


@given(st.integers(0, 10_000), st.fractions(0, 1))
def test_with_just_enough_only_the_shock_makes_short(seed: int, share: Fraction) -> None:
    debts, setting = dated(seed)
    setting = Setting(setting.as_of, setting.horizon_days, Unknown.JUST_ENOUGH)
    found = contagion(debts, Default(debts[0].debtor, share), setting)
    assert {short.before_fen for short in found.shortages} <= {0}
    assert all((short.wave == 0) == (short.firm == debts[0].debtor) for short in found.shortages)


@given(st.integers(0, 10_000), st.fractions(0, 1))
def test_starting_from_those_short_already_changes_no_payment(seed: int, share: Fraction) -> None:
    debts, setting = dated(seed)
    firm, known = debts[0].debtor, setting.means
    due = [debt for debt in debts if debt.due is not None and debt.due <= setting.until]
    expected = exact_clearing(Liabilities.of(due, known, most={firm: 1 - share})).paid_fen
    nothing = replace(setting, unknown=Unknown.NOTHING)
    found = contagion(debts, Default(firm, share), nothing).payments
    assert {firm: fen for firm, fen in found.items() if fen} == {
        firm: fen for firm, fen in expected.items() if fen
    }
