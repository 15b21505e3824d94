"""The bank reports that it gave the firm the rest of what the debtor paid."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from .book_loan import add_movement
from .errors import NothingIsToBePassedOn, RepaymentDoesNotFit
from .models import Loan
from .payment_statement import Statement, find_statement
from .queries import lock_loan_for_bank


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a bank reports: an amount in fen, and the day."""

    amount_fen: int
    on_date: date
    note: str = ""


def record_passed_on(
    session: Session, actor: Actor, loan_id: str, passed: PassedOn, now: datetime, today: date
) -> Loan:
    """余款退回: kept with the loan's movements; no balance moves.

    Raises NothingIsThere, NothingIsToBePassedOn, RepaymentDoesNotFit.
    """
    loan = lock_loan_for_bank(session, actor, loan_id)
    check_passed_on(find_statement(session, loan), passed, today)
    add_movement(session, loan, "passed_on", passed.amount_fen, passed.on_date, passed.note)
    session.flush()
    audit.record(
        session,
        actor,
        "record_passed_on",
        loan.id,
        now,
        amount_fen=passed.amount_fen,
        on_date=passed.on_date,
    )
    amount = format_yuan(passed.amount_fen)
    title = _("银行登记了退回余款 %(amount)s 元，借据 %(no)s", amount=amount, no=loan.loan_no)
    notify(session, loan.borrower_id, "surplus_passed_on", title, now, path=f"/loans/{loan.id}")
    return loan


def check_passed_on(statement: Statement | None, passed: PassedOn, today: date) -> None:
    """A rest that is the firm's, not above what the debtor paid, between payment and today.

    The bank's own interest may differ from the statement's, so the payment is the bound.
    """
    if statement is None or statement.parts.surplus_to != "supplier":
        raise NothingIsToBePassedOn(_("付款方的付款没有应退回企业的余款"))
    most = statement.paid_fen - statement.passed_on_fen
    if not 0 < passed.amount_fen <= most:
        words = _("退回金额应大于零，且不超过付款方所付 %(most)s 元", most=format_yuan(most))
        raise RepaymentDoesNotFit(words, "amount_fen")
    if not statement.loan.drawdown_date <= passed.on_date <= today:
        raise RepaymentDoesNotFit(_("退回日期须在放款日和今天之间"), "on_date")
