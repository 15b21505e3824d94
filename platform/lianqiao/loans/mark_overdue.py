"""Loans whose effective due date has passed with a balance become overdue: many at a time."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.tables import table
from .bulk import keep_steps
from .models import Loan
from .scan_maturities import digest
from .states import LOAN


def mark_overdue(session: Session, today: date, now: datetime) -> int:
    """Take the step for every loan that is late and return how many; one audit row."""
    row = table(Loan)
    held = (
        select(row.c.id)
        .where(row.c.state == "active", row.c.effective_due_date < today, row.c.balance_fen > 0)
        .order_by(row.c.id)
        .with_for_update(key_share=True)
    )
    statement = (
        update(row)
        .where(row.c.id.in_(held))
        .values(state=LOAN.target("active", "fall_overdue"), version=row.c.version + 1)
        .returning(row.c.id)
    )
    ids = list(session.execute(statement).scalars())
    if ids:
        keep_steps(session, LOAN, ((id, "active") for id in ids), "fall_overdue", now)
        audit.record(
            session,
            SYSTEM,
            "mark_overdue",
            "",
            now,
            as_of=today,
            count=len(ids),
            digest=digest(ids),
        )
    return len(ids)
