"""Lists: columns, filter, order and page from the address; the same query feeds the Excel file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response
from sqlalchemy import Select, func, select
from sqlmodel import Session

from .calendar import DateIsNotReadable, parse_date
from .money import format_ppm
from .tabular import write_xlsx

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column of a list.

    ``kind``: text, money, date, due, moment, ppm, number, state, choice; ``due`` wants rows with
    state and days_overdue. ``in_file_only`` leaves a column out of the page.
    ``order`` is the SQL expression to sort by, None where sorting makes no sense.
    ``labels`` maps codes to words for kinds state and choice; ``tones`` colours states.
    ``link`` is true for the column that opens the row.
    """

    key: str
    label: Any
    kind: str = "text"
    order: Any = None
    labels: Mapping[str, Any] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)
    link: bool = False
    in_file_only: bool = False


@dataclass(frozen=True)
class Choice:
    """A filter in the address: name, label, and (value, label) pairs.

    ``otherwise`` is the label of no value, 「全部」 unless said otherwise.
    """

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    otherwise: Any = ""


@dataclass(frozen=True)
class DayFilter:
    """A day in the address, such as the earliest due date: name and label."""

    name: str
    label: Any


@dataclass(frozen=True)
class Listing:
    """What the address asked of a list. Unknown values fall back to the default, never fail.

    ``kept`` are words of the page around the list that its addresses carry along.
    """

    columns: Sequence[Column]
    args: Mapping[str, str]
    path: str
    choices: Sequence[Choice] = ()
    default_sort: str = ""
    searchable: bool = True
    kept: Mapping[str, str] = field(default_factory=dict)
    days: Sequence[DayFilter] = ()

    @property
    def sort(self) -> str:
        """The key to sort by, with a leading minus for descending."""
        asked = self.args.get("sort", self.default_sort)
        known = {column.key for column in self.columns if column.order is not None}
        return asked if asked.lstrip("-") in known else self.default_sort

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        text = self.args.get("page", "1")
        return min(max(1, int(text)), 1_000_000) if text.isascii() and text.isdigit() else 1

    @property
    def search(self) -> str:
        """What was typed into the search box."""
        return self.args.get("q", "").strip()[:80]

    def chosen(self, name: str) -> str:
        """The value of a filter, empty when none or not one of its options."""
        value = self.args.get(name, "")
        options = {o for c in self.choices if c.name == name for o, _label in c.options}
        return value if value in options else ""

    def day(self, name: str) -> date | None:
        """The day of a day filter, None when none was given or it cannot be read."""
        try:
            return parse_date(self.args.get(name, "")[:40])
        except DateIsNotReadable:
            return None

    def address(self, **changes: Any) -> str:
        """This list's address with some of its words changed; empty words are left out."""
        words = {**self.kept, "q": self.search, "sort": self.args.get("sort", "")}
        words |= {choice.name: self.chosen(choice.name) for choice in self.choices}
        words |= {one.name: day.isoformat() for one in self.days if (day := self.day(one.name))}
        words |= {name: str(value) for name, value in changes.items()}
        kept = {name: value for name, value in words.items() if value}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def sort_address(self, column: Column) -> str:
        """The address that sorts by a column, the other way round when it does already."""
        return self.address(sort=f"-{column.key}" if self.sort == column.key else column.key)

    def ordered(self, query: Select[Any]) -> Select[Any]:
        """The query in the order asked for."""
        for column in self.columns:
            if column.order is not None and column.key == self.sort.lstrip("-"):
                descends = self.sort.startswith("-")
                return query.order_by(column.order.desc() if descends else column.order.asc())
        return query

    def fetch(self, session: Session, query: Select[Any]) -> "Page":
        """The page of rows and the total. ``query`` selects columns named as the list's keys."""
        total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        pages = max(1, -(-total // PER_PAGE))
        number = min(self.page, pages)
        rows = session.execute(
            self.ordered(query).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
        ).all()
        return Page(self, list(rows), int(total), number, pages)

    def page_of(self, rows: Sequence[Any]) -> "Page":
        """The page of rows that are computed rather than read; sorted by any column with order."""
        pages = max(1, -(-len(rows) // PER_PAGE))
        number = min(self.page, pages)
        first = (number - 1) * PER_PAGE
        shown = self.arranged(rows)[first : first + PER_PAGE]
        return Page(self, shown, len(rows), number, pages)

    def arranged(self, rows: Sequence[Any]) -> list[Any]:
        """Computed rows in the order asked for; empty values stand last either way."""
        key, descends = self.sort.lstrip("-"), self.sort.startswith("-")
        if not key:
            return list(rows)
        known = [row for row in rows if getattr(row, key) not in (None, "")]
        known.sort(key=lambda row: getattr(row, key), reverse=descends)
        return [*known, *(row for row in rows if getattr(row, key) in (None, ""))]

    def to_excel(self, session: Session, query: Select[Any], name: str) -> Response:
        """Every row of the same query as a workbook; no live formulas."""
        return self.workbook(session.execute(self.ordered(query)).all(), name)

    def workbook(self, rows: Sequence[Any], name: str) -> Response:
        """Rows as a workbook with the list's columns; no live formulas."""
        cells = [[self._plain(column, row) for column in self.columns] for row in rows]
        data = write_xlsx([str(column.label) for column in self.columns], cells, name)
        response = Response(data, mimetype=XLSX)
        response.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
        return response

    @staticmethod
    def _plain(column: Column, row: Any) -> Any:
        value = getattr(row, column.key)
        if value is None:
            return ""
        if column.kind == "money":
            return value / 100
        if column.kind == "ppm":
            return format_ppm(value)
        if column.kind in ("state", "choice"):
            return str(column.labels.get(value, value))
        return value if isinstance(value, int | float) else str(value)


@dataclass(frozen=True)
class Page:
    """A page of a list: rows, total, where we are."""

    listing: Listing
    rows: list[Any]
    total: int
    number: int
    pages: int
