"""The rules of credit notes: on what, when, how much, under which number."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from lianqiao.trade.credit_note_rules import (
    TAKING_NOTES,
    NewCreditNote,
    check_credit_note,
    check_notes_fit,
    takes_notes,
)
from lianqiao.trade.errors import (
    AmountIsNotPossible,
    AssetIsOccupied,
    CreditNoteIsRefused,
    DatesAreNotPossible,
    InvoiceNumberIsRefused,
    ReasonIsMissing,
)
from lianqiao.trade.models import ASSET_STATES

TODAY = date(2026, 11, 24)
NOTE = NewCreditNote("26342000000000000017", TODAY, 300, "退货")


@dataclass(frozen=True)
class Document:
    kind: str = "receivable"
    state: str = "entered"
    document_no: str = "26342000000000000001"
    amount_fen: int = 1000
    confirmed_fen: int = 0
    credited_fen: int = 0
    paid_fen: int = 0
    occupied_fen: int = 0
    issue_date: date = date(2026, 11, 2)


CONFIRMED = Document(state="confirmed", confirmed_fen=1000)


def checked(document: Document = Document(), noted_fen: int = 0, **more: object) -> NewCreditNote:
    return check_credit_note(document, replace(NOTE, **more), noted_fen, TODAY)  # type: ignore[arg-type]


def test_a_note_is_kept_tidy() -> None:
    number = " ２６３４ ２０００００００００００００１７ "
    assert checked(number=number, reason=" 退货 ") == NOTE


@pytest.mark.parametrize("state", ASSET_STATES)
def test_what_is_over_takes_no_note_and_an_order_never(state: str) -> None:
    assert takes_notes(Document(state=state)) == (state in TAKING_NOTES)
    assert not takes_notes(Document(kind="order", state=state))


def test_a_settled_document_says_why_not() -> None:
    with pytest.raises(CreditNoteIsRefused, match="已结清"):
        checked(Document(state="settled"))


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"number": "26992000000000000017"}, InvoiceNumberIsRefused, "note_number"),
        ({"number": "25342000000000000017"}, InvoiceNumberIsRefused, "note_number"),
        ({"number": "号"}, InvoiceNumberIsRefused, "note_number"),
        ({"number": "26342000000000000001"}, InvoiceNumberIsRefused, "note_number"),
        ({"issued_on": date(2026, 11, 1)}, DatesAreNotPossible, "note_issued_on"),
        ({"issued_on": date(2026, 11, 25)}, DatesAreNotPossible, "note_issued_on"),
        ({"amount_fen": 0}, AmountIsNotPossible, "note_amount_fen"),
        ({"amount_fen": 1001}, AmountIsNotPossible, "note_amount_fen"),
        ({"reason": " "}, ReasonIsMissing, "note_reason"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    changes: dict[str, object], error: type[Exception], field: str
) -> None:
    with pytest.raises(error) as refusal:
        checked(**changes)
    assert getattr(refusal.value, "field", "") == field


def test_a_number_of_another_system_will_do() -> None:
    assert checked(number="cn-2026/11").number == "CN-2026/11"


def test_all_notes_together_stay_within_the_document() -> None:
    assert checked(noted_fen=700).amount_fen == 300
    with pytest.raises(AmountIsNotPossible, match=r"还可红冲 2\.99 元"):
        checked(noted_fen=701)


def test_after_confirming_no_more_than_is_owed_goes() -> None:
    assert checked(replace(CONFIRMED, paid_fen=700)).amount_fen == 300
    with pytest.raises(AmountIsNotPossible, match=r"尚欠的 2\.99 元"):
        checked(replace(CONFIRMED, paid_fen=701))
    with pytest.raises(AmountIsNotPossible, match="尚欠"):
        checked(replace(CONFIRMED, confirmed_fen=299))


def test_what_a_bank_holds_is_not_credited() -> None:
    assert checked(replace(CONFIRMED, occupied_fen=700)).amount_fen == 300
    with pytest.raises(AssetIsOccupied, match="已被占用的部分不能红冲"):
        checked(replace(CONFIRMED, occupied_fen=701))


def test_a_mended_amount_is_not_below_its_notes() -> None:
    check_notes_fit(300, 300)
    with pytest.raises(AmountIsNotPossible):
        check_notes_fit(299, 300)
