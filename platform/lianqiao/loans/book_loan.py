"""Put a loan on the books: its row, schedule, first movement and first step, written together."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import insert, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.calendar import Calendar
from ..shared.ids import new_id
from ..shared.interest import DayCount, Repayment, schedule
from ..shared.models import StateChange
from ..shared.tables import columns, table
from .models import Instalment, Loan, LoanMovement


@dataclass(frozen=True, slots=True)
class NewLoan:
    """A loan as a bank reports it; ``principal_fen`` is paid out whole (民法典 670)."""

    loan_no: str
    bank_id: str
    borrower_id: str
    kind: str
    guarantee: str
    repayment: str
    principal_fen: int
    rate_ppm: int
    day_count: int
    drawdown_date: date
    maturity_date: date
    balance_fen: int | None = None
    application_id: str | None = None
    asset_id: str | None = None
    renewed_from_id: str | None = None


def book_loan(
    session: Session,
    calendar: Calendar,
    new: NewLoan,
    event: str,
    actor: Actor,
    now: datetime,
    today: date,
) -> Loan:
    """Add everything that a new loan has, without flushing; the caller has checked it all.

    A smaller balance than the principal books what was repaid before; a loan without a
    balance is settled, one past its effective due date overdue.
    """
    rolled = calendar.roll(new.maturity_date)
    balance = new.principal_fen if new.balance_fen is None else new.balance_fen
    loan = Loan(
        loan_no=new.loan_no,
        bank_id=new.bank_id,
        borrower_id=new.borrower_id,
        application_id=new.application_id,
        asset_id=new.asset_id,
        renewed_from_id=new.renewed_from_id,
        kind=new.kind,
        guarantee=new.guarantee,
        repayment=new.repayment,
        state=_first_state(balance, rolled.effective, today),
        principal_fen=new.principal_fen,
        balance_fen=balance,
        repaid_fen=new.principal_fen - balance,
        rate_ppm=new.rate_ppm,
        day_count=new.day_count,
        drawdown_date=new.drawdown_date,
        maturity_date=new.maturity_date,
        effective_due_date=rolled.effective,
        roll_reason=rolled.reason[:120],
    )
    session.add(loan)
    session.add(_first_step(loan, event, actor, now))
    add_movement(session, loan, "drawdown", loan.principal_fen, loan.drawdown_date)
    add_movement(session, loan, "repayment", loan.repaid_fen, today, "导入前已归还")
    return loan


def _first_state(balance_fen: int, due: date, today: date) -> str:
    if balance_fen == 0:
        return "settled"
    return "overdue" if due < today else "active"


def _first_step(loan: Loan, event: str, actor: Actor, now: datetime) -> StateChange:
    return StateChange(
        machine="loan",
        subject_id=loan.id,
        from_state="",
        to_state=loan.state,
        event=event,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
        at=now,
    )


def add_movement(
    session: Session, loan: Loan, kind: str, amount_fen: int, on: date, note: str = ""
) -> None:
    """Keep that money moved; nothing is kept of nothing."""
    if amount_fen > 0:
        session.add(
            LoanMovement(loan_id=loan.id, kind=kind, amount_fen=amount_fen, on_date=on, note=note)
        )


def add_schedules(session: Session, calendar: Calendar, loans: list[Loan]) -> None:
    """Write the instalments of new loans in one go, after their rows."""
    session.flush()
    rows = [row for loan in loans for row in _instalments(loan, calendar)]
    if rows:
        session.execute(insert(table(Instalment)), rows)


def _instalments(loan: Loan, calendar: Calendar) -> list[dict[str, object]]:
    plan = schedule(
        loan.principal_fen,
        loan.rate_ppm,
        loan.drawdown_date,
        loan.maturity_date,
        cast(Repayment, loan.repayment),
        calendar=calendar,
        day_count=cast(DayCount, loan.day_count),
    )
    return [
        {
            "id": new_id(),
            "version": 1,
            "loan_id": loan.id,
            "seq": part.seq,
            "due_date": part.due_date,
            "effective_due_date": part.effective_due_date,
            "principal_fen": part.principal_fen,
            "interest_fen": part.interest_fen,
        }
        for part in plan
    ]


def number_is_taken(session: Session, bank_id: str, loan_no: str) -> bool:
    """Whether the bank has a loan of that number."""
    row = columns(Loan)
    query = select(row.id).where(row.bank_id == bank_id, row.loan_no == loan_no)
    return session.execute(query).first() is not None
