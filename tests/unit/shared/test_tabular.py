"""Imports: what a file may be, how its headers and cells are read, and which rows are refused."""

import csv
import datetime as dt
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import cells, uscc
from lianqiao.shared.tabular import (
    Column,
    FileIsRefused,
    Mapping,
    MappingIsRefused,
    ParsedFile,
    Table,
    ValueIsOfAnotherKind,
    guess_headers,
    parse_rows,
    read_table,
    rejected_csv,
    rejected_sheet,
    rejected_xlsx,
    suggest_headers,
    unit_of,
)

SELLER = uscc.make("91341721", "MA2T1017")
KINDS = {"state": ("国有",), "local": ("地方法人",)}
COLUMNS = (
    Column("invoice_no", ("发票号码",), required=True, parse=cells.text_cell(20)),
    Column("creditor_uscc", ("债权人代码", "供应商代码"), required=True, parse=cells.uscc_cell),
    Column("amount", ("金额",), required=True, parse=cells.amount_cell(allow_zero=False)),
    Column("due_date", ("到期日",), required=True, parse=cells.date_cell),
    Column("disputed", ("有争议",), parse=cells.yes_no_cell, default=False),
    Column("kind", ("类型",), parse=cells.choice_cell(KINDS)),
    Column("employees", ("从业人员",), parse=cells.whole_cell(0, 1_000_000)),
    Column("rate", ("年利率",), parse=cells.percent_cell),
    Column("month", ("月份",), parse=cells.month_cell),
)
HEADER = "发票号码,债权人代码,金额,到期日"


def read(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), "示例.csv")


def parse(text: str, mapping: Mapping | None = None, key: tuple[str, ...] = ()) -> ParsedFile:
    return parse_rows(read(text), COLUMNS, mapping, key)


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_each_encoding(encoding: str) -> None:
    table = read("名称,金额\r\n示例厂,1\r\n", encoding)
    assert table == Table(["名称", "金额"], [["示例厂", "1"]], [2])


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    table = read('a,b\n1,2\n\n , \n"多\n行",4\n5\n')
    assert table.rows == [["1", "2"], ["多\n行", "4"], ["5", ""]]
    assert table.row_numbers == [2, 5, 6]


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_other_separators_are_seen_in_the_header(sign: str) -> None:
    assert read(f"名称{sign}金额\n甲{sign}1,5\n").rows == [["甲", "1,5"]]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "空的"),
        (b"\n \n", "a.csv", "空的"),
        (b"a,b\n\xff\xff", "a.csv", "编码"),
        (b"a\0b", "a.csv", "不是文本"),
        (b'a,b\n"x"y,1\n', "a.csv", "第 2 行的引号"),
        (b'a,b\n"x', "a.csv", "引号"),
        (b"a\n" + b"x" * 200_000, "a.csv", "内容过长"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "10 MB"),
        (b"a\n" + b"1\n" * 20_001, "a.csv", "20,000 行"),
        (b"a," * 60 + b"a\n", "a.csv", "60 列"),
        (b"\xd0\xcf\x11\xe0old", "a.csv", "另存为未加密的 xlsx"),
        (b"a,b\n", "a.XLS", "另存为未加密的 xlsx"),
        (b"a,b\n", "a.xlsx", "不是 xlsx"),
    ],
)
def test_a_file_beyond_the_limits_is_refused(data: bytes, name: str, words: str) -> None:
    with pytest.raises(FileIsRefused, match=words):
        read_table(data, name)


def test_a_file_at_the_limits_is_read() -> None:
    assert len(read("a\n" + "1\n" * 20_000).rows) == 20_000
    assert len(read("a," * 59 + "a" + ",,,\n").headers) == 60


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a", "b/c.txt"]))
def test_random_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        table = read_table(data, name)
    except FileIsRefused as error:
        assert str(error)
        return
    assert len(table.rows) == len(table.row_numbers)


# Headers


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("金额", "amount"),
        ("金额*", "amount"),
        ("金额（万元）", "amount"),
        ("金额(单位：万元)", "amount"),
        ("金额万元", "amount"),
        ("AMOUNT", "amount"),
        ("Invoice No", "invoice_no"),
        ("供应商代码", "creditor_uscc"),
        ("金额（必填）", "amount"),
        ("金额（万元）（必填）", "amount"),
        ("年利率（%）", "rate"),
        ("到期日(YYYY-MM-DD)", "due_date"),
        (" ＡＭＯＵＮＴ ", "amount"),
    ],
)
def test_a_header_is_guessed(header: str, name: str) -> None:
    assert guess_headers(["其他", header], COLUMNS) == {name: 1}


