"""The bank opens a renewal review before the scan does, or again after an earlier one."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import note_step
from ..shared.working_days import get_calendar
from . import queries, rules
from .errors import LoanMayNotBeRenewed, RenewalIsOpenAlready
from .figures import find_renewal_figures
from .models import Loan, Renewal
from .states import RENEWAL


def open_renewal(
    session: Session, actor: Actor, loan_id: str, now: datetime, today: date
) -> Renewal:
    """开启续贷评估. Raises NothingIsThere, LoanMayNotBeRenewed, RenewalIsOpenAlready."""
    loan = queries.lock_loan_for_bank(session, actor, loan_id)
    if queries.find_open_renewal(session, loan.id) is not None:
        raise RenewalIsOpenAlready(_("这笔贷款已有进行中的续贷评估"))
    renewal = _new_renewal(session, loan, today)
    note_step(session, RENEWAL, renewal, "open", actor, now)
    audit.record(session, actor, "open_renewal", renewal.id, now, loan=loan.id)
    notify(
        session,
        loan.borrower_id,
        "renewal_opened",
        _("续贷评估已开启：借据 %(no)s", no=loan.loan_no),
        now,
        path=f"/renewals/{renewal.id}",
    )
    return renewal


def _new_renewal(session: Session, loan: Loan, today: date) -> Renewal:
    figures = find_renewal_figures(session, today)
    if figures is None:
        raise LoanMayNotBeRenewed(_("续贷政策在这一天尚未施行"))
    size = queries.get_size_class(session, loan.borrower_id)
    rules.check_renewable(
        loan.state, loan.balance_fen, size, loan.maturity_date, figures.medium_until, today
    )
    calendar = get_calendar(session)
    return Renewal(
        loan_id=loan.id,
        bank_id=loan.bank_id,
        borrower_id=loan.borrower_id,
        opened_on=today,
        answer_by=rules.answer_by(loan.maturity_date, figures.feedback_days, today, calendar),
        maturity_date=loan.maturity_date,
    )
