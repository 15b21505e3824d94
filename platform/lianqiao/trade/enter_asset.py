"""What entering a receivable and entering an order share."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ..registry.models import Enterprise
from ..registry.queries import trades
from ..shared import audit
from ..shared.actor import Actor
from ..shared.ids import new_id
from ..shared.numbers import next_number
from ..shared.transitions import note_step
from ..shared.working_days import get_calendar
from . import rules
from .billing import check_billed_order
from .check_reading import refuse_what_stops
from .confirm_asset import confirm_entered
from .errors import DocumentIsThereAlready
from .fingerprints import Marks, find_near, find_same, marks_of_paper
from .models import Asset, PurchaseOrder, Receivable
from .near_words import near_refusal
from .papers import Paper, columns_of
from .states import ASSET
from .tell import tell

PREFIXES = {"receivable": "YS", "order": "DD"}
NUMBER_FIELDS = {"receivable": "invoice_no", "order": "order_no"}


def enter_asset(
    session: Session, actor: Actor, paper: Paper, now: datetime, today: date, secret: str
) -> Asset:
    """Enter a paper; the upload of the side that is asked confirms it.

    Raises the refusals of rules.py, DocumentIsThereAlready, ReasonForNearDocumentIsMissing.
    """
    marks = examine(session, actor, paper, today, secret)
    asset = _add(session, actor, paper, marks, now, today)
    confirms = rules.confirms_by_entering(paper, actor.organisation_id)
    if confirms:
        confirm_entered(session, actor, asset, now, today)
    audit.record(
        session,
        actor,
        f"enter_{paper.kind}",
        asset.id,
        now,
        number=asset.number,
        amount_fen=asset.amount_fen,
        confirmed_fen=asset.confirmed_fen,
    )
    _tell_other_side(session, actor, asset, now, confirmed=confirms)
    return asset


def examine(session: Session, actor: Actor, paper: Paper, today: date, secret: str) -> Marks:
    """All that can be refused before anything is written; the fingerprints of what stands."""
    check_paper(session, actor, paper, today)
    marks = marks_of_paper(session, secret, paper)
    refuse_same(find_same(session, paper, marks), paper)
    if not paper.near_reason and (kinds := find_near(session, marks)):
        raise near_refusal(kinds)
    return marks


def check_paper(session: Session, actor: Actor, paper: Paper, today: date) -> None:
    """All that can be said before the document is looked up. Raises the refusals of rules.py."""
    linked = trades(session, paper.creditor_id, paper.debtor_id)
    creditor = session.get(Enterprise, paper.creditor_id)
    is_core = creditor is not None and creditor.is_core
    rules.check_entry(paper, actor.organisation_id, rules.Sides(linked, is_core))
    check_billed_order(session, paper)
    if paper.kind == "receivable":
        rules.check_invoice_number(paper.number, paper.code, paper.terms.issue_date)
    rules.check_amount(paper.terms.amount_fen, paper.terms.requested_fen)
    rules.check_dates(paper.kind, paper.terms, today)
    refuse_what_stops(session, paper, today)


def refuse_same(found: Asset | None, paper: Paper) -> None:
    """Raises DocumentIsThereAlready; both sides of a document may know its number here."""
    if found is None:
        return
    field = NUMBER_FIELDS[paper.kind]
    if found.state == "withdrawn":
        words = _(
            "这张单据录入过又撤回了（%(number)s），请打开它更正后重新提交", number=found.number
        )
    else:
        words = _("这张单据已在平台登记（%(number)s），不能重复录入", number=found.number)
    raise DocumentIsThereAlready(words, field)


def asset_of_paper(
    paper: Paper, marks: Marks, number: str, entered_by: str, effective_due_date: date
) -> Asset:
    """The row of a paper, with its id, not yet in any session."""
    return Asset(
        id=new_id(),
        number=number,
        kind=paper.kind,
        creditor_id=paper.creditor_id,
        debtor_id=paper.debtor_id,
        borrower_id=paper.borrower_id,
        core_id=paper.core_id,
        entered_by=entered_by,
        document_no=paper.number,
        amount_fen=paper.terms.amount_fen,
        requested_fen=paper.terms.requested_fen,
        splittable=paper.splittable,
        issue_date=paper.terms.issue_date,
        delivery_date=paper.terms.delivery_date,
        due_date=paper.terms.due_date,
        effective_due_date=effective_due_date,
        fingerprint=marks.exact,
        near_fingerprint=marks.near,
        near_number=marks.number,
        near_contract=marks.contract,
        near_reason=paper.near_reason[:500],
        **columns_of(paper.clauses),
        contract_no=paper.terms.contract_no,
        instalment=paper.terms.instalment,
    )


def extension_of(asset: Asset, paper: Paper) -> Receivable | PurchaseOrder:
    """The row that extends the asset by what only its kind has."""
    if paper.kind == "receivable":
        return Receivable(
            id=asset.id,
            creditor_id=paper.creditor_id,
            invoice_code=paper.code,
            invoice_no=paper.number,
            order_id=paper.order_id,
            invoice_kind=paper.bill.kind,
            source=paper.bill.source,
            net_fen=paper.bill.net_fen,
            tax_fen=paper.bill.tax_fen,
        )
    borrower = "seller" if paper.borrower_id == paper.creditor_id else "buyer"
    return PurchaseOrder(
        id=asset.id, seller_id=paper.creditor_id, order_no=paper.number, borrower=borrower
    )


def _add(
    session: Session, actor: Actor, paper: Paper, marks: Marks, now: datetime, today: date
) -> Asset:
    effective = get_calendar(session).roll(paper.terms.due_date).effective
    number = next_number(session, PREFIXES[paper.kind], today)
    asset = asset_of_paper(paper, marks, number, actor.organisation, effective)
    session.add(extension_of(asset, paper))
    try:
        note_step(session, ASSET, asset, "enter", actor, now)
    except IntegrityError:  # the same document, entered twice at the same moment
        words = _("这张单据刚刚已被录入，请到列表里查看")
        raise DocumentIsThereAlready(words, NUMBER_FIELDS[paper.kind]) from None
    return asset


def _tell_other_side(
    session: Session, actor: Actor, asset: Asset, now: datetime, *, confirmed: bool
) -> None:
    name = actor.organisation_name
    if confirmed:
        title = _("%(name)s 录入并确权了单据 %(no)s", name=name, no=asset.document_no)
        tell(session, asset, asset.borrower_id, "asset_confirmed", title, now)
    else:
        title = _("%(name)s 提交了单据 %(no)s，请确权", name=name, no=asset.document_no)
        tell(session, asset, asset.core_id, "asset_to_confirm", title, now)
