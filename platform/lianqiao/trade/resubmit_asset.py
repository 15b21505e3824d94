"""The borrower mends a disputed or withdrawn document and lays it before the other side again."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..registry.merged import codes_by_firm
from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.transitions import advance
from ..shared.working_days import get_calendar
from . import rules
from .change_clauses import change_clauses
from .confirm_reading import credited_of
from .credit_note_rules import check_notes_fit
from .errors import DocumentIsThereAlready
from .fingerprints import Marks, find_near, marks_under
from .models import Asset, Receivable
from .near_words import near_refusal
from .papers import Clauses, Terms
from .queries import get_asset_for_borrower
from .states import ASSET
from .tell import tell


def resubmit_asset(
    session: Session,
    actor: Actor,
    asset_id: str,
    reason: str,
    now: datetime,
    today: date,
    *,
    terms: Terms | None = None,
    near_reason: str = "",
    secret: str = "",
    clauses: Clauses | None = None,
) -> Asset:
    """更正后重新提交, with a word on what was mended; ``terms`` None leaves amounts and dates,
    ``clauses`` None what the contract says.

    Raises ReasonIsMissing and the refusals of rules.py.
    """
    asset = get_asset_for_borrower(session, actor, asset_id)
    ASSET.target(asset.state, "resubmit")
    words = rules.stated_reason(reason)
    asset.proposed_fen = None  # the undisputed part of what it was before
    if terms is not None:
        change_terms(session, asset, terms, near_reason, today, secret)
    change_clauses(session, actor, asset, clauses, today)
    asset.dispute_reason = ""
    advance(session, ASSET, asset, "resubmit", actor, now, words)
    audit.record(
        session,
        actor,
        "resubmit_asset",
        asset.id,
        now,
        reason=words,
        amount_fen=asset.amount_fen,
        due_date=asset.due_date,
    )
    name = actor.organisation_name
    title = _("%(name)s 更正了单据 %(no)s，请确权", name=name, no=asset.document_no)
    tell(session, asset, asset.core_id, "asset_to_confirm", title, now, words)
    return asset


def change_terms(
    session: Session, asset: Asset, terms: Terms, near_reason: str, today: date, secret: str
) -> None:
    """Put other amounts and dates into a document that is not confirmed, with new fingerprints."""
    rules.check_amount(terms.amount_fen, terms.requested_fen)
    check_notes_fit(terms.amount_fen, credited_of(session, asset.id))
    rules.check_dates(asset.kind, terms, today)
    marks = marks_of_asset(session, secret, asset, terms)
    reason = near_reason.strip() or asset.near_reason
    if not reason and (kinds := find_near(session, marks, asset.id)):
        raise near_refusal(kinds)
    _refuse_twin(session, asset, marks)
    asset.amount_fen = terms.amount_fen
    asset.requested_fen = terms.requested_fen
    asset.issue_date = terms.issue_date
    asset.delivery_date = terms.delivery_date
    asset.due_date = terms.due_date
    asset.effective_due_date = get_calendar(session).roll(terms.due_date).effective
    asset.near_reason = reason[:500]
    asset.contract_no, asset.instalment = terms.contract_no, terms.instalment
    asset.fingerprint, asset.near_fingerprint = marks.exact, marks.near
    asset.near_number, asset.near_contract = marks.number, marks.contract


def marks_of_asset(session: Session, secret: str, asset: Asset, terms: Terms) -> Marks:
    """The fingerprints that a document would have with these terms."""
    invoice = session.get(Receivable, asset.id)
    codes = codes_by_firm(session, (asset.creditor_id, asset.debtor_id))
    return marks_under(
        secret,
        asset.kind,
        asset.document_no,
        invoice.invoice_code if invoice else "",
        terms,
        codes[asset.creditor_id],
        codes[asset.debtor_id],
    )


def _refuse_twin(session: Session, asset: Asset, marks: Marks) -> None:
    row = columns(Asset)
    query = select(row.id).where(row.fingerprint.in_(marks.exact_ones), row.id != asset.id)
    if session.execute(query).first() is not None:
        raise DocumentIsThereAlready(_("改成这样就与平台上另一张单据完全相同了，请核对"))