def test_a_foreign_currency_is_not_taken_for_yuan() -> None:
    assert guess_headers(["金额（美元）", ""], COLUMNS) == {}


def test_two_headers_for_one_column_are_refused() -> None:
    with pytest.raises(FileIsRefused, match="“金额”和“amount”都对应“金额”"):
        guess_headers(["金额", "amount"], COLUMNS)


def test_a_column_s_own_name_goes_before_its_other_spellings() -> None:
    assert guess_headers(["供应商代码", "债权人代码"], COLUMNS) == {"creditor_uscc": 1}


def test_for_a_page_the_first_of_two_is_suggested() -> None:
    assert suggest_headers(["金额", "amount"], COLUMNS) == {"amount": 0}


@pytest.mark.parametrize(
    ("header", "unit"),
    [("金额", "元"), ("金额（元）", "元"), ("金额（亿元）", "亿元"), ("资本净额 万元", "万元")],
)
def test_a_header_names_its_unit(header: str, unit: str) -> None:
    assert unit_of(header) == unit


# Rows


def test_a_good_row_is_parsed() -> None:
    header = "发票号码,供应商代码,金额（万元）,到期日,有争议,类型,从业人员,年利率,月份,备注"
    row = f"001,{SELLER},１２.５,2026年11月23日,是,国有,1000,3.85%,2026年1月,无"
    parsed = parse(f"{header}\n{row}\n")
    assert parsed.errors == []
    assert parsed.unknown_columns == ["备注"]
    assert parsed.warnings == ["以下列不认识，已忽略：备注"]
    number, values = parsed.rows[0]
    assert number == 2
    assert values == {
        "invoice_no": "001",
        "creditor_uscc": SELLER,
        "amount": 12_500_000,
        "due_date": dt.date(2026, 11, 23),
        "disputed": True,
        "kind": "state",
        "employees": 1000,
        "rate": 38_500,
        "month": "2026-01",
    }


def test_a_row_with_any_error_is_refused_with_all_of_them() -> None:
    parsed = parse(f"{HEADER}\n,{SELLER[:-1]}X,12.345,2026-02-30\n2,{SELLER},5,2026-11-23\n")
    assert [row.number for row in parsed.rows] == [3]
    assert [(error.row, error.field) for error in parsed.errors] == [
        (2, "invoice_no"),
        (2, "creditor_uscc"),
        (2, "amount"),
        (2, "due_date"),
    ]
    assert parsed.errors[0].message == "发票号码：必填，请补上"
    assert parsed.errors[3].value == "2026-02-30"
    assert all(error.message for error in parsed.errors)


@pytest.mark.parametrize(
    ("header", "cell", "words"),
    [
        ("有争议", "maybe", "“是”或“否”"),
        ("类型", "外资", "可填：国有、地方法人"),
        ("从业人员", "-1", "整数"),
        ("从业人员", "1.5", "整数"),
        ("年利率", "百分之三", "百分比"),
        ("月份", "2026-13", "月份"),
        ("从业人员", "#N/A", "公式出错"),
    ],
)
def test_a_cell_that_does_not_fit_says_the_mend(header: str, cell: str, words: str) -> None:
    parsed = parse(f"{HEADER},{header}\n1,{SELLER},5,2026-11-23,{cell}\n")
    assert [error.value for error in parsed.errors] == [cell]
    assert words in parsed.errors[0].message


@pytest.mark.parametrize(
    ("cell", "words"), [("=A1", "这是公式"), ("a\x07b", "控制字符"), ("x" * 21, "最多 20 个字")]
)
def test_a_text_is_no_formula_and_holds_nothing_invisible(cell: str, words: str) -> None:
    parsed = parse(f"{HEADER}\n{cell},{SELLER},5,2026-11-23\n")
    assert words in parsed.errors[0].message


def test_a_text_is_one_line() -> None:
    parsed = parse(f'{HEADER}\n" a\n b ",{SELLER},5,2026-11-23\n')
    assert parsed.rows[0].text("invoice_no") == "a b"


