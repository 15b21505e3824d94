"""The maturity scan: each stage of each loan once, reviews opened in time, late answers escalated.

Set-based; any number may run at once. What is new is decided by constraints of the database,
and notices and letters are written only for rows that this scan inserted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import String, func, literal, select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.calendar import Calendar
from ..shared.database import insert_for
from ..shared.tables import columns, table
from ..shared.working_days import get_calendar
from . import rules, scan_notices, scan_renewals
from .bulk import as_table, fresh_id
from .figures import find_renewal_figures, read_stages
from .models import Alert, Loan
from .states import LIVE


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What one scan did; (loan, stage) rows recorded as missed are not alerts."""

    loans_checked: int
    alerts_created: int
    reviews_opened: int
    reviews_escalated: int


def scan_maturities(session: Session, today: date, now: datetime) -> ScanResult:
    """Bring alerts and renewal reviews to what the day asks for, in the caller's transaction."""
    calendar = get_calendar(session)
    plan = _plan(session, today, calendar)
    rows = _record(session, plan, today, now) if plan else []
    raised = [row.id for row in rows if row.state == "raised"]
    scan_notices.tell_of_alerts(session, raised, today, now)
    figures = find_renewal_figures(session, today)
    opened = scan_renewals.open_reviews(session, figures, calendar, today, now) if figures else []
    escalated = scan_renewals.escalate(session, today, now)
    lapsed = scan_renewals.lapse(session, today, now)
    lines = [f"{row.loan_id} {row.stage} {row.state}" for row in rows]
    lines += [
        f"{what} {id}"
        for what, ids in (("opened", opened), ("escalated", escalated), ("lapsed", lapsed))
        for id in ids
    ]
    if lines:
        audit.record(
            session,
            SYSTEM,
            "scan_maturities",
            "",
            now,
            as_of=today,
            count=len(lines),
            raised=len(raised),
            missed=len(rows) - len(raised),
            reviews_opened=len(opened),
            reviews_escalated=len(escalated),
            reviews_lapsed=len(lapsed),
            digest=digest(lines),
        )
    return ScanResult(_count_live(session), len(raised), len(opened), len(escalated))


def digest(lines: Iterable[str]) -> str:
    """A fingerprint of a batch that does not depend on its order."""
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _count_live(session: Session) -> int:
    query = select(func.count()).select_from(table(Loan)).where(columns(Loan).state.in_(LIVE))
    return int(session.execute(query).scalar_one())


def _plan(session: Session, today: date, calendar: Calendar) -> list[rules.PlannedAlert]:
    """What each due date asks for: due dates are few, however many loans there are."""
    stages = read_stages(session, today)
    horizon = rules.last_due_date(stages[0].offset, today, calendar)
    loan = columns(Loan)
    query = select(loan.effective_due_date).distinct()
    query = query.where(loan.state.in_(LIVE), loan.effective_due_date <= horizon)
    dues: Sequence[date] = session.execute(query).scalars().all()
    return [
        alert for due in sorted(dues) for alert in rules.plan_alerts(due, stages, today, calendar)
    ]


def _record(
    session: Session, plan: list[rules.PlannedAlert], today: date, now: datetime
) -> Sequence[Any]:
    """Insert what is missing; returns the rows that this transaction inserted.

    The order is the same for every scan, so that two of them cannot wait for each other.
    """
    planned = as_table(
        session,
        (
            (alert.due.isoformat(), alert.stage, alert.state, alert.due_on.isoformat())
            for alert in plan
        ),
        {"due": date, "stage": str, "state": str, "due_on": date},
    )
    loan, alert = table(Loan), table(Alert)
    wanted = (
        select(
            fresh_id(session),
            literal(now, alert.c.created_at.type),
            literal(1),
            loan.c.id,
            planned.c.stage.cast(String),
            planned.c.state.cast(String),
            planned.c.due_on,
            literal(today, alert.c.raised_on.type),
        )
        .select_from(planned.join(loan, loan.c.effective_due_date == planned.c.due))
        .where(loan.c.state.in_(LIVE))
        .order_by(loan.c.id, planned.c.due_on, planned.c.stage)
    )
    names = ["id", "created_at", "version", "loan_id", "stage", "state", "due_on", "raised_on"]
    statement = (
        insert_for(session)(alert)
        .from_select(names, wanted)
        .on_conflict_do_nothing(index_elements=["loan_id", "stage"])
        .returning(alert.c.id, alert.c.loan_id, alert.c.stage, alert.c.state)
    )
    return session.execute(statement).all()
