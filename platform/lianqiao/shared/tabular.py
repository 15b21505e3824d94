"""Columns of an import: headers guessed, foreign files mapped, rows parsed or refused whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from lianqiao.shared.table_columns import (
    CellIsRefused,
    Column,
    Parser,
    Reading,
    Row,
    Value,
    ValueIsOfAnotherKind,
)
from lianqiao.shared.table_headers import (
    find_header,
    guess_headers,
    suggest_headers,
    unit_of,
)
from lianqiao.shared.table_mapping import Mapping, MappingIsRefused
from lianqiao.shared.tabular_reading import FAULTS, REASONS, Table, read_table
from lianqiao.shared.tabular_writing import (
    Cell,
    Percent,
    Sheet,
    Yuan,
    rejected_csv,
    rejected_sheet,
    rejected_xlsx,
    safe_cell,
    write_csv,
    write_xlsx,
)
from lianqiao.shared.xlsx_guard import FileIsRefused

_LONGEST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was refused: its number, the column's name, what stood there, the mend."""

    row: int
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Rows that can be applied, rows that cannot, and what else should be told.

    ``positions`` tells where each column of ours was read.
    """

    rows: list[Row]
    errors: list[RowError]
    warnings: list[str]
    unknown_columns: list[str]
    positions: dict[str, int]


def find_columns(
    headers: Sequence[str], columns: Sequence[Column], mapping: Mapping
) -> dict[str, int]:
    """Where each column of ours stands, by the mapping first, else by guess: name → position.

    Raises FileIsRefused and MappingIsRefused.
    """
    names = {column.name for column in columns}
    for ours in (*mapping.columns, *mapping.constants):
        if ours not in names:
            raise MappingIsRefused(
                gettext(
                    "映射中的列“%(ours)s”不认识，可用：%(sorted)s",
                    ours=ours,
                    sorted="、".join(sorted(names)),
                )
            )
    stated = {ours: theirs for ours, theirs in mapping.columns.items() if theirs}
    if twice := sorted(stated.keys() & mapping.constants.keys()):
        raise MappingIsRefused(
            gettext("映射中的“%(twice)s”既有列又有固定值，请只保留一个", twice=twice[0])
        )
    mapped = {ours: _position(headers, theirs) for ours, theirs in stated.items()}
    free = ["" if at in mapped.values() else name for at, name in enumerate(headers)]
    settled = mapping.columns.keys() | mapping.constants.keys()
    return guess_headers(free, [c for c in columns if c.name not in settled]) | mapped


def _position(headers: Sequence[str], theirs: str) -> int:
    position = find_header(headers, theirs)
    if position is None:
        raise MappingIsRefused(gettext("映射中的列“%(theirs)s”在文件中不存在", theirs=theirs))
    return position


def parse_rows(
    table: Table,
    columns: Sequence[Column],
    mapping: Mapping | None = None,
    key: Sequence[str] = (),
    tick: Callable[[int], None] = lambda _row: None,
) -> ParsedFile:
    """Parse a table row by row: a row with any error is refused whole, with all its errors.

    `key` names the columns that identify a row; a later row with the same key is refused.
    `tick` is called with each row's number. Raises FileIsRefused where a required column is
    missing or headers are ambiguous.
    """
    plan = _Plan.of(table, columns, mapping or Mapping())
    parsed = ParsedFile([], [], [], plan.unknown, plan.positions)
    seen: dict[tuple[Value, ...], int] = {}
    for number, cells in zip(table.row_numbers, table.rows, strict=True):
        tick(number)
        row, errors = plan.parse(number, cells)
        identity = tuple(row.values.get(name) for name in key)
        if key and not errors and seen.setdefault(identity, number) != number:
            errors = [plan.duplicate(key, row, seen[identity])]
        parsed.errors.extend(errors)
        if not errors:
            parsed.rows.append(row)
    if plan.unknown:
        parsed.warnings.append(
            gettext("以下列不认识，已忽略：%(columns)s", columns="、".join(plan.unknown))
        )
    return parsed


def read_rows(
    table: Table, columns: Sequence[Column], mapping: Mapping
) -> list[tuple[Row, list[RowError]]]:
    """The rows of a short table as they are understood, the refused ones with their errors."""
    plan = _Plan.of(table, columns, mapping)
    return [
        plan.parse(number, cells)
        for number, cells in zip(table.row_numbers, table.rows, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where each column of one file is found and how it is read."""

    columns: Sequence[Column]
    positions: dict[str, int]
    constants: dict[str, str]
    readings: dict[str, Reading]
    width: int
    unknown: list[str]

    @classmethod
    def of(cls, table: Table, columns: Sequence[Column], mapping: Mapping) -> "_Plan":
        positions = find_columns(table.headers, columns, mapping)
        missing = [
            column.label
            for column in columns
            if column.required and column.name not in positions.keys() | mapping.constants.keys()
        ]
        if missing:
            raise FileIsRefused(gettext("缺少必填列：%(missing)s", missing="、".join(missing)))
        used = set(positions.values())
        unknown = [
            header
            for at, header in enumerate(table.headers)
            if header and at not in used and header not in REASONS
        ]
        readings = {
            column.name: _reading(table, positions.get(column.name), mapping) for column in columns
        }
        width = len(table.headers)
        return cls(columns, positions, mapping.constants, readings, width, unknown)

    def parse(self, number: int, cells: list[str]) -> tuple[Row, list[RowError]]:
        """The row's values, and every reason to refuse it."""
        row, errors = Row(number, {}), []
        if len(cells) > self.width:
            message = gettext(
                "这一行有 %(cells)s 列，表头只有 %(width)s 列：含逗号的内容要加引号",
                cells=len(cells),
                width=self.width,
            )
            errors.append(RowError(number, "", _shown(cells[-1]), message))
        for column in self.columns:
            text = self._text_of(column, cells)
            try:
                row.values[column.name] = self._value(column, text)
            except ValueError as error:
                message = f"{column.label}：{error}"
                errors.append(RowError(number, column.name, _shown(text), message))
        return row, errors

    def _text_of(self, column: Column, cells: list[str]) -> str:
        if column.name in self.constants:
            return self.constants[column.name]
        at = self.positions.get(column.name)
        return "" if at is None else cells[at]

    def _value(self, column: Column, text: str) -> Value:
        if text in FAULTS:
            raise CellIsRefused(gettext("公式出错，请在表格软件中改成值"))
        if text:
            return column.parse(text, self.readings[column.name])
        if column.required:
            raise CellIsRefused(gettext("必填，请补上"))
        return column.default

    def duplicate(self, key: Sequence[str], row: Row, first: int) -> RowError:
        """The refusal of a row whose key an earlier row has."""
        labels = "、".join(column.label for column in self.columns if column.name in key)
        shown = " ".join(str(row.values.get(name) or "") for name in key)
        words = gettext("%(labels)s：与第 %(first)s 行重复", labels=labels, first=first)
        return RowError(row.number, key[0], _shown(shown), words)


def _reading(table: Table, position: int | None, mapping: Mapping) -> Reading:
    unit = "元" if position is None else unit_of(table.headers[position])
    return Reading(unit, mapping.amount_factor, mapping.date_format, mapping.parties)


def _shown(text: str) -> str:
    return text[:_LONGEST_SHOWN]


__all__ = [
    "Cell",
    "CellIsRefused",
    "Column",
    "FileIsRefused",
    "Mapping",
    "MappingIsRefused",
    "ParsedFile",
    "Parser",
    "Percent",
    "Reading",
    "Row",
    "RowError",
    "Sheet",
    "Table",
    "Value",
    "ValueIsOfAnotherKind",
    "Yuan",
    "find_columns",
    "guess_headers",
    "parse_rows",
    "read_rows",
    "read_table",
    "rejected_csv",
    "rejected_sheet",
    "rejected_xlsx",
    "safe_cell",
    "suggest_headers",
    "unit_of",
    "write_csv",
    "write_xlsx",
]
