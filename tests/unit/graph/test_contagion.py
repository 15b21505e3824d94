"""Contagion: who runs short, and which banks are exposed."""

import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from graph.contagion import (
    BankLoan,
    Default,
    Exposure,
    Late,
    Peak,
    Setting,
    Shortage,
    TradeDebt,
    Unknown,
    contagion,
    contagion_by_date,
    peaks,
)
from graph.errors import NodeIsUnknown
from graph.model import BankNode, EnterpriseNode, Lends, Owes, ReceivableNode, build
from graph.shocks import ShockIsOutOfRange
from tests.unit.graph.networks import county_debts

TODAY = date(2026, 9, 1)
ENOUGH = Setting(TODAY, 60, Unknown.JUST_ENOUGH)


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


# The core enterprise owes its suppliers, they owe theirs. What each needs of its own if all pay:
# core 150, one 80 - 100 → nothing, two 60 - 50 = 10, deep nothing.
CHAIN = [
    TradeDebt("core", "one", "r1", 100, on(20)),
    TradeDebt("core", "two", "r2", 50, on(50)),
    TradeDebt("one", "deep", "r3", 80, on(25)),
    TradeDebt("two", "deep", "r4", 60, on(55)),
]
LOANS = [
    BankLoan("示例甲银行", "one", "l1", 500),
    BankLoan("示例甲银行", "one", "l2", 70),
    BankLoan("示例乙银行", "two", "l3", 900),
    BankLoan("示例乙银行", "deep", "l4", 1_000),
]


def test_a_default_on_a_share_draws_in_whoever_has_no_cushion() -> None:
    # core pays 60 %: one gets 60 of 100 and owes 80, lacks 20. two gets 30 + 10 of its own and
    # owes 60, lacks 20.
    found = contagion(CHAIN, Default("core", Fraction(2, 5)), ENOUGH, LOANS)
    assert found.payments == {"core": 90, "deep": 0, "one": 60, "two": 40}
    assert found.shortages == (
        Shortage("core", 0, owed_fen=150, paid_fen=90, before_fen=0, lost_fen=60),
        Shortage("one", 1, owed_fen=80, paid_fen=60, before_fen=0, lost_fen=20),
        Shortage("two", 1, owed_fen=60, paid_fen=40, before_fen=0, lost_fen=20),
    )
    assert found.exposures == (
        Exposure("示例乙银行", 1, 1, 900, 1, 900),
        Exposure("示例甲银行", 1, 2, 570, 1, 570),
    )
    assert found.waves == 1


def test_known_means_are_a_cushion() -> None:
    setting = replace(ENOUGH, means={"one": 15, "two": 30})
    found = contagion(CHAIN, Default("core", Fraction(2, 5)), setting)
    assert [(short.firm, short.shortfall_fen) for short in found.shortages] == [
        ("core", 60),
        ("one", 5),
    ]


def test_who_is_short_anyway_is_told_apart() -> None:
    # With nothing of its own core pays nothing: all are short by what they owe, shock or not.
    found = contagion(
        CHAIN, Default("core", Fraction(2, 5)), Setting(TODAY, 60, Unknown.NOTHING), LOANS
    )
    assert {short.wave for short in found.shortages} == {0}
    assert {short.caused_fen for short in found.shortages} == {0}
    assert [exposure.newly_fen for exposure in found.exposures] == [0, 0]
    # With 120 it pays 80 to one and 40 to two. Of 60 % of its debts, 90, it pays 60 and 30:
    # one had exactly 80 and lacks 20 now; two had 40 of 60 and has 30.
    setting = Setting(TODAY, 60, Unknown.NOTHING, means={"core": 120})
    found = contagion(CHAIN, Default("core", Fraction(2, 5)), setting, LOANS)
    assert found.shortages == (
        Shortage("core", 0, owed_fen=150, paid_fen=90, before_fen=30, lost_fen=30),
        Shortage("two", 0, owed_fen=60, paid_fen=30, before_fen=20, lost_fen=10),
        Shortage("one", 1, owed_fen=80, paid_fen=60, before_fen=0, lost_fen=20),
    )
    assert found.exposures[0] == Exposure("示例乙银行", 1, 1, 900, 0, 0)


def test_a_default_on_less_than_is_missing_anyway_changes_nothing() -> None:
    setting = Setting(TODAY, 60, Unknown.NOTHING, means={"core": 75})
    found = contagion(CHAIN, Default("core", Fraction(1, 3)), setting)
    assert {short.caused_fen for short in found.shortages} == {0}
    assert found.payments["core"] == 75


def test_a_late_payment_is_a_delay_and_no_loss() -> None:
    # 15 days late: r1 comes on day 35, within 60 days; r2 on day 65, too late. two has 10 of 60.
    found = contagion(CHAIN, Late("core", 15), ENOUGH, LOANS)
    assert found.payments == {"core": 100, "deep": 0, "one": 80, "two": 10}
    assert found.shortages == (
        Shortage("core", 0, owed_fen=150, paid_fen=100, before_fen=0, delayed_fen=50),
        Shortage("two", 1, owed_fen=60, paid_fen=10, before_fen=0, delayed_fen=50),
    )
    assert [exposure.bank for exposure in found.exposures] == ["示例乙银行"]


