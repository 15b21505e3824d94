"""Rules of receivables and orders: amounts, dates, parties, terms, the statutory clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.trade import rules
from lianqiao.trade.errors import (
    AmountIsNotPossible,
    BuyerMayNotBorrowHere,
    DatesAreNotPossible,
    InvoiceNumberIsRefused,
    ItIsSettledAlready,
    NoTradeLinkIsActive,
    PartiesAreTheSame,
    ReasonIsMissing,
    YouAreNoParty,
)
from lianqiao.trade.models import ASSET_STATES
from lianqiao.trade.papers import (
    NewOrder,
    NewReceivable,
    Paper,
    Terms,
    paper_of_order,
    paper_of_receivable,
)
from lianqiao.trade.states import ASSET

TODAY = date(2026, 11, 24)
TERMS = Terms(10_000, date(2026, 11, 1), date(2027, 1, 15), date(2026, 11, 5))
LINKED = rules.Sides(linked=True, creditor_is_core=False)


def a_receivable(creditor: str = "seller", debtor: str = "buyer") -> Paper:
    return paper_of_receivable(NewReceivable(creditor, debtor, "12345678", TERMS))


def an_order(borrower: str) -> Paper:
    return paper_of_order(NewOrder("seller", "buyer", "PO-1", TERMS, borrower=borrower))


def changed(**values: date | None) -> Terms:
    parts: dict[str, date | None] = {
        "issue_date": TERMS.issue_date,
        "due_date": TERMS.due_date,
        "delivery_date": TERMS.delivery_date,
    }
    parts |= values
    assert parts["issue_date"] is not None
    assert parts["due_date"] is not None
    return Terms(10_000, parts["issue_date"], parts["due_date"], parts["delivery_date"])


def test_every_state_of_the_table_has_a_word_and_a_tone() -> None:
    assert set(ASSET.states) == set(ASSET_STATES) == set(ASSET.tones)
    assert {event for _state, event in ASSET.steps} <= set(ASSET.verbs)


def test_only_payments_and_their_taking_back_lead_out_of_settled_and_delivered() -> None:
    assert ASSET.allowed("settled") == ["reopen", "reopen_delivered"]
    assert ASSET.allowed("delivered") == ["pay", "take_back", "settle"]


@pytest.mark.parametrize(("amount", "requested"), [(0, None), (-1, None), (100, 101), (100, 0)])
def test_impossible_amounts_are_refused(amount: int, requested: int | None) -> None:
    with pytest.raises(AmountIsNotPossible):
        rules.check_amount(amount, requested)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (changed(issue_date=TODAY + timedelta(days=1)), "issue_date"),
        (changed(due_date=date(2026, 11, 1)), "due_date"),
        (changed(due_date=date(2036, 12, 31)), "due_date"),
        (changed(delivery_date=date(2025, 1, 1)), "delivery_date"),
    ],
)
def test_impossible_dates_are_refused_at_their_field(terms: Terms, field: str) -> None:
    with pytest.raises(DatesAreNotPossible) as refusal:
        rules.check_dates("receivable", terms, TODAY)
    assert refusal.value.field == field


def test_an_order_needs_a_delivery_date_after_it_was_placed() -> None:
    for day in (None, date(2026, 10, 31)):
        with pytest.raises(DatesAreNotPossible):
            rules.check_dates("order", changed(delivery_date=day), TODAY)
    rules.check_dates("order", changed(delivery_date=date(2027, 3, 1)), TODAY)


def test_only_the_two_sides_enter_a_paper() -> None:
    with pytest.raises(YouAreNoParty):
        rules.check_entry(a_receivable(), "stranger", LINKED)
    rules.check_entry(a_receivable(), "seller", LINKED)
    rules.check_entry(a_receivable(), "buyer", LINKED)


def test_nobody_owes_to_himself() -> None:
    with pytest.raises(PartiesAreTheSame):
        rules.check_entry(a_receivable("one", "one"), "one", LINKED)


def test_without_an_active_link_the_mend_is_said() -> None:
    sides = rules.Sides(linked=False, creditor_is_core=True)
    with pytest.raises(NoTradeLinkIsActive, match="客户") as refusal:
        rules.check_entry(a_receivable(), "seller", sides)
    assert refusal.value.field == "partner_id"
    with pytest.raises(NoTradeLinkIsActive, match="供应商"):
        rules.check_entry(a_receivable(), "buyer", sides)


def test_the_creditor_is_the_borrower_of_a_receivable() -> None:
    paper = a_receivable()
    assert (paper.borrower_id, paper.core_id) == ("seller", "buyer")


@pytest.mark.parametrize(
    ("borrower", "sides"), [("seller", ("seller", "buyer")), ("buyer", ("buyer", "seller"))]
)
def test_of_an_order_the_other_side_is_asked(borrower: str, sides: tuple[str, str]) -> None:
    paper = an_order(borrower)
    assert (paper.borrower_id, paper.core_id) == sides
    assert rules.confirms_by_entering(paper, sides[1])
    assert not rules.confirms_by_entering(paper, sides[0])


def test_a_buyer_borrows_only_on_what_a_core_enterprise_sells() -> None:
    with pytest.raises(BuyerMayNotBorrowHere):
        rules.check_entry(an_order("buyer"), "buyer", LINKED)
    rules.check_entry(an_order("buyer"), "buyer", rules.Sides(True, True))


@pytest.mark.parametrize(
    ("number", "code"),
    [("26990000000000000001", ""), ("12345678", "123"), ("", ""), ("号码", ""), ("12 34", "")],
)
def test_numbers_that_no_invoice_has_are_refused(number: str, code: str) -> None:
    with pytest.raises(InvoiceNumberIsRefused):
        rules.check_invoice_number(number, code, TODAY)


@pytest.mark.parametrize(
    ("number", "code"), [("26342000000000000001", ""), ("12345678", "3400123456"), ("SI-77", "")]
)
def test_numbers_of_invoices_and_of_other_systems_pass(number: str, code: str) -> None:
    rules.check_invoice_number(number, code, TODAY)


@given(amount=st.integers(1, 10**12), asked=st.integers(-10, 10**12))
def test_a_part_is_above_zero_and_no_more_than_the_whole(amount: int, asked: int) -> None:
    if 0 < asked <= amount:
        assert rules.confirmed_amount(amount, asked) == asked
    else:
        with pytest.raises(AmountIsNotPossible):
            rules.confirmed_amount(amount, asked)
    assert rules.confirmed_amount(amount, None) == amount


def test_what_was_paid_by_today_is_not_confirmed() -> None:
    rules.check_not_paid(None, TODAY)
    rules.check_not_paid(TODAY + timedelta(days=1), TODAY)
    with pytest.raises(ItIsSettledAlready):
        rules.check_not_paid(TODAY, TODAY)


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 11, 25)])
def test_a_payment_lies_between_the_document_and_today(day: date) -> None:
    with pytest.raises(DatesAreNotPossible):
        rules.check_payment(date(2026, 11, 1), day, TODAY)


@pytest.mark.parametrize("words", ["", "   ", "x"])
def test_a_reason_says_something(words: str) -> None:
    with pytest.raises(ReasonIsMissing):
        rules.stated_reason(words)


@pytest.mark.parametrize(
    ("debtor", "creditor", "runs"),
    [
        ("large", "small", True),
        ("public", "micro", True),
        ("large", "medium", True),
        ("large", "large", False),
        ("medium", "micro", False),
        ("", "small", False),
    ],
)
def test_the_statutory_clock_runs_between_large_debtor_and_sme_alone(
    debtor: str, creditor: str, runs: bool
) -> None:
    expected = TODAY + timedelta(days=30) if runs else None
    assert rules.answer_by(TODAY, 30, debtor, creditor) == expected
    assert rules.answer_by(TODAY, None, debtor, creditor) is None


def test_a_long_term_is_a_hint_to_the_clause_and_only_where_the_law_looks() -> None:
    long = rules.long_term(TERMS, 60, "large", "small")
    assert long == rules.LongTerm(71, 60)
    assert rules.long_term(TERMS, 71, "large", "small") is None
    assert rules.long_term(TERMS, 60, "medium", "small") is None
    assert rules.long_term(TERMS, None, "large", "small") is None


def test_goods_still_to_come_are_an_orders_business() -> None:
    assert rules.is_not_delivered("receivable", TODAY + timedelta(days=1), TODAY)
    assert not rules.is_not_delivered("receivable", TODAY, TODAY)
    assert not rules.is_not_delivered("order", TODAY + timedelta(days=1), TODAY)
