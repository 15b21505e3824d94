"""Rules of the vault: names, validity, what may come and go."""

from datetime import date, timedelta

import pytest

from lianqiao.vault import rules
from lianqiao.vault.errors import (
    AttachmentsStayAsTheyAre,
    TheDatesDoNotFit,
    TheDocumentIsNotCurrent,
    TheDocumentIsUsed,
    TheFileIsEmpty,
    TheFileIsTooLarge,
)

DAY = date(2026, 11, 24)
PDF = (".pdf",)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, "valid"),
        (None, DAY - timedelta(days=1), "expired"),
        (None, DAY, "expiring"),
        (None, DAY + timedelta(days=30), "expiring"),
        (None, DAY + timedelta(days=31), "valid"),
        (DAY, None, "valid"),
        (DAY + timedelta(days=1), None, "ahead"),
        (DAY + timedelta(days=1), DAY + timedelta(days=2), "ahead"),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), "expired"),
    ],
)
def test_how_a_document_stands_on_a_day(starts, ends, expected: str) -> None:
    assert rules.standing(starts, ends, DAY) == expected


def test_a_document_cannot_end_before_it_begins() -> None:
    rules.check_dates(DAY, DAY)
    rules.check_dates(None, DAY)
    with pytest.raises(TheDatesDoNotFit) as refused:
        rules.check_dates(DAY, DAY - timedelta(days=1))
    assert refused.value.field == "valid_to"


def test_a_file_holds_something_and_no_more_than_ten_megabytes() -> None:
    rules.check_size(1)
    rules.check_size(10 * 1024 * 1024)
    with pytest.raises(TheFileIsEmpty):
        rules.check_size(0)
    with pytest.raises(TheFileIsTooLarge):
        rules.check_size(10 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("合同.pdf", "合同.pdf"),
        ("合同.PDF", "合同.PDF"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\演示\合同.pdf", "合同.pdf"),
        ("合同\x00\r\n\x7f.pdf", "合同.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe.pdf"),
        ("发\u200b票\ufeff.pdf", "发票.pdf"),
        ("发票.exe", "发票.exe.pdf"),
        ('a<b>:"|?*.pdf', "ab.pdf"),
        ("", "文件.pdf"),
        (".pdf", "文件.pdf"),
        ("...", "文件.pdf"),
        ("/", "文件.pdf"),
        ("CON.pdf", "文件CON.pdf"),
        ("  合 同 .pdf  ", "合 同.pdf"),
    ],
)
def test_a_file_name_is_made_safe(typed: str, kept: str) -> None:
    assert rules.clean_filename(typed, PDF) == kept


@pytest.mark.parametrize("sign", ["a", "合", "😀"])
def test_a_long_name_is_cut_between_signs_and_keeps_its_ending(sign: str) -> None:
    kept = rules.clean_filename(sign * 5000 + ".pdf", PDF)
    assert kept.endswith(".pdf")
    assert 190 <= len(kept.encode()) <= rules.LONGEST_NAME_BYTES
    assert set(kept.removesuffix(".pdf")) == {sign}


def test_a_title_is_one_line_and_falls_back_on_the_file_s_name() -> None:
    assert rules.title_from("  年度\t购销\u202e合同\n", "x.pdf") == "年度 购销合同"
    assert rules.title_from(" ", "合同.v2.pdf") == "合同.v2"
    assert len(rules.title_from("长" * 900, "x.pdf")) == rules.LONGEST_TITLE


def test_only_what_is_current_is_used() -> None:
    rules.check_current("current")
    for state in ("replaced", "withdrawn"):
        with pytest.raises(TheDocumentIsNotCurrent):
            rules.check_current(state)


def test_a_used_document_is_not_withdrawn_and_the_places_are_named() -> None:
    rules.check_unused([])
    with pytest.raises(TheDocumentIsUsed, match="甲的合作") as refused:
        rules.check_unused(["甲的合作"])
    assert refused.value.status == 409
    with pytest.raises(TheDocumentIsUsed, match="5 处：一、二、三等") as refused:
        rules.check_unused(list("一二三四五"))


def test_what_may_come_and_go_at_a_place() -> None:
    for phase in ("open", "decided"):
        rules.check_may_attach(phase)
    rules.check_may_detach("open")
    with pytest.raises(AttachmentsStayAsTheyAre):
        rules.check_may_attach("over")
    for phase in ("decided", "over"):
        with pytest.raises(AttachmentsStayAsTheyAre):
            rules.check_may_detach(phase)
