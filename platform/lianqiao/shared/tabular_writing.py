"""Tables for people to open: CSV and xlsx in which no text is ever a live formula."""

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from lianqiao.shared.money import FEN_PER_YUAN, PPM, format_yuan
from lianqiao.shared.tabular_reading import REASONS, Table

_RISKY: Final = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?", re.ASCII)
_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_CELL: Final = 32_767
_EXACT: Final = 10**15
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)


class _Reason(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def message(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount of fen that a spreadsheet shows as yuan."""

    fen: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A rate in ppm that a spreadsheet shows as a percentage."""

    ppm: int


Cell = str | int | float | bool | dt.date | Yuan | Percent | None


def safe_cell(text: str) -> str:
    """The text with an apostrophe before a sign that a spreadsheet takes for a formula."""
    if text.lstrip(" ").startswith(_RISKY) and not _NUMBER.fullmatch(text.strip(" ")):
        return "'" + text
    return text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV in UTF-8 with BOM that opens in a spreadsheet without live formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(header) for header in headers])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written."""

    headers: list[str]
    rows: list[list[str]]


def rejected_csv(table: Table, errors: Iterable[_Reason]) -> bytes:
    """The refused rows with their original columns and a column of reasons, as CSV."""
    sheet = rejected_sheet(table, errors)
    return write_csv(sheet.headers, sheet.rows)


def rejected_xlsx(table: Table, errors: Iterable[_Reason]) -> bytes:
    """The same as xlsx, in which long numbers keep their digits when opened and saved."""
    sheet = rejected_sheet(table, errors)
    return write_xlsx(sheet.headers, sheet.rows, "未导入")


def rejected_sheet(
    table: Table, errors: Iterable[_Reason], used: Collection[int] = frozenset()
) -> Sheet:
    """The refused rows with their original columns and a column of reasons.

    An earlier column of reasons is left out; ``used`` are positions that are something else.
    """
    reasons: dict[int, list[str]] = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(error.message)
    kept = [at for at, header in enumerate(table.headers) if header not in REASONS or at in used]
    width = len(table.headers)
    rows = [
        [_folded(cells, width)[at] for at in kept] + ["；".join(reasons[number])]
        for number, cells in zip(table.row_numbers, table.rows, strict=True)
        if number in reasons
    ]
    headers = [table.headers[at] for at in kept]
    reason = REASONS[1] if REASONS[0] in headers else REASONS[0]
    return Sheet([*headers, reason], rows)


def _folded(cells: list[str], width: int) -> list[str]:
    """A row no longer than the header; what stands too much is kept in its last cell."""
    return cells if len(cells) <= width else [*cells[: width - 1], ",".join(cells[width - 1 :])]


class _Sheet(Protocol):
    def write_string(self, row: int, column: int, text: str, style: object = None) -> int: ...
    def write_number(self, row: int, column: int, number: float, style: object = None) -> int: ...


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], sheet_name: str) -> bytes:
    """An xlsx of one sheet: text as text, numbers, yuan, percentages and dates as numbers."""
    # Loading the writer takes time that most requests need not spend.
    import xlsxwriter  # noqa: PLC0415

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        styles = {
            Yuan: workbook.add_format({"num_format": "#,##0.00"}),
            Percent: workbook.add_format({"num_format": "0.00##%"}),
            dt.date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet = workbook.add_worksheet(_sheet_name(sheet_name))
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for column, header in enumerate(headers):
            sheet.write_string(0, column, _clean(header), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, number, column, cell, styles)
    return data.getvalue()


def write_template(headers: Sequence[str], name: str, guide: Sheet, guide_name: str) -> bytes:
    """An empty workbook to be filled in, every cell as text, and a second sheet that explains."""
    import xlsxwriter  # noqa: PLC0415

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet(_sheet_name(name))
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, max(12, 2 * len(header) + 4), text)
            sheet.write_string(0, column, _clean(header), bold)
        explained = workbook.add_worksheet(_sheet_name(guide_name))
        for column, width in enumerate((22, 8, 60, 24)):
            explained.set_column(column, column, width)
        for number, cells in enumerate([guide.headers, *guide.rows]):
            for column, cell in enumerate(cells):
                explained.write_string(number, column, _clean(cell), bold if number == 0 else None)
    return data.getvalue()


def _sheet_name(name: str) -> str:
    return _SHEET_SIGNS.sub(" ", _clean(name))[:31].strip(" '") or "数据"


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:_LONGEST_CELL]


def _write_cell(
    sheet: _Sheet, row: int, column: int, cell: Cell, styles: dict[type, object]
) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "是" if cell else "否")
        case Yuan(fen) if abs(fen) < _EXACT:
            sheet.write_number(row, column, fen / FEN_PER_YUAN, styles[Yuan])
        case Percent(ppm):
            sheet.write_number(row, column, ppm / PPM, styles[Percent])
        case int() | float() if abs(cell) < _EXACT:
            sheet.write_number(row, column, cell)
        case dt.date():
            day = cell.date() if isinstance(cell, dt.datetime) else cell
            sheet.write_number(row, column, (day - _SERIAL_ZERO).days, styles[dt.date])
        case Yuan(fen):
            sheet.write_string(row, column, format_yuan(fen).replace(",", ""))
        case _:
            sheet.write_string(row, column, _clean(str(cell)))