@pytest.mark.parametrize(
    ("cell", "flag"), [("是", True), ("1", True), ("TRUE", True), ("否", False), ("No", False)]
)
def test_yes_and_no_are_understood(cell: str, flag: bool) -> None:
    parsed = parse(f"{HEADER},有争议\n1,{SELLER},5,2026-11-23,{cell}\n")
    assert parsed.rows[0].flag("disputed") is flag


def test_an_unquoted_comma_in_an_amount_is_seen() -> None:
    parsed = parse(f"{HEADER}\n1,{SELLER},125,000.00,2026-11-23\n")
    assert "表头只有 4 列" in parsed.errors[0].message


def test_a_later_duplicate_is_refused() -> None:
    line = f"1,{SELLER},5,2026-11-23\n"
    bad = f"1,{SELLER},,2026-11-23\n"
    parsed = parse(f"{HEADER}\n{bad}{line}{line}", key=("creditor_uscc", "invoice_no"))
    assert [row.number for row in parsed.rows] == [3]
    assert [error.row for error in parsed.errors] == [2, 4]
    assert "与第 3 行重复" in parsed.errors[1].message


def test_a_missing_required_column_is_named() -> None:
    with pytest.raises(FileIsRefused, match="缺少必填列：债权人代码、到期日"):
        parse("发票号码,金额\n1,2\n")


def test_a_row_gives_its_values_by_kind() -> None:
    row = parse(f"{HEADER}\n1,{SELLER},5,2026-11-23\n").rows[0]
    assert (row.text("invoice_no"), row.whole("amount")) == ("1", 500)
    assert row.day("due_date") == dt.date(2026, 11, 23)
    assert (row.text("kind"), row.whole_or_none("employees"), row.flag("disputed")) == (
        "",
        None,
        False,
    )
    with pytest.raises(ValueIsOfAnotherKind):
        row.whole("invoice_no")
    with pytest.raises(ValueIsOfAnotherKind):
        row.whole("employees")


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_table_is_parsed_and_every_row_is_told(lines: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER.split(","), *lines])
    try:
        table = read_table(text.getvalue().encode("utf-8", "replace"), "a.csv")
    except FileIsRefused:
        return
    parsed = parse_rows(table, COLUMNS)
    told = {row.number for row in parsed.rows} | {error.row for error in parsed.errors}
    assert told == set(table.row_numbers)


# Foreign files

FOREIGN = "InvoiceAmount,customerID,invoiceNumber,DueDate\n50.39,C-1,77,02/01/2012\n"
MAPPING = {
    "columns": {"invoice_no": "invoiceNumber", "amount": "InvoiceAmount", "due_date": "DueDate"},
    "constants": {"creditor_uscc": "S-1"},
    "date_format": "%d/%m/%Y",
    "amount_factor": "1000",
    "parties": {"S-1": SELLER},
}


def test_a_foreign_file_is_read_through_a_mapping() -> None:
    parsed = parse(FOREIGN, Mapping.from_json(json.dumps(MAPPING)))
    assert parsed.errors == []
    assert parsed.unknown_columns == ["customerID"]
    row = parsed.rows[0]
    assert row.text("creditor_uscc") == SELLER
    assert (row.whole("amount"), row.day("due_date")) == (5_039_000, dt.date(2012, 1, 2))


def test_a_column_can_be_left_out_though_a_header_is_known() -> None:
    text = f"{HEADER},有争议\n1,{SELLER},5,2026-11-23,是\n"
    parsed = parse(text, Mapping(columns={"disputed": ""}))
    assert parsed.rows[0].flag("disputed") is False
    assert parsed.unknown_columns == ["有争议"]
    with pytest.raises(FileIsRefused, match="缺少必填列：金额"):
        parse(text, Mapping(columns={"amount": ""}))


def test_a_mapping_is_written_as_it_was_read() -> None:
    mapping = Mapping.from_json(json.dumps(MAPPING))
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert Mapping().to_json() == ""
    assert Mapping.from_json('{"amount_factor": "0.010"}').parts() == {"amount_factor": "0.01"}


@pytest.mark.parametrize(
    ("columns", "headers", "fits"),
    [
        ({"amount": "Amt"}, ["x", "Ａ m t"], True),
        ({"amount": "Amt", "kind": ""}, ["Amt"], True),
        ({"amount": "Amt", "kind": "K"}, ["Amt"], False),
        ({"kind": ""}, ["Amt"], False),
        ({}, ["Amt"], False),
    ],
)
def test_a_mapping_fits_a_file_that_has_its_headers(columns, headers, fits: bool) -> None:
    assert Mapping(columns=columns).fits(headers) is fits