def test_day_by_day_a_delay_beyond_a_firms_own_due_dates_shows() -> None:
    # one must pay on day 25 and is paid on day 35: on day 30 it lacks 80, on day 60 nothing.
    days = [on(30), on(60)]
    found = contagion_by_date(CHAIN, Late("core", 15), ENOUGH, reversed(days))
    assert [answer.until for answer in found] == days
    assert [(short.firm, short.delayed_fen) for short in found[0].shortages] == [
        ("core", 100),
        ("one", 80),
    ]
    assert peaks(found) == (
        Peak("core", 100, on(30)),
        Peak("one", 80, on(30)),
        Peak("two", 50, on(60)),
    )


def test_what_is_due_after_the_horizon_does_not_count() -> None:
    found = contagion(CHAIN, Default("core", Fraction(1)), Setting(TODAY, 30, Unknown.JUST_ENOUGH))
    assert [(short.firm, short.owed_fen) for short in found.shortages] == [
        ("core", 100),
        ("one", 80),
    ]


def test_overdue_debts_count_as_due_today_and_undated_ones_as_due_last() -> None:
    debts = [
        TradeDebt("a", "b", "r1", 10, TODAY - timedelta(days=90)),
        TradeDebt("a", "b", "r2", 20),
    ]
    assert contagion(debts, Late("a", 60), ENOUGH).payments["a"] == 10
    assert contagion(debts, Late("a", 61), ENOUGH).payments["a"] == 0
    assert contagion(debts, Late("a", 0), ENOUGH).shortages == ()


def test_the_money_of_a_late_payment_is_not_spent_on_others() -> None:
    # a has 60 of 100: one half late. Its other creditor gets 30 of 50, as if nothing were late.
    debts = [TradeDebt("a", "b", "r1", 50, on(10)), TradeDebt("a", "c", "r2", 50, on(55))]
    setting = Setting(TODAY, 60, Unknown.NOTHING, means={"a": 60})
    (short,) = contagion(debts, Late("a", 10), setting).shortages
    assert short == Shortage("a", 0, owed_fen=100, paid_fen=30, before_fen=40, delayed_fen=30)


def test_loan_instalments_rank_with_trade_debts() -> None:
    # one gets 60, owes deep 80 and its bank 40: one half each way.
    setting = replace(ENOUGH, outside={"one": 40}, means={"one": 0})
    found = contagion(CHAIN, Default("core", Fraction(2, 5)), setting)
    assert found.payments["one"] == 60
    assert {short.firm: short.before_fen for short in found.shortages}["one"] == 20


def test_the_graph_gives_debts_due_dates_and_loans() -> None:
    firms = sorted({firm for debt in CHAIN for firm in (debt.debtor, debt.creditor)})
    graph = build(
        [
            *(EnterpriseNode(firm, firm) for firm in (*firms, "alone")),
            *(ReceivableNode(d.document, d.document, d.amount_fen, d.due) for d in CHAIN),
            *(Owes(d.debtor, d.creditor, d.document, d.amount_fen) for d in CHAIN),
            *(BankNode(bank, bank) for bank in ("示例甲银行", "示例乙银行")),
            *(Lends(loan.bank, loan.borrower, loan.loan, loan.balance_fen) for loan in LOANS),
        ]
    )
    for shock in (Default("core", Fraction(2, 5)), Late("core", 15)):
        assert contagion(graph, shock, ENOUGH) == contagion(CHAIN, shock, ENOUGH, LOANS)
    assert contagion(graph, Late("alone", 15), ENOUGH).shortages == ()
    with pytest.raises(NodeIsUnknown):
        contagion(graph, Late("示例甲银行", 15), ENOUGH)


def test_a_question_without_sense_is_refused() -> None:
    with pytest.raises(NodeIsUnknown):
        contagion(CHAIN, Late("ghost", 1), ENOUGH)
    for share in (Fraction(-1, 10), Fraction(11, 10)):
        with pytest.raises(ShockIsOutOfRange):
            Default("core", share)
    with pytest.raises(ShockIsOutOfRange):
        Late("core", -1)


def test_a_county_is_answered_within_a_second() -> None:
    chance = Random(5)
    debts = [debt._replace(due=on(chance.randint(0, 90))) for debt in county_debts()]
    owed: Counter[str] = Counter()
    for debt in debts:
        owed[debt.debtor] += debt.amount_fen
    loans = [BankLoan(f"b{n % 9}", debt.debtor, f"l{n}", 10**6) for n, debt in enumerate(debts)]
    largest = owed.most_common(1)[0][0]
    began = time.process_time()
    found = contagion(debts, Default(largest, Fraction(1, 2)), ENOUGH, loans[:1_000])
    assert time.process_time() - began < 1
    assert found.waves > 2
    assert sum(short.caused_fen for short in found.shortages[1:]) > 0
