"""What a loan's page shows: facts, schedule with what is paid, alerts, reviews, steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.models import StateChange
from ..shared.transitions import history
from ..shared.working_days import get_calendar
from . import queries, rules
from .figures import find_renewal_figures, read_class_bounds
from .models import Alert, Instalment, Loan, LoanMovement, Renewal
from .payment_statement import Statement, find_statement
from .states import LIVE, OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a machine as a viewer may see it."""

    event: str
    to_state: str
    actor_name: str
    organisation_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """An instalment and how much of its principal is repaid."""

    instalment: Instalment
    paid_fen: int

    @property
    def is_paid(self) -> bool:
        """Whether the principal of the instalment is repaid."""
        return self.paid_fen >= self.instalment.principal_fen


@dataclass(frozen=True, slots=True)
class LoanPage:
    """Everything on the page."""

    loan: Loan
    bank: str
    borrower: str
    schedule: Sequence[ScheduleLine]
    movements: Sequence[LoanMovement]
    alerts: Sequence[Alert]
    renewals: Sequence[Renewal]
    steps: Sequence[Step]
    roll_reason: str
    days_overdue: int
    five_level: str
    may_open_renewal: bool
    statement: Statement | None

    @property
    def open_renewal(self) -> Renewal | None:
        """The review that is not over."""
        return next((one for one in self.renewals if one.state in OPEN), None)

    @property
    def is_live(self) -> bool:
        """Whether anything is still owed."""
        return self.loan.state in LIVE


def look_at_loan(session: Session, actor: Actor, loan_id: str, today: date) -> LoanPage:
    """The page of a loan of the viewer's bank or firm; raises NothingIsThere."""
    loan = queries.get_loan_for_viewer(session, actor, loan_id)
    bank, borrower = queries.get_names(session, loan)
    late = rules.days_overdue(loan.state, loan.effective_due_date, today)
    renewals = queries.list_renewals_of(session, loan.id)
    is_open = any(one.state in OPEN for one in renewals)
    return LoanPage(
        loan=loan,
        bank=bank,
        borrower=borrower,
        schedule=_schedule(session, loan),
        movements=queries.list_movements(session, loan.id),
        alerts=queries.list_alerts(session, loan.id),
        renewals=renewals,
        steps=shown_steps(history(session, loan.id), actor),
        roll_reason=_roll_reason(session, loan),
        days_overdue=late,
        five_level=rules.five_level_class(late, read_class_bounds(session, today)),
        statement=find_statement(session, loan),
        may_open_renewal=not is_open and _may_renew(session, loan, today),
    )


def _schedule(session: Session, loan: Loan) -> list[ScheduleLine]:
    instalments = queries.list_instalments(session, loan.id)
    done = loan.repaid_fen + loan.written_off_fen
    paid = rules.paid_parts([one.principal_fen for one in instalments], done)
    return [ScheduleLine(*pair) for pair in zip(instalments, paid, strict=True)]


def _roll_reason(session: Session, loan: Loan) -> str:
    """In the language of the page; what was noted at booking is in that of whoever booked it."""
    if loan.effective_due_date == loan.maturity_date:
        return ""
    return get_calendar(session).explain(loan.maturity_date, loan.effective_due_date).reason


def _may_renew(session: Session, loan: Loan, today: date) -> bool:
    figures = find_renewal_figures(session, today)
    if figures is None or loan.state != "active" or today > loan.maturity_date:
        return False
    size = queries.get_size_class(session, loan.borrower_id)
    return rules.may_renew(size, loan.maturity_date, figures.medium_until)


INSIDE_THE_BANK = frozenset({"review", "opine", "send_back"})
REASONS_OF_THE_BANK = frozenset({"hand_over", "write_off"})


def shown_steps(steps: Sequence[StateChange], actor: Actor) -> list[Step]:
    """The steps that a viewer may see: a firm does not see how its bank came to an opinion."""
    firm = actor.kind == "enterprise"
    return [
        Step(
            step.event,
            step.to_state,
            step.actor_name,
            step.organisation_name,
            step.at,
            "" if firm and step.event in REASONS_OF_THE_BANK else step.reason,
        )
        for step in steps
        if not (firm and step.event in INSIDE_THE_BANK)
    ]
