"""Uploaded tables as text: CSV and xlsx, within limits, with the row numbers people see."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Final

from flask_babel import gettext

from lianqiao.shared.xlsx_guard import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    FileIsRefused,
    check_workbook,
)

REASONS: Final = ("原因", "未导入原因")
"""Headers of the column of reasons: the second where the file's own first one is read."""

FAULT: Final = "#ERROR!"
FAULTS: Final = frozenset(
    {FAULT, "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
"""What spreadsheets write where a formula came to nothing."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_GUARDED: Final = tuple("=+-@\t\r＝＋－＠")

CalamineCell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as text: `row_numbers[i]` is where a spreadsheet shows `rows[i]` (header: 1).

    Rows are as long as the header at least; blank rows are left out.
    """

    headers: list[str]
    rows: list[list[str]]
    row_numbers: list[int]


def read_table(data: bytes, filename: str) -> Table:
    """Read a CSV (UTF-8, else GB18030) or the first visible sheet of an xlsx.

    Dates arrive as ISO text, whole numbers without decimals. Raises FileIsRefused.
    """
    if len(data) > MAX_BYTES:
        raise FileIsRefused(gettext("文件超过 10 MB，请拆分后上传"))
    suffix = PurePath(filename.replace("\\", "/")).suffix.lower()
    if data.startswith(_OLE) or suffix in {".xls", ".et", ".xlsb", ".xlsm", ".ods"}:
        raise FileIsRefused(gettext("请把文件另存为未加密的 xlsx 或 CSV 后上传"))
    if data.startswith(_ZIP):
        return _table(_xlsx_rows(data))
    if suffix == ".xlsx":
        raise FileIsRefused(
            gettext("文件已损坏或不是 xlsx 工作簿，请在表格软件中另存为 xlsx 后重试")
        )
    return _table(_csv_rows(data))


def _table(records: Iterable[list[str]]) -> Table:
    headers: list[str] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, record in enumerate(records, start=1):
        cells = _without_tail(record)
        if not cells:
            continue
        if number > MAX_ROWS:
            raise FileIsRefused(
                gettext("表格超过 %(max_rows)s 行，请拆分后上传", max_rows=f"{MAX_ROWS - 1:,}")
            )
        if len(cells) > MAX_COLUMNS + _has_reasons(headers or cells):
            raise FileIsRefused(
                gettext("表格超过 %(max_columns)s 列，请删除多余的列", max_columns=MAX_COLUMNS)
            )
        if not headers:
            headers = cells
            continue
        rows.append(cells + [""] * (len(headers) - len(cells)))
        numbers.append(number)
    if not headers:
        raise FileIsRefused(gettext("文件是空的，第一行应为表头"))
    return Table(headers, rows, numbers)


def _has_reasons(headers: list[str]) -> bool:
    """Whether the file is one of refused rows that we gave back with a column of reasons."""
    return headers[-1] in REASONS


def _without_tail(record: list[str]) -> list[str]:
    cells = [_unguarded(cell.strip()) for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that our own exports put before a formula sign."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def _csv_rows(data: bytes) -> Iterable[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise FileIsRefused(gettext("文件不是文本，请另存为 xlsx 或 CSV（UTF-8）后上传"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error:
        message = gettext(
            "CSV 第 %(reader)s 行的引号不成对或内容过长，请检查后重试", reader=reader.line_num
        )
        raise FileIsRefused(message) from None


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF_16):
        raise FileIsRefused(
            gettext("文件是 UTF-16（“Unicode 文本”），请另存为 xlsx 或 CSV（UTF-8）后上传")
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileIsRefused(gettext("文件编码无法识别，请另存为 UTF-8 编码的 CSV 后上传"))


def _delimiter(text: str) -> str:
    header = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    return next((sign for sign in (",", "\t", ";") if sign in header), ",")


def _xlsx_rows(data: bytes) -> Iterable[list[str]]:
    # Loading the reader takes time that most requests need not spend.
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    checked = check_workbook(data)
    try:
        with load_workbook(io.BytesIO(checked.data)) as workbook:
            sheet = workbook.get_sheet_by_name(checked.sheet)
            left = sheet.start[1] if sheet.start else 0
            row: list[CalamineCell]
            for number, row in enumerate(sheet.iter_rows(), start=1):
                cells = [_text(cell) for cell in row]
                for column in checked.faults.get(number, ()):
                    # The reader gives nothing for it, as if the file had nothing to say.
                    if 0 <= (at := column - 1 - left) < len(cells):
                        cells[at] = FAULT
                yield cells
    except BaseException as error:
        # The reader's own panics are no Exception, so they are known by their name.
        broken = isinstance(error, CalamineError | ValueError | OSError)
        if not broken and type(error).__name__ != "PanicException":
            raise
        message = gettext("文件已损坏或不是 xlsx 工作簿，请在表格软件中另存为 xlsx 后重试")
        raise FileIsRefused(message) from None


def _text(cell: CalamineCell) -> str:
    match cell:
        case bool():
            return "是" if cell else "否"
        case float():
            return _plain_number(cell)
        case dt.datetime():
            midnight = cell.time() == dt.time()
            return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return str(cell).replace("\0", "")


def _plain_number(number: float) -> str:
    """The number with the 15 digits that a spreadsheet shows, never in scientific notation."""
    text = format(Decimal(f"{number:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
