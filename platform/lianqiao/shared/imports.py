"""Importing a file of one kind: read, parse, apply good rows, name what is wrong with the rest.

A slice describes a kind by an ``Importer``; the web page and the command line run it here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import Session

from . import audit
from .actor import Actor
from .table_mapping import Mapping
from .tabular import Column, Row, RowError, Table, parse_rows, read_table, rejected_csv

Applied = Literal["new", "changed", "unchanged"]


class RowIsRefused(ValueError):
    """A row that was read cannot be applied; ``field`` is the column, the message the mend."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


@dataclass(frozen=True)
class ImportContext:
    """What applying rows needs besides the row: who, in which session, when, with what.

    ``handouts`` are rows that the person is given once and that are kept nowhere.
    """

    session: Session
    actor: Actor
    now: datetime
    today: date
    secret: str = ""
    warnings: list[RowError] = field(default_factory=list)
    public_url: str = ""
    handouts: list[list[str]] = field(default_factory=list)

    def warn(self, row: Row, field_name: str, message: str) -> None:
        """Tell something about a row that is applied all the same."""
        value = str(row.values.get(field_name) or "")
        self.warnings.append(RowError(row.number, field_name, value, message))


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
    rejected_file: bytes | None


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
    table = read_table(data, filename)
    parsed = parse_rows(table, importer.columns, mapping, importer.key)
    errors = list(parsed.errors)
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    apply = importer.prepare(context, parsed.rows)
    for row in parsed.rows:
        try:
            counts[apply(row)] += 1
        except RowIsRefused as refusal:
            value = str(row.values.get(refusal.field) or "")
            errors.append(RowError(row.number, refusal.field, value, refusal.message))
    errors.sort(key=lambda error: error.row)
    context.session.flush()
    result = _result(table, counts, errors, context.warnings, parsed.warnings)
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


def _result(
    table: Table,
    counts: dict[str, int],
    errors: list[RowError],
    warnings: list[RowError],
    notes: list[str],
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
        notes=notes,
        rejected_file=rejected_csv(table, errors) if errors else None,
    )


def _digest(data: bytes) -> str:
    return audit.link("", data.hex())[:16]
