"""Workbooks in and out: limits before reading, dates and numbers as text, no live formulas."""

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared.tabular import (
    Cell,
    FileIsRefused,
    Percent,
    Yuan,
    read_table,
    safe_cell,
    write_csv,
    write_xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"


OpenCell = str | float | dt.date | None
MORNING = dt.datetime.fromisoformat("2026-11-23T08:30:00")


def workbook(*rows: Sequence[OpenCell]) -> bytes:
    """A workbook by another library than the one that writes ours."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if entry.filename == part else content)
    return out.getvalue()


def with_cells(cells: str) -> bytes:
    body = f"<sheetData>{cells}</sheetData>".encode()
    return changed(
        workbook(["a"]), SHEET, lambda xml: re.sub(rb"<sheetData>.*</sheetData>", body, xml)
    )


def test_dates_are_iso_text_and_whole_numbers_have_no_decimals() -> None:
    data = workbook(
        ["日期", "时间", "数", "小数", "是否", "文"],
        [
            dt.date(2026, 11, 23),
            MORNING,
            125000.0,
            0.1 + 0.2,
            True,
            " 厂 ",
        ],
        [None, None, 1e15, 1234.5, False, "'=x"],
    )
    table = read_table(data, "示例.xlsx")
    assert table.rows == [
        ["2026-11-23", "2026-11-23 08:30:00", "125000", "0.3", "是", "厂"],
        ["", "", "1000000000000000", "1234.5", "否", "=x"],
    ]


def test_row_numbers_of_a_sheet_are_kept() -> None:
    table = read_table(workbook([], ["名称"], [], ["甲"], [None], ["乙"]), "a.xlsx")
    assert (table.headers, table.row_numbers) == (["名称"], [4, 6])


def test_a_formula_that_failed_is_seen_as_such_and_not_as_empty() -> None:
    data = with_cells(
        '<row r="1"><c r="B1" t="str"><v>a</v></c><c r="C1" t="str"><v>b</v></c></row>'
        '<row r="3"><c r="B3"><v>1</v></c><c r="C3" t="e"><v>#REF!</v></c></row>'
    )
    table = read_table(data, "a.xlsx")
    assert (table.rows, table.row_numbers) == ([["1", "#ERROR!"]], [3])


def test_no_nul_comes_out_of_a_workbook() -> None:
    data = with_cells('<row r="1"><c r="A1" t="str"><v>a_x0000_b</v></c></row>')
    assert read_table(data, "a.xlsx").headers == ["ab"]


def test_the_first_visible_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["hidden"])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("数据")
    shown.append(["名称"])
    data = io.BytesIO()
    book.save(data)
    assert read_table(data.getvalue(), "a.xlsx").headers == ["名称"]


def cell(reference: str, value: str = "1", kind: str = "n") -> str:
    return f'<c r="{reference}" t="{kind}"><v>{value}</v></c>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_cells(f"<row>{cell('A1')}{cell('XFD1048576')}</row>"), "60 列"),
        (with_cells(f"<row>{cell('A1')}{cell('A1048576')}</row>"), "20,000 行"),
        (with_cells(f"<row r='20002'>{cell('').replace('r=', 'q=')}</row>"), "20,000 行"),
        (with_cells(f"<row>{cell('A0')}</row>"), "已损坏"),
        (with_cells("<row>" + "<c><v>1</v></c>" * 61 + "</row>"), "60 列"),
        (with_cells("<row><c></row>"), "已损坏"),
        (changed(workbook(["a"]), SHEET, lambda xml: b"<!DOCTYPE x><x/>"), "不允许"),
        (changed(workbook(["a"]), "xl/workbook.xml", lambda xml: b"<workbook/>"), "没有可见"),
        (workbook(["a"])[:-30], "已损坏"),
        (b"PK\x03\x04", "已损坏"),
        (workbook(), "空的"),
    ],
)
def test_a_workbook_beyond_the_limits_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(FileIsRefused, match=words):
        read_table(data, "a.xlsx")


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    cells = f'<row>{cell("A1")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_table(with_cells(cells), "a.xlsx").headers == ["1"]


def test_a_zip_bomb_is_refused_from_its_directory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(SHEET, b" " * 20_000_000)
    with pytest.raises(FileIsRefused, match="压缩比"):
        read_table(out.getvalue(), "a.xlsx")


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    honest = changed(workbook(["a"]), SHEET, lambda xml: xml + b" " * 5_000_000)
    size = zipfile.ZipFile(io.BytesIO(honest)).getinfo(SHEET).file_size
    lying = honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(FileIsRefused):
        read_table(lying, "a.xlsx")


def test_too_many_entries_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for number in range(201):
            target.writestr(f"{number}.xml", b"x")
    with pytest.raises(FileIsRefused, match="201 个部件"):
        read_table(out.getvalue(), "a.xlsx")


def test_one_long_string_in_many_cells_is_refused() -> None:
    book = write_xlsx(["长" * 30_000], [], "数据")
    cells = "".join(f"<row>{cell(f'A{n}', '0', 's')}</row>" for n in range(1, 1101))
    body = f"<sheetData>{cells}</sheetData>".encode()
    data = changed(book, SHEET, lambda xml: re.sub(rb"<sheetData>.*</sheetData>", body, xml))
    with pytest.raises(FileIsRefused, match="文字过多"):
        read_table(data, "a.xlsx")


def test_mutated_workbooks_are_read_or_refused() -> None:
    chance = random.Random(7)
    good = write_xlsx(["名称", "金额"], [["示例厂", Yuan(n)] for n in range(30)], "数据")
    refused = 0
    for _ in range(150):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_table(bytes(data), "a.xlsx")
        except FileIsRefused:
            refused += 1
    assert refused > 50


def test_mutated_sheets_are_read_or_refused() -> None:
    chance = random.Random(11)
    good = write_xlsx(["名称", "日期"], [["甲", dt.date(2026, 1, 1)], ["乙", 1.5]], "数据")

    def spoil(xml: bytes) -> bytes:
        spoiled = bytearray(xml)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(spoiled))
            spoiled[at : at + chance.randrange(3)] = chance.choice(
                [b"", b"9", b"<", b'"', b"A", b"s", b"-", b"\xff", b"e99"]
            )
        return bytes(spoiled)

    read = 0
    for part in (SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        for _ in range(60):
            try:
                read_table(changed(good, part, spoil), "a.xlsx")
                read += 1
            except FileIsRefused:
                continue
    assert 0 < read < 240


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+1", "'-1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\tx", "'\tx"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("-1,000.50", "-1,000.50"),
        ("+86", "+86"),
        ("-3.85%", "-3.85%"),
        ("示例厂", "示例厂"),
        ("", ""),
    ],
)
def test_a_formula_sign_is_neutralised(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


texts = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_a_written_csv_reads_back(rows: list[list[str]]) -> None:
    kept = [row for row in rows if any(row) and not any(c.startswith("'") for c in row)]
    assert read_table(write_csv(["a", "b"], kept), "a.csv").rows == kept


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "=1+1"),
        ("26342000000012345678", "26342000000012345678"),
        (Yuan(12_500_005), "125000.05"),
        (Yuan(10**16 - 1), "99999999999999.99"),
        (Yuan(-(10**16) + 1), "-99999999999999.99"),
        (Percent(38_500), "0.0385"),
        (dt.date(2026, 11, 23), "2026-11-23"),
        (True, "是"),
        (7, "7"),
        (10**20, "100000000000000000000"),
        (None, ""),
    ],
)
def test_a_written_cell_reads_back(value: Cell, shown: str) -> None:
    data = write_xlsx(["键", "值"], [["x", value]], "a/b[c]")
    assert read_table(data, "a.xlsx").rows == [["x", shown]]


def test_an_export_has_no_live_formula() -> None:
    data = write_xlsx(["=A1"], [["=1+1"], ["\ud800=2"], ["{=3}"], ["http://示例"]], "")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [row[0].data_type for row in sheet.iter_rows()] == ["s"] * 5