def test_a_mapping_comes_from_text_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(MAPPING), encoding="utf-8")
    assert Mapping.from_option(str(path)) == Mapping.from_option(json.dumps(MAPPING))
    assert Mapping.from_json(path).amount_factor == Fraction(1000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON"),
        ("[]", "JSON 对象"),
        ('{"colums": {}}', "“colums”不认识"),
        ('{"columns": []}', "“columns”应为"),
        ('{"constants": {"a": 1}}', "“constants”应为"),
        ('{"date_format": "dmy"}', "date_format"),
        ('{"amount_factor": "0"}', "正数"),
        ('{"amount_factor": "-1"}', "正数"),
        ('{"amount_factor": true}', "正数"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_wrong_mapping_is_refused(text: str, words: str) -> None:
    with pytest.raises(MappingIsRefused, match=words):
        Mapping.from_json(text)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (Mapping(columns={"price": "x"}), "“price”不认识"),
        (Mapping(columns={"amount": "x"}), "“x”在文件中不存在"),
        (Mapping(columns={"amount": "金额"}, constants={"amount": "1"}), "既有列又有固定值"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(mapping: Mapping, words: str) -> None:
    with pytest.raises(MappingIsRefused, match=words):
        parse(f"{HEADER}\n", mapping)


def test_a_mapping_file_that_is_absent_is_refused() -> None:
    with pytest.raises(MappingIsRefused, match="无法读取"):
        Mapping.from_option("/absent/mapping.json")


# Refused rows


def test_refused_rows_come_back_with_their_reasons_and_can_be_mended() -> None:
    text = f"{HEADER},备注\n1,{SELLER},x,2026-11-23,=1+1\n2,{SELLER},5,2026-11-23,好\n"
    table = read(text)
    parsed = parse_rows(table, COLUMNS)
    data = rejected_csv(table, parsed.errors)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0] == [*HEADER.split(","), "备注", "原因"]
    assert len(lines) == 2
    assert lines[1][4] == "'=1+1"
    assert "金额" in lines[1][5]
    mended = read_table(data.replace(b",x,", b",7,"), "mended.csv")
    assert mended.rows[0][4] == "=1+1"
    again = parse_rows(mended, COLUMNS)
    assert (len(again.rows), again.errors, again.unknown_columns) == (1, [], ["备注"])


def test_refused_rows_as_xlsx_keep_long_numbers() -> None:
    number = "26342000000012345678"
    table = read(f"{HEADER}\n{number},{SELLER},x,2026-11-23\n")
    data = rejected_xlsx(table, parse_rows(table, COLUMNS).errors)
    assert read_table(data, "未导入.xlsx").rows[0][0] == number


def test_a_row_that_is_too_long_loses_nothing() -> None:
    parsed = parse(f"{HEADER}\n1,{SELLER},125,000.00,2026-11-23\n")
    sheet = rejected_sheet(read(f"{HEADER}\n1,{SELLER},125,000.00,2026-11-23\n"), parsed.errors)
    assert sheet.rows[0][:4] == ["1", SELLER, "125", "000.00,2026-11-23"]


def test_a_column_of_reasons_of_one_s_own_is_kept() -> None:
    columns = (*COLUMNS[:1], Column("reason", ("原因",)))
    table = read("发票号码,原因,未导入原因\n,欠款,必填\n")
    parsed = parse_rows(table, columns)
    sheet = rejected_sheet(table, parsed.errors, parsed.positions.values())
    assert (sheet.headers, sheet.rows[0][:2]) == (["发票号码", "原因", "未导入原因"], ["", "欠款"])
    assert parsed.unknown_columns == []


def test_the_widest_file_comes_back_with_its_reasons() -> None:
    headers = [*HEADER.split(","), *(f"其他{n}" for n in range(56))]
    table = Table(headers, [[""] * 59 + ["x"]], [2])
    parsed = parse_rows(table, COLUMNS)
    for data, name in (
        (rejected_csv(table, parsed.errors), "a.csv"),
        (rejected_xlsx(table, parsed.errors), "a.xlsx"),
    ):
        assert read_table(data, name).headers == [*headers, "原因"]
