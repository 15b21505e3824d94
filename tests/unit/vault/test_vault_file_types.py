"""What a file is, told by its content alone."""

import zipfile

import pytest
from vault_files import SAMPLES, SHEET, WORD, a_jpeg, a_pdf, a_png, office, zipped

from lianqiao.vault.errors import (
    TheFileHoldsMacros,
    TheFileIsDamaged,
    TheFileIsEmpty,
    ThisFileIsNotTaken,
)
from lianqiao.vault.file_types import ACCEPTED, recognise

EXPECTED = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
    "xml": "application/xml",
    "text": "text/plain; charset=utf-8",
    "chinese text": "text/plain; charset=gb18030",
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_type_is_known_by_its_content(name: str) -> None:
    assert recognise(SAMPLES[name][1]).media_type == EXPECTED[name]


def test_every_accepted_type_is_shown_here() -> None:
    assert {one.media_type for one in ACCEPTED} == set(EXPECTED.values())


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF" + bytes(100),
        b"MZ\x90\x00" + bytes(100),
        b"GIF89a" + bytes(20),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"Rar!\x1a\x07\x00" + bytes(50),
        b"<html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf <!DOCTYPE html><html></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
        b"<a><h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script></a>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"{\\rtf1\\ansi hello}",
        b" \n\t ",
        b"text with a \x00 in it",
        zipped({"a.txt": "x"}),
        office(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        ),
    ],
)
def test_other_files_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(ThisFileIsNotTaken) as refused:
        recognise(data)
    assert refused.value.field == "file"
    assert "PDF" in str(refused.value)


def test_a_name_before_the_archive_does_not_hide_it() -> None:
    with pytest.raises(ThisFileIsNotTaken):
        recognise(b"#!/bin/sh\nexec\x00" + zipped({"OFD.xml": "<a/>"}))


@pytest.mark.parametrize(
    "data",
    [
        a_pdf()[:-20],
        a_png()[:-12],
        a_jpeg()[:-2],
        SAMPLES["xlsx"][1][:-50],
        SAMPLES["docx"][1][:200],
        b"PK\x03\x04",
        b"<?xml version='1.0'?><a><b></a>",
        b"<?xml version='1.0' encoding='gb2312'?><a>\xff\xff</a>",
    ],
)
def test_a_cut_file_is_called_damaged(data: bytes) -> None:
    with pytest.raises(TheFileIsDamaged):
        recognise(data)


def test_a_part_that_was_altered_fails_its_checksum() -> None:
    data = bytearray(zipped({"OFD.xml": "<a/>", "big.bin": bytes(range(256)) * 40}))
    at = data.find(b"big.bin") + 60
    data[at] ^= 0xFF
    with pytest.raises(TheFileIsDamaged):
        recognise(bytes(data))


def test_a_text_that_begins_with_a_bracket_is_a_text() -> None:
    assert recognise("<关于付款的说明>\n已付清。".encode()).code == "TXT"
    assert recognise("<发票><金额>1</金额></发票>".encode()).code == "XML"


def test_nothing_is_an_empty_file() -> None:
    with pytest.raises(TheFileIsEmpty):
        recognise(b"")


VBA = '<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vba&#80;roject"/>'


@pytest.mark.parametrize(
    "data",
    [
        office(SHEET, {"xl/vbaProject.bin": b"x"}),
        office(WORD, {"word/VBAPROJECT.BIN": b"x"}),
        office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        office(WORD, {"x.bin": b"x"}, VBA),
        office(SHEET, {"xl/macrosheets/sheet1.xml": "<a/>"}),
        office(WORD, {"word/activeX/activeX1.xml": "<a/>"}),
    ],
)
def test_a_file_that_runs_a_program_is_refused(data: bytes) -> None:
    with pytest.raises(TheFileHoldsMacros):
        recognise(data)
    assert recognise(office(SHEET)).code == "xlsx"


def test_a_bomb_is_refused_from_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"OFD.xml": "<a/>", "zeros.bin": bytes(20_000_000)})
    monkeypatch.setattr(zipfile.ZipFile, "open", _never)
    with pytest.raises(TheFileIsDamaged):
        recognise(bomb)


def _never(*_args: object, **_named: object) -> None:
    raise AssertionError("it was unpacked")


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(TheFileIsDamaged):
        recognise(zipped({"OFD.xml": "<a/>"} | {f"{n}.xml": "<a/>" for n in range(201)}))


def test_an_invoice_in_an_encoding_of_china_is_read() -> None:
    text = "<?xml version='1.0' encoding='GB2312'?><发票><金额>12.50</金额></发票>"
    assert recognise(text.encode("gb18030")).code == "XML"
    assert (
        recognise(("\ufeff" + text.replace("GB2312", "UTF-16")).encode("utf-16-le")).code == "XML"
    )
