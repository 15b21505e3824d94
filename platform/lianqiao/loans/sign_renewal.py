"""The new contract is signed no later than maturity: the new loan starts, the old one ends."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from ..shared.working_days import get_calendar
from . import rules
from .book_loan import NewLoan, add_movement, add_schedules, book_loan, number_is_taken
from .end_loan import end_loan
from .errors import LoanNumberIsTaken, RenewalTermsDoNotFit
from .figures import bullet_months
from .models import Loan, Renewal
from .queries import lock_loan_for_bank, lock_renewal_for
from .rules import RenewalTerms
from .states import RENEWAL


def sign_renewal(
    session: Session,
    actor: Actor,
    renewal_id: str,
    terms: RenewalTerms,
    now: datetime,
    today: date,
) -> Loan:
    """签订续贷 (金规〔2024〕13号): returns the new loan. In fen nothing is lost or made:

    what the new loan takes over leaves the old one as ``renewal``, the rest as ``repayment``.
    Raises NothingIsThere, RenewalIsTooLate, RenewalTermsDoNotFit, LoanNumberIsTaken.
    """
    renewal = lock_renewal_for(session, actor, renewal_id, "bank")
    old = lock_loan_for_bank(session, actor, renewal.loan_id)
    _check(session, renewal, old, terms, today)
    _end_old(session, old, terms, actor, now)
    new = _start_new(session, old, terms, actor, now, today)
    renewal.signed_on = terms.signed_on
    renewal.new_loan_id = new.id
    advance(session, RENEWAL, renewal, "sign", actor, now)
    audit.record(
        session,
        actor,
        "sign_renewal",
        renewal.id,
        now,
        old=old.id,
        new=new.id,
        principal_fen=new.principal_fen,
        signed_on=terms.signed_on,
    )
    title = _("续贷已签订，新借据号 %(no)s", no=new.loan_no)
    notify(session, old.borrower_id, "renewal_signed", title, now, path=f"/loans/{new.id}")
    return new


def _check(session: Session, renewal: Renewal, old: Loan, terms: RenewalTerms, today: date) -> None:
    RENEWAL.target(renewal.state, "sign")
    if renewal.opinion not in rules.RENEWING:
        raise RenewalTermsDoNotFit(_("反馈的意见不是续贷，不能签订"))
    rules.check_signing(terms, renewal.opinion, old.balance_fen, renewal.maturity_date, today)
    if terms.signed_on < old.drawdown_date:
        raise RenewalTermsDoNotFit(_("签订日不能早于原贷款放款日"), "signed_on")
    if number_is_taken(session, old.bank_id, terms.loan_no.strip()):
        raise LoanNumberIsTaken(_("本行已有借据号 %(no)s，请核对", no=terms.loan_no), "loan_no")


def _end_old(session: Session, old: Loan, terms: RenewalTerms, actor: Actor, now: datetime) -> None:
    rest = old.balance_fen - terms.principal_fen
    add_movement(session, old, "repayment", rest, terms.signed_on, "续贷时归还")
    add_movement(session, old, "renewal", terms.principal_fen, terms.signed_on, terms.loan_no)
    old.repaid_fen += old.balance_fen
    old.balance_fen = 0
    end_loan(session, old, "renew", actor, now, terms.loan_no)


def _start_new(
    session: Session,
    old: Loan,
    terms: RenewalTerms,
    actor: Actor,
    now: datetime,
    today: date,
) -> Loan:
    months = bullet_months(session, terms.signed_on)
    new = NewLoan(
        loan_no=terms.loan_no.strip(),
        bank_id=old.bank_id,
        borrower_id=old.borrower_id,
        asset_id=old.asset_id,
        renewed_from_id=old.id,
        kind=old.kind,
        guarantee=old.guarantee,
        repayment=rules.usual_repayment(terms.signed_on, terms.maturity_date, months),
        principal_fen=terms.principal_fen,
        rate_ppm=terms.rate_ppm,
        day_count=old.day_count,
        drawdown_date=terms.signed_on,
        maturity_date=terms.maturity_date,
    )
    calendar = get_calendar(session)
    loan = book_loan(session, calendar, new, "draw_down", actor, now, today)
    add_schedules(session, calendar, [loan])
    return loan
