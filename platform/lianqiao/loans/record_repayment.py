"""The bank records what a borrower repaid; the last fen settles the loan."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from . import rules
from .book_loan import add_movement
from .end_loan import end_loan
from .models import Loan
from .queries import lock_loan_for_bank


@dataclass(frozen=True, slots=True)
class Repayment:
    """What a bank reports: principal and interest in fen, and the day."""

    principal_fen: int
    interest_fen: int
    on_date: date
    note: str = ""


def record_repayment(
    session: Session,
    actor: Actor,
    loan_id: str,
    repayment: Repayment,
    now: datetime,
    today: date,
) -> Loan:
    """还款: part or whole. Raises NothingIsThere, LoanIsOver, RepaymentDoesNotFit."""
    loan = lock_loan_for_bank(session, actor, loan_id)
    rules.check_repayment(
        loan.state,
        loan.balance_fen,
        repayment.principal_fen,
        repayment.interest_fen,
        repayment.on_date,
        (loan.drawdown_date, today),
    )
    take_repayment(session, loan, repayment, actor, now)
    audit.record(
        session,
        actor,
        "record_repayment",
        loan.id,
        now,
        principal_fen=repayment.principal_fen,
        interest_fen=repayment.interest_fen,
        on_date=repayment.on_date,
        balance_fen=loan.balance_fen,
    )
    _tell(session, loan, repayment, now)
    return loan


def take_repayment(
    session: Session, loan: Loan, repayment: Repayment, actor: Actor, now: datetime
) -> None:
    """Book a repayment that was checked; a loan without a balance is settled with it."""
    loan.balance_fen -= repayment.principal_fen
    loan.repaid_fen += repayment.principal_fen
    session.add(loan)
    add_movement(
        session, loan, "repayment", repayment.principal_fen, repayment.on_date, repayment.note
    )
    add_movement(
        session, loan, "interest", repayment.interest_fen, repayment.on_date, repayment.note
    )
    if loan.balance_fen == 0:
        end_loan(session, loan, "settle", actor, now)


def _tell(session: Session, loan: Loan, repayment: Repayment, now: datetime) -> None:
    if loan.state == "settled":
        title = _("借据 %(no)s 已结清", no=loan.loan_no)
    else:
        amount = format_yuan(repayment.principal_fen + repayment.interest_fen)
        title = _("银行登记了还款 %(amount)s 元，借据 %(no)s", amount=amount, no=loan.loan_no)
    path = f"/loans/{loan.id}"
    notify(session, loan.borrower_id, "loan_repaid", title, now, path=path)
