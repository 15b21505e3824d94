"""The bank hands a loan to its risk department, or writes off what it cannot recover."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import ItIsNotYours, Refusal
from ..shared.transitions import advance
from .book_loan import add_movement
from .end_loan import end_loan
from .models import Loan
from .queries import lock_loan_for_bank
from .states import LOAN


class ReasonIsMissing(Refusal):
    """Whoever hands a loan over says why."""


def hand_to_risk(session: Session, actor: Actor, loan_id: str, reason: str, now: datetime) -> Loan:
    """移交风险处置. Raises NothingIsThere, ReasonIsMissing, TransitionIsNotAllowed."""
    loan = lock_loan_for_bank(session, actor, loan_id)
    _check_reason(reason)
    advance(session, LOAN, loan, "hand_over", actor, now, reason.strip())
    audit.record(session, actor, "hand_to_risk", loan.id, now, reason=reason.strip())
    return loan


def write_off_loan(
    session: Session, actor: Actor, loan_id: str, reason: str, now: datetime, today: date
) -> Loan:
    """核销: what is left of the balance, by an approver; limits and asset are freed."""
    loan = lock_loan_for_bank(session, actor, loan_id)
    if not actor.has("approver"):
        raise ItIsNotYours(_("核销须由审批人员登记"))
    _check_reason(reason)
    LOAN.target(loan.state, "write_off")
    amount = loan.balance_fen
    loan.written_off_fen += amount
    loan.balance_fen = 0
    add_movement(session, loan, "write_off", amount, today, reason.strip()[:200])
    end_loan(session, loan, "write_off", actor, now, reason.strip())
    audit.record(session, actor, "write_off_loan", loan.id, now, amount_fen=amount)
    return loan


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonIsMissing(_("请写明原因"), "reason")
