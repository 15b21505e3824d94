"""The bank records that a loan was repaid whole."""

from datetime import date, datetime

from sqlmodel import Session

from ..shared.actor import Actor
from .models import Loan
from .queries import lock_loan_for_bank
from .record_repayment import Repayment, record_repayment


def settle_loan(
    session: Session, actor: Actor, loan_id: str, now: datetime, today: date, interest_fen: int = 0
) -> Loan:
    """结清: the whole balance is repaid today; limits and asset are free again.

    Raises NothingIsThere, LoanIsOver.
    """
    loan = lock_loan_for_bank(session, actor, loan_id)
    repayment = Repayment(loan.balance_fen, interest_fen, today)
    return record_repayment(session, actor, loan_id, repayment, now, today)
