"""Importing a file of one kind: read, parse, apply good rows, name what is wrong with the rest.

A slice describes a kind by an ``Importer``; the web page and the command line run it here.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import text
from sqlmodel import Session

from . import audit
from .actor import Actor
from .database import is_conflict
from .table_mapping import Mapping
from .tabular import (
    Column,
    ParsedFile,
    Row,
    RowError,
    Sheet,
    Table,
    parse_rows,
    read_table,
    rejected_sheet,
    write_csv,
)

T = TypeVar("T")
LONGEST_SHOWN = 200
Applied = Literal["new", "changed", "unchanged"]
Watch = Callable[[str, int, int], None]
"""Told how far an import is: the step (reading, rows, writing), rows done, rows in all."""


class RowIsRefused(ValueError):
    """A row that was read cannot be applied; ``field`` is the column, the message the mend."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


class ImportIsCancelled(Exception):
    """Whoever started the import has called it back; the transaction is to be undone."""


def watch_nothing(_step: str, _done: int, _total: int) -> None:
    """For imports that nobody watches."""


@dataclass(frozen=True)
class ImportContext:
    """What applying rows needs besides the row: who, in which session, when, with what.

    ``handouts`` are rows that the person is given once and that are kept nowhere.
    ``at_end`` are called once after the last row: what is written for all rows together.
    ``keep`` is false for a preview, whose caller undoes it: it takes no lock and leaves out
    the writing.
    """

    session: Session
    actor: Actor
    now: datetime
    today: date
    secret: str = ""
    warnings: list[RowError] = field(default_factory=list)
    public_url: str = ""
    handouts: list[list[str]] = field(default_factory=list)
    at_end: list[Callable[[], None]] = field(default_factory=list)
    watch: Watch = watch_nothing
    keep: bool = True

    def warn(self, row: Row, field_name: str, message: str) -> None:
        """Tell something about a row that is applied all the same."""
        self.warnings.append(RowError(row.number, field_name, "", message))


Apply = Callable[[Row], Applied]


@dataclass(frozen=True)
class Importer:
    """A kind of file. ``key`` names the columns of the natural key.

    ``prepare`` loads in bulk what the rows refer to and returns the function that applies
    one row; that function checks everything before it touches the session, and raises
    RowIsRefused. It must not rely on the database to refuse a row. ``handout`` are the
    headers of what rows give out once, by ``context.handouts``.
    """

    kind: str
    label: Any
    columns: Sequence[Column]
    key: Sequence[str]
    prepare: Callable[[ImportContext, Sequence[Row]], Apply]
    handout: Sequence[Any] = ()


@dataclass(frozen=True)
class ImportResult:
    """Counts by the contract: rows = accepted + unchanged + rejected."""

    rows: int
    accepted: int
    unchanged: int
    rejected: int
    errors: list[RowError]
    warnings: list[RowError]
    notes: list[str]
    refused: Sheet | None

    @property
    def rejected_file(self) -> bytes | None:
        """The refused rows with their reasons as CSV, None where there are none."""
        return write_csv(self.refused.headers, self.refused.rows) if self.refused else None


def run_import(
    importer: Importer,
    context: ImportContext,
    data: bytes,
    filename: str,
    mapping: Mapping | None = None,
) -> ImportResult:
    """Read and apply a file in the caller's transaction.

    Raises FileIsRefused when the file as a whole cannot be read. A dry run is the same with
    a session that the caller rolls back.
    """
    context.watch("reading", 0, 0)
    table = read_table(data, filename)
    parsed = parse_rows(table, importer.columns, mapping, importer.key)
    if context.keep:
        _take_turn(context.session, importer.kind)
    counts, errors = _apply_rows(importer, context, parsed)
    if context.keep:
        _write(context, len(parsed.rows))
    told = _Cells(table, parsed.positions)
    result = _result(table, counts, told.of(errors), told.of(context.warnings), parsed)
    if result.accepted:
        audit.record(
            context.session,
            context.actor,
            f"import_{importer.kind}",
            "",
            context.now,
            file=filename,
            accepted=result.accepted,
            digest=_digest(data),
        )
    return result


def with_second_try(session: Session, attempt: Callable[[], T]) -> T:
    """Run an import again from the start when another transaction was faster with a row.

    The second time it finds what the other one wrote. The session must hold nothing else.
    """
    try:
        return attempt()
    except Exception as error:
        if not is_conflict(error):
            raise
        audit.drop_pending(session)
        session.rollback()
        return attempt()


def _take_turn(session: Session, kind: str) -> None:
    """One import of a kind at a time: a second one waits, and finds what the first one wrote.

    SQLite's writers are one at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(f"import:{kind}".encode())
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _apply_rows(
    importer: Importer, context: ImportContext, parsed: ParsedFile
) -> tuple[dict[str, int], list[RowError]]:
    errors = list(parsed.errors)
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    apply = importer.prepare(context, parsed.rows)
    for at, row in enumerate(parsed.rows):
        context.watch("rows", at, len(parsed.rows))
        try:
            counts[apply(row)] += 1
        except RowIsRefused as refusal:
            errors.append(RowError(row.number, refusal.field, "", refusal.message))
    errors.sort(key=lambda error: error.row)
    return counts, errors


def _write(context: ImportContext, rows: int) -> None:
    context.watch("writing", rows, rows)
    for write in context.at_end:
        write()
    context.session.flush()
    context.watch("writing", rows, rows)


def _result(
    table: Table,
    counts: dict[str, int],
    errors: list[RowError],
    warnings: list[RowError],
    parsed: ParsedFile,
) -> ImportResult:
    rejected = len({error.row for error in errors})
    accepted = counts["new"] + counts["changed"]
    return ImportResult(
        rows=accepted + counts["unchanged"] + rejected,
        accepted=accepted,
        unchanged=counts["unchanged"],
        rejected=rejected,
        errors=errors,
        warnings=warnings,
        notes=parsed.warnings,
        refused=rejected_sheet(table, errors, parsed.positions.values()) if errors else None,
    )


@dataclass(frozen=True)
class _Cells:
    """What stands in a cell of the file, as a spreadsheet shows it."""

    table: Table
    positions: dict[str, int]

    def of(self, told: Sequence[RowError]) -> list[RowError]:
        """Errors or warnings with the cell that they are about."""
        rows = dict(zip(self.table.row_numbers, self.table.rows, strict=True)) if told else {}
        return [one if one.value else self._with_cell(one, rows[one.row]) for one in told]

    def _with_cell(self, one: RowError, cells: list[str]) -> RowError:
        at = self.positions.get(one.field)
        return one if at is None else replace(one, value=cells[at][:LONGEST_SHOWN])


def _digest(data: bytes) -> str:
    return audit.link("", data.hex())[:16]
