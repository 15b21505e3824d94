"""What a row of a file says of the contract, and what its checks say of the row."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlmodel import Session

from ..registry.bulk import in_parts
from ..registry.queries import find_dishonest
from ..shared.cells import percent_cell, text_cell, yes_no_cell
from ..shared.figure_book import FigureBook
from ..shared.imports import ImportContext, RowIsRefused
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .check_reading import clauses_of, figures_from
from .checks import FIGURES, Check, Document, Standing
from .checks_history import Between, look
from .models import Asset
from .papers import Clauses, Paper
from .queries import is_overdue
from .size_book import SizeBook

COLUMNS = (
    Column("is_voucher", ("电子凭证",), parse=yes_no_cell),
    Column("voucher_reason", ("凭证期限理由",), parse=text_cell(500)),
    Column("pay_when_paid", ("背靠背付款",), parse=yes_no_cell),
    Column("late_rate", ("约定逾期利率",), parse=percent_cell),
    Column("term_clause", ("账期条款",), parse=text_cell(500)),
)
# Old books come in files: what is past its due date, or trades without a link, says nothing.
TOLD_OF_ROWS = {
    "term": "due_date",
    "voucher_term": "due_date",
    "pay_when_paid": "pay_when_paid",
    "delivery": "delivery_date",
    "debtor_pays": "debtor_id",
    "dishonest": "debtor_id",
}


def clauses_of_row(row: Row, known: Clauses | None = None) -> Clauses:
    """The row's clauses; what it leaves empty stays as it is known."""
    stated = {
        "is_voucher": row.values.get("is_voucher"),
        "voucher_reason": row.values.get("voucher_reason"),
        "pay_when_paid": row.values.get("pay_when_paid"),
        "term_clause": row.values.get("term_clause"),
        "late_rate_ppm": row.values.get("late_rate"),
    }
    told = {name: value for name, value in stated.items() if value not in (None, "")}
    return Clauses(**(vars(known or Clauses()) | told))


class FileChecks:
    """The checks of a file's rows, from a few queries for all of them."""

    def __init__(self, context: ImportContext, firm_ids: Iterable[str]) -> None:
        self._session, self._today = context.session, context.today
        ids = list(firm_ids)
        self._figures = FigureBook(context.session, FIGURES)
        self._sizes = SizeBook(context.session, ids)
        self._unpaid = _unpaid(context.session, ids, context.today)
        self._dishonest: dict[str, bool] = {}

    def find(self, paper: Paper) -> list[Check]:
        """The stops and warnings that are worth a row's while."""
        sizes = self._sizes.of(*paper.parties)
        figures = figures_from(self._figures, paper.terms.issue_date, sizes[1], self._today)
        found = look(
            Document(paper.kind, paper.terms, paper.clauses),
            Between(sizes=sizes),
            self._standing(paper.debtor_id),
            figures,
            self._today,
        )
        return [
            check
            for check in found
            if check.severity in ("stop", "warning") and check.code in TOLD_OF_ROWS
        ]

    def _standing(self, debtor_id: str) -> Standing:
        if debtor_id not in self._dishonest:
            self._dishonest[debtor_id] = find_dishonest(self._session, debtor_id, self._today)
        return Standing(
            self._unpaid.get((debtor_id, True), 0),
            self._unpaid.get((debtor_id, False), 0),
            self._dishonest[debtor_id],
        )


def _unpaid(session: Session, ids: Iterable[str], today: date) -> dict[tuple[str, bool], int]:
    """How many vouchers and other documents each debtor let fall due unpaid."""
    asset, found = columns(Asset), dict[tuple[str, bool], int]()
    for part in in_parts(ids):
        query = (
            select(asset.debtor_id, asset.is_voucher, func.count())
            .where(asset.debtor_id.in_(part), is_overdue(today))
            .group_by(asset.debtor_id, asset.is_voucher)
        )
        for debtor, voucher, number in session.execute(query):
            found[(debtor, bool(voucher))] = int(number)
    return found


def check_row(
    context: ImportContext,
    file_checks: FileChecks,
    row: Row,
    paper: Paper,
    names: Mapping[str, str],
) -> None:
    """Refuse a row that is stopped, warn of the rest; ``names`` are the file's own columns."""
    for check in file_checks.find(paper):
        field = TOLD_OF_ROWS[check.code]
        words = f"{check.words}（{check.source}）。{check.advice}"
        if check.severity == "stop":
            raise RowIsRefused(field, words)
        context.warn(row, names.get(field, field), words)


def wanted_clauses(asset: Asset, row: Row, *, may_change: bool) -> Clauses | None:
    """What the contract of a known document shall say, None where the row says nothing new.

    Raises RowIsRefused where it may not change any more.
    """
    known = clauses_of(asset)
    wanted = clauses_of_row(row, known)
    if wanted == known:
        return None
    if not may_change:
        changed = [name for name, value in vars(wanted).items() if value != getattr(known, name)]
        name = "late_rate" if changed[0] == "late_rate_ppm" else changed[0]
        raise RowIsRefused(name, _("合同条款在确权前由录入的一方更正，现在不能再改"))
    return wanted
