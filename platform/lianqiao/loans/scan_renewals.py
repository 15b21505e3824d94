"""The scan's part in renewals: reviews opened in time, late answers escalated, late ones lapsed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, literal, or_, select, text, update
from sqlmodel import Session

from ..registry.models import Enterprise
from ..shared.calendar import Calendar
from ..shared.database import insert_for
from ..shared.tables import columns, table
from . import rules
from .bulk import as_table, fresh_id, keep_steps
from .figures import RenewalFigures
from .models import OPEN_RENEWAL, Loan, Renewal
from .scan_notices import tell_of_late_answers, tell_of_reviews
from .states import OPEN, RENEWAL, UNANSWERED


def open_reviews(
    session: Session, figures: RenewalFigures, calendar: Calendar, today: date, now: datetime
) -> list[str]:
    """Open a review for every loan that may be renewed, has had none, and is near maturity."""
    horizon = rules.last_due_date(-figures.opens_days, today, calendar)
    near = _near(figures, today, horizon)
    maturities = session.execute(_joined(select(columns(Loan).maturity_date).distinct(), near))
    plan = [
        (day.isoformat(), rules.answer_by(day, figures.feedback_days, today, calendar).isoformat())
        for day in sorted(maturities.scalars())
    ]
    if not plan:
        return []
    ids = _insert(
        session, near, as_table(session, plan, {"maturity": date, "answer": date}), today, now
    )
    keep_steps(session, RENEWAL, ((id, "") for id in ids), "open", now)
    for start in range(0, len(ids), 5_000):
        tell_of_reviews(session, _facts(session, ids[start : start + 5_000]), now)
    return ids


def _near(figures: RenewalFigures, today: date, horizon: date) -> Any:
    loan, firm, renewal = columns(Loan), columns(Enterprise), columns(Renewal)
    covered = or_(
        firm.size_class.in_(("small", "micro")),
        and_(firm.size_class == "medium", loan.maturity_date <= figures.medium_until),
    )
    return and_(
        loan.state == "active",
        loan.effective_due_date <= horizon,
        loan.maturity_date >= today,
        loan.balance_fen > 0,
        covered,
        ~exists().where(renewal.loan_id == loan.id),
    )


def _joined(query: Any, near: Any) -> Any:
    firm = table(Enterprise)
    return query.join(firm, firm.c.id == columns(Loan).borrower_id).where(near)


def _insert(session: Session, near: Any, planned: Any, today: date, now: datetime) -> list[str]:
    loan, renewal, firm = table(Loan), table(Renewal), table(Enterprise)
    values = {
        "id": fresh_id(session),
        "created_at": literal(now, renewal.c.created_at.type),
        "version": literal(1),
        "loan_id": loan.c.id,
        "bank_id": loan.c.bank_id,
        "borrower_id": loan.c.borrower_id,
        "state": literal("opened"),
        "opened_on": literal(today, renewal.c.opened_on.type),
        "answer_by": planned.c.answer,
        "maturity_date": loan.c.maturity_date,
        "statement": literal(""),
        "conditions": literal([], renewal.c.conditions.type),
        "opinion": literal(""),
        "opinion_text": literal(""),
    }
    wanted = (
        select(*values.values())
        .select_from(
            loan.join(firm, firm.c.id == loan.c.borrower_id).join(
                planned, planned.c.maturity == loan.c.maturity_date
            )
        )
        .where(near)
        .order_by(loan.c.id)
    )
    statement = (
        insert_for(session)(renewal)
        .from_select(list(values), wanted)
        .on_conflict_do_nothing(index_elements=["loan_id"], index_where=text(OPEN_RENEWAL))
        .returning(renewal.c.id)
    )
    return list(session.execute(statement).scalars())


def _facts(session: Session, ids: Sequence[str]) -> Sequence[Any]:
    renewal, loan = columns(Renewal), columns(Loan)
    query = (
        select(renewal.id, loan.loan_no, renewal.bank_id, renewal.borrower_id, renewal.answer_by)
        .join(table(Loan), loan.id == renewal.loan_id)
        .where(renewal.id.in_(list(ids)))
        .order_by(renewal.id)
    )
    return session.execute(query).all()


def escalate(session: Session, today: date, now: datetime) -> list[str]:
    """Mark reviews whose answer is late, once each, and tell the bank's approvers."""
    row = table(Renewal)
    late = and_(row.c.state.in_(UNANSWERED), row.c.answer_by < today, row.c.escalated_on.is_(None))
    ids = _change(session, late, {"escalated_on": today})
    if ids:
        tell_of_late_answers(session, _facts(session, ids), now)
    return ids


def lapse(session: Session, today: date, now: datetime) -> list[str]:
    """End reviews that were not signed by maturity: a renewal after it is not possible."""
    row = table(Renewal)
    found: list[str] = []
    for state in OPEN:
        over = and_(row.c.state == state, row.c.maturity_date < today)
        ids = _change(session, over, {"state": RENEWAL.target(state, "lapse")})
        keep_steps(session, RENEWAL, ((id, state) for id in ids), "lapse", now)
        found += ids
    return found


def _change(session: Session, which: Any, values: dict[str, Any]) -> list[str]:
    """Update the rows that still fit when they are held; others wait or have gone on."""
    row = table(Renewal)
    held = select(row.c.id).where(which).order_by(row.c.id).with_for_update(key_share=True)
    statement = (
        update(row)
        .where(row.c.id.in_(held))
        .values(version=row.c.version + 1, **values)
        .returning(row.c.id)
    )
    return list(session.execute(statement).scalars())
