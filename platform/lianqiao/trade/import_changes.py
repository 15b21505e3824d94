"""A row whose document is known: what may still change is changed, the rest refused."""

from dataclasses import replace

from flask_babel import gettext as _

from ..shared.imports import Applied, RowIsRefused
from ..shared.tabular import Row
from . import rules
from .change_clauses import put_clauses
from .check_reading import clauses_of
from .confirm_reading import credited_of
from .credit_note_rules import check_notes_fit
from .import_billing import note_order
from .import_book import Book
from .import_clauses import check_row, wanted_clauses
from .import_steps import ends_of, take, take_steps
from .models import Asset
from .papers import Clauses, Paper, Terms
from .states import ASSET

OPEN_TO_CHANGE = ("entered", "disputed")


def apply_changes(book: Book, row: Row, asset: Asset, paper: Paper) -> Applied:
    """Change a known document as the row says.

    Raises RowIsRefused where what differs may not change any more.
    """
    _check_same_parties(asset, paper)
    terms = _stated_terms(asset, paper)
    differs = _differing(book, asset, paper, terms)
    if differs:
        _refuse_closed(book, asset, differs[0])
    clauses = _check_change(book, row, asset, terms, paper, differs=bool(differs))
    if differs:
        asset.proposed_fen = None  # the undisputed part of what it was before
        _change_terms(book, row, asset, terms, paper)
    wishes = _change_wishes(book, row, asset, paper) | note_order(book, asset, paper)
    if clauses is not None:
        put_clauses(asset, clauses)
        book.context.session.add(asset)
    if differs and asset.state == "disputed":
        asset.dispute_reason = ""
        take(book, asset, "resubmit", _("重新导入更正"))
    _warn_of_dispute(book, row, asset)
    stepped = take_steps(book, row, asset)
    return "changed" if differs or wishes or clauses or stepped else "unchanged"


def _check_same_parties(asset: Asset, paper: Paper) -> None:
    if asset.debtor_id != paper.debtor_id:
        raise RowIsRefused("debtor_id", _("这张单据已登记在另一个付款方名下，请核对"))
    if asset.borrower_id != paper.borrower_id:
        raise RowIsRefused("borrower", _("这张订单已按另一个融资方登记，请核对"))


def _stated_terms(asset: Asset, paper: Paper) -> Terms:
    """The row's terms; what it leaves empty stays as it is."""
    return replace(
        paper.terms,
        delivery_date=paper.terms.delivery_date or asset.delivery_date,
        requested_fen=paper.terms.requested_fen or asset.requested_fen,
        contract_no=paper.terms.contract_no or asset.contract_no,
        instalment=paper.terms.instalment or asset.instalment,
    )


def _differing(book: Book, asset: Asset, paper: Paper, terms: Terms) -> list[str]:
    """The fields of amount and dates in which row and document differ."""
    pairs = {
        "amount_fen": (asset.amount_fen, terms.amount_fen),
        "issue_date": (asset.issue_date, terms.issue_date),
        "delivery_date": (asset.delivery_date, terms.delivery_date),
        "due_date": (asset.due_date, terms.due_date),
        "contract_no": (asset.contract_no, terms.contract_no),
        "instalment": (asset.instalment, terms.instalment),
    }
    found = [name for name, (old, new) in pairs.items() if old != new]
    if found == ["due_date"] and asset.state == "confirmed":
        # The debtor may have moved it when confirming: the file still says what was entered.
        marks = book.marks_of(paper, terms)
        return [] if asset.near_fingerprint in marks.near_under("near_fingerprint") else found
    return found


def _refuse_closed(book: Book, asset: Asset, name: str) -> None:
    if asset.state not in OPEN_TO_CHANGE:
        words = _("这张单据%(state)s，不能再改", state=ASSET.labels[asset.state])
        raise RowIsRefused(name, words)
    if book.own_id == asset.core_id:
        raise RowIsRefused(
            name, _("与对方录入的不同：请在「确权」页面部分确权，或提出异议请对方更正")
        )


def _change_terms(book: Book, row: Row, asset: Asset, terms: Terms, paper: Paper) -> None:
    rules.check_amount(terms.amount_fen, terms.requested_fen)
    if terms.amount_fen < asset.amount_fen:
        check_notes_fit(terms.amount_fen, credited_of(book.context.session, asset.id))
    rules.check_dates(asset.kind, terms, book.context.today)
    marks = book.marks_of(paper, terms)
    own = (asset.near_fingerprint, asset.near_number, asset.near_contract)
    book.warn_if_near(row, asset, marks, own)
    asset.amount_fen, asset.issue_date = terms.amount_fen, terms.issue_date
    asset.delivery_date, asset.due_date = terms.delivery_date, terms.due_date
    asset.effective_due_date = book.calendar.roll(terms.due_date).effective
    asset.contract_no, asset.instalment = terms.contract_no, terms.instalment
    asset.fingerprint, asset.near_fingerprint = marks.exact, marks.near
    asset.near_number, asset.near_contract = marks.number, marks.contract
    book.context.session.add(asset)


def _check_change(
    book: Book, row: Row, asset: Asset, terms: Terms, paper: Paper, *, differs: bool
) -> Clauses | None:
    """The clauses to put in, None where they stay; all is checked before anything is changed."""
    may = asset.state in OPEN_TO_CHANGE and book.own_id != asset.core_id
    clauses = wanted_clauses(asset, row, may_change=may)
    if differs or clauses is not None:
        wanted = replace(paper, terms=terms, clauses=clauses or clauses_of(asset))
        check_row(book.context, book.checks, row, wanted, {"debtor_id": "debtor_uscc"})
    return clauses


def _change_wishes(book: Book, row: Row, asset: Asset, paper: Paper) -> bool:
    """How much is wanted, and whether it may be split: the borrower's own matter."""
    if book.own_id == asset.core_id:
        return False
    requested = paper.terms.requested_fen or asset.requested_fen
    stated = row.values.get("splittable")
    splittable = asset.splittable if stated is None else bool(stated)
    if (requested, splittable) == (asset.requested_fen, asset.splittable):
        return False
    if asset.occupied_fen or asset.state not in (*OPEN_TO_CHANGE, "confirmed"):
        name = "requested" if requested != asset.requested_fen else "splittable"
        raise RowIsRefused(name, _("这张单据已用于融资或已了结，不能再改"))
    rules.check_amount(asset.amount_fen, requested)
    asset.requested_fen, asset.splittable = requested, splittable
    book.context.session.add(asset)
    return True


def _warn_of_dispute(book: Book, row: Row, asset: Asset) -> None:
    if ends_of(row).disputed and asset.state == "confirmed":
        book.context.warn(row, "disputed", _("对方已确权，文件中的争议标记不再采用"))
