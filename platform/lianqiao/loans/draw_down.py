"""The bank records that it has paid out: the loan with its schedule exists from then on."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..financing.before_drawdown import check_before_drawdown
from ..financing.mark_drawn import mark_drawn
from ..financing.models import Application, Quote, Registration
from ..financing.queries import find_registration, get_accepted_quote, lock_application_for
from ..financing.queries_register import find_claimed_asset
from ..shared import audit
from ..shared.actor import Actor
from ..shared.clock import local_date
from ..shared.errors import NothingIsThere
from ..shared.working_days import get_calendar
from ..trade.queries import get_asset
from . import rules
from .book_loan import NewLoan, add_schedules, book_loan, number_is_taken
from .errors import ApplicationIsNotRegistered, LoanNumberIsTaken
from .figures import bullet_months, house_figure
from .models import Loan
from .rules import usual_repayment


def record_drawdown(
    session: Session,
    actor: Actor,
    application_id: str,
    loan_no: str,
    drawdown_date: date,
    now: datetime,
    today: date,
    reason: str = "",
) -> Loan:
    """放款: after the registration (银发〔2025〕77号 art. 13), the principal whole (民法典 670).

    ``reason`` is asked for where less would be left for the bank than it lends. Raises
    NothingIsThere, ApplicationIsNotRegistered, LoanNumberIsTaken, DrawdownDateDoesNotFit,
    and the refusals of before_drawdown.py.
    """
    application, registration = _registered(session, actor, application_id)
    quote = get_accepted_quote(session, application.id)
    registered_on = local_date(registration.registered_at)
    rules.check_drawdown(drawdown_date, registered_on, quote.maturity_date, today)
    loan_no = loan_no.strip()
    if number_is_taken(session, application.bank_id, loan_no):
        raise LoanNumberIsTaken(_("本行已有借据号 %(no)s，请核对", no=loan_no), "loan_no")
    known = check_before_drawdown(session, application, quote, drawdown_date, reason)
    mark_drawn(session, actor, application.id, now)
    new = _new_loan(session, application, quote, loan_no, drawdown_date)
    calendar = get_calendar(session)
    loan = book_loan(session, calendar, new, "draw_down", actor, now, today)
    add_schedules(session, calendar, [loan])
    facts = {"application": application.id, **_facts(loan), **known}
    audit.record(session, actor, "record_drawdown", loan.id, now, **facts)
    _tell(session, loan, now)
    return loan


def _facts(loan: Loan) -> dict[str, object]:
    return {
        "loan_no": loan.loan_no,
        "principal_fen": loan.principal_fen,
        "drawdown_date": loan.drawdown_date,
    }


def _registered(
    session: Session, actor: Actor, application_id: str
) -> tuple[Application, Registration]:
    if actor.kind != "bank":
        raise NothingIsThere
    application = lock_application_for(session, actor, application_id)
    registration = find_registration(session, application.id)
    if registration is None:
        raise ApplicationIsNotRegistered(
            _("还没有中登网登记编号，请先登记再放款（银发〔2025〕77号第十三条）")
        )
    return application, registration


def _new_loan(
    session: Session, application: Application, quote: Quote, loan_no: str, drawdown: date
) -> NewLoan:
    asset = find_claimed_asset(session, application.id)
    asset = asset or get_asset(session, application.asset_id)
    return NewLoan(
        loan_no=loan_no,
        bank_id=application.bank_id,
        borrower_id=application.borrower_id,
        application_id=application.id,
        asset_id=asset.id,
        kind=asset.kind,
        guarantee=quote.guarantee,
        repayment=usual_repayment(drawdown, quote.maturity_date, bullet_months(session, drawdown)),
        principal_fen=quote.principal_fen,
        rate_ppm=quote.rate_ppm,
        day_count=house_figure(session, "loan.day_count", drawdown).number,
        drawdown_date=drawdown,
        maturity_date=quote.maturity_date,
    )


def _tell(session: Session, loan: Loan, now: datetime) -> None:
    notify(
        session,
        loan.borrower_id,
        "loan_drawn",
        _("贷款已放款，借据号 %(no)s", no=loan.loan_no),
        now,
        path=f"/loans/{loan.id}",
    )
