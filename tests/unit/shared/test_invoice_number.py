"""Invoice numbers of each generation, and fingerprints that tell documents apart."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import invoice_number
from lianqiao.shared.invoice_number import (
    InvoiceNumberIsInvalid,
    bare,
    fingerprint,
    near_contract,
    near_fingerprint,
    near_number,
)

NUMBER = "26342000000012345678"
DAY = dt.date(2026, 11, 23)
SECRET = b"demo secret"


@pytest.mark.parametrize(
    ("number", "code"),
    [(NUMBER, ""), ("12345678", "3400123456"), ("12345678", "034001234567")],
)
def test_each_generation_is_valid(number: str, code: str) -> None:
    invoice_number.check(number, code)
    assert invoice_number.is_valid(number, code)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("", "", "应为数字"),
        ("2634200000001234567X", "", "应为数字"),
        ("2634200000001234567", "", "现为 19 位"),
        (NUMBER, "3400123456", "没有发票代码"),
        ("20342000000012345678", "", "不早于 21"),
        ("26992000000012345678", "", "不是省级代码"),
        ("12345678", "", "同时填写"),
        ("12345678", "34001234567", "10 位或 12 位"),
        ("280670965", "", "现为 9 位"),
    ],
)
def test_an_invalid_number_says_why(number: str, code: str, words: str) -> None:
    with pytest.raises(InvoiceNumberIsInvalid, match=words):
        invoice_number.check(number, code)
    assert not invoice_number.is_valid(number, code)


def test_the_year_agrees_with_the_day_of_issue() -> None:
    invoice_number.check(NUMBER, issued=DAY)
    with pytest.raises(InvoiceNumberIsInvalid, match="开票年份 2025"):
        invoice_number.check(NUMBER, issued=dt.date(2025, 1, 1))


@pytest.mark.parametrize("number", ["280670965", "5133177585", "INV-2012/7", NUMBER])
def test_a_foreign_book_keeps_its_numbers(number: str) -> None:
    invoice_number.check(number, strict=False)


@pytest.mark.parametrize("number", ["", "发票1", "=1", "1" * 41])
def test_even_a_foreign_number_must_be_one(number: str) -> None:
    with pytest.raises(InvoiceNumberIsInvalid):
        invoice_number.check(number, strict=False)


def digest(number: str = NUMBER, code: str = "", amount_fen: int = 1, seller: str = "A") -> str:
    return fingerprint(SECRET, number, code, DAY, amount_fen, seller=seller, buyer="B")


def test_the_same_document_has_the_same_fingerprint_however_it_is_typed() -> None:
    typed = "２６３４２０００ ０００012345678"
    assert digest(typed) == digest()
    assert len(digest()) == 64


def test_every_field_counts_and_no_fields_run_together() -> None:
    others = [
        digest("26342000000012345679"),
        digest(code="1"),
        digest(amount_fen=2),
        digest(seller="C"),
        digest("12", "3"),
        digest("1", "23"),
        fingerprint(b"other", NUMBER, "", DAY, 1, seller="A", buyer="B"),
        fingerprint(SECRET, NUMBER, "", DAY, 1, seller="B", buyer="A"),
        near_fingerprint(SECRET, "B", 1, DAY),
    ]
    assert len({digest(), *others}) == len(others) + 1


def test_a_near_fingerprint_sees_the_same_claim_under_another_number() -> None:
    assert near_fingerprint(SECRET, "b ", 100, DAY) == near_fingerprint(SECRET, "B", 100, DAY)
    assert near_fingerprint(SECRET, "B", 101, DAY) != near_fingerprint(SECRET, "B", 100, DAY)


@given(st.text(max_size=25), st.text(max_size=14), st.booleans())
def test_any_text_is_a_number_or_is_refused(number: str, code: str, strict: bool) -> None:
    plain = invoice_number.normalise(number)
    try:
        invoice_number.check(plain, invoice_number.normalise(code), strict=strict)
    except InvoiceNumberIsInvalid:
        return
    assert plain.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "INV-0012",
        "ＩＮＶ－００１２",
        "inv 12",
        "lNV/0012",
        "1NV.12",
        "INV_00l2",
        "INV#O0I2",
        "00INV12",
    ],
)
def test_a_bare_number_forgets_what_is_easily_mistaken(text: str) -> None:
    assert bare(text) == bare("INV12")


@pytest.mark.parametrize("text", ["INV13", "INV120", "INV21", "INX12", "合INV12", ""])
def test_a_bare_number_keeps_what_tells_two_apart(text: str) -> None:
    assert bare(text) != bare("INV12")


def test_near_marks_stay_between_two_firms_and_need_something_to_go_by() -> None:
    sides = {"seller": "A", "buyer": "B"}
    number = near_number(SECRET, "receivable", "INV-12", **sides)
    assert number == near_number(SECRET, "receivable", "inv 012", seller="a", buyer="b")
    assert number != near_number(SECRET, "order", "INV-12", **sides)
    assert number != near_number(SECRET, "receivable", "INV-12", seller="B", buyer="A")
    assert near_number(SECRET, "receivable", " -- ", **sides) == ""
    contract = near_contract(SECRET, "HT-9", 2, **sides)
    assert contract == near_contract(SECRET, "ht 09", 2, **sides)
    assert contract != near_contract(SECRET, "HT-9", 3, **sides)
    assert near_contract(SECRET, "HT-9", None, **sides) == ""
    assert near_contract(SECRET, "", 2, **sides) == ""
