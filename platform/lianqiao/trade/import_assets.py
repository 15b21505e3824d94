"""Receivables and orders from a file: what both kinds share, row by row.

The operator's rows are entered and nothing is confirmed by that; a firm's own rows follow
the rules of its pages, and the upload of the side that is asked confirms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from ..registry.merged import refuse_merged
from ..registry.models import Enterprise
from ..shared.errors import Refusal
from ..shared.imports import Applied, Apply, ImportContext, RowIsRefused
from ..shared.tabular import Row
from . import rules
from .enter_asset import asset_of_paper, extension_of
from .fingerprints import Marks
from .import_billing import receivables_with_order, with_billed_order
from .import_book import Book, load_book
from .import_changes import apply_changes
from .import_clauses import check_row
from .import_holding import hold_rows
from .import_steps import ends_of, enter, take_steps
from .papers import Paper


@dataclass(frozen=True)
class Shape:
    """How a kind's rows become papers. ``fields`` maps the rules' fields to the file's."""

    kind: str
    seller: str
    buyer: str
    fields: dict[str, str]
    paper: Callable[[Row, Enterprise, Enterprise], Paper]


def prepare_with(shape: Shape) -> Callable[[ImportContext, Sequence[Row]], Apply]:
    """The importer's ``prepare`` for a kind."""

    def prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
        codes = [row.text(name) for row in rows for name in (shape.seller, shape.buyer)]
        book = load_book(shape.kind, context, codes)
        hold_rows(book, rows, shape.seller)
        book.billing = receivables_with_order(book)

        def apply(row: Row) -> Applied:
            return _apply(shape, book, row)

        def preview(row: Row) -> Applied:
            with context.session.no_autoflush:  # a row that is written is held
                return _apply(shape, book, row)

        return apply if context.keep else preview

    return prepare


def _apply(shape: Shape, book: Book, row: Row) -> Applied:
    seller = _firm(book, row, shape.seller)
    buyer = _firm(book, row, shape.buyer)
    paper = shape.paper(row, seller, buyer)
    known = book.known.get((seller.id, paper.code, paper.number))
    try:
        _check_parties(book, paper, seller)
        paper = with_billed_order(book, row, paper)
        if known is not None:
            return apply_changes(book, row, known, paper)
        _check_terms(book, row, paper)
        check_row(book.context, book.checks, row, paper, shape.fields)
    except Refusal as refusal:
        name = refusal.field or "creditor_id"
        raise RowIsRefused(shape.fields.get(name, name), str(refusal.message)) from None
    except RowIsRefused as refusal:
        name = shape.fields.get(refusal.field, refusal.field)
        raise RowIsRefused(name, refusal.message) from None
    _add(book, row, paper, book.marks_of(paper, paper.terms))
    return "new"


def _firm(book: Book, row: Row, name: str) -> Enterprise:
    refuse_merged(book.merged, row, name)
    firm = book.firms.get(row.text(name))
    if firm is None:
        raise RowIsRefused(name, _("平台上没有这个代码的企业，请先登记该企业"))
    return firm


def _check_parties(book: Book, paper: Paper, seller: Enterprise) -> None:
    """Links and sides are asked of a firm's own file; the operator's may name any two firms."""
    if book.own_id is None:
        rules.check_two_parties(paper)
        return
    linked = paper.parties in book.linked
    rules.check_entry(paper, book.own_id, rules.Sides(linked, seller.is_core))


def _check_terms(book: Book, row: Row, paper: Paper) -> None:
    rules.check_amount(paper.terms.amount_fen, paper.terms.requested_fen)
    rules.check_dates(paper.kind, paper.terms, book.context.today)
    ends = ends_of(row)
    if ends.settled_on is not None and ends.settled_on < paper.terms.issue_date:
        raise RowIsRefused("settled_date", _("结清日期不能早于开票日期"))


def _add(book: Book, row: Row, paper: Paper, marks: Marks) -> None:
    effective = book.calendar.roll(paper.terms.due_date).effective
    asset = asset_of_paper(paper, marks, book.number_of_asset(), book.entered_by, effective)
    book.warn_if_near(row, asset, marks)
    book.context.session.add_all([asset, extension_of(asset, paper)])
    book.known[(paper.creditor_id, paper.code, paper.number)] = asset
    if paper.order_id is not None:
        book.billing.add(asset.id)
    enter(book, asset)
    take_steps(book, row, asset)
