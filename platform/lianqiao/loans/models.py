"""Tables of the loan book: loans, instalments, movements, alerts, renewals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from ..shared.tables import Row, check, fen, one_of, ppm, reference, text

LOAN_KINDS = ("working_capital", "receivable", "order", "fixed_asset")
GUARANTEES = ("credit", "guaranteed", "pledged", "mortgaged")
REPAYMENTS = ("bullet", "quarterly", "equal_principal", "equal_instalment")
LOAN_STATES = ("active", "overdue", "risk", "settled", "renewed", "written_off")
MOVEMENT_KINDS = ("drawdown", "repayment", "interest", "write_off", "renewal", "passed_on")
ALERT_STATES = ("raised", "missed")
RENEWAL_STATES = (
    "opened",
    "applied",
    "reviewing",
    "approving",
    "answered",
    "signed",
    "refused",
    "settled",
    "lapsed",
)
OPEN_RENEWAL = "state IN ('opened','applied','reviewing','approving','answered')"


class Loan(Row, table=True):
    """A loan that a bank reported. principal = balance + repaid + written off, always.

    ``maturity_date`` is the contract's; ``effective_due_date`` follows the calendar.
    """

    __tablename__ = "loan"
    __table_args__ = (
        UniqueConstraint("bank_id", "loan_no"),
        one_of("kind", LOAN_KINDS),
        one_of("guarantee", GUARANTEES),
        one_of("repayment", REPAYMENTS),
        one_of("state", LOAN_STATES),
        check("principal", "principal_fen > 0"),
        check("balance", "balance_fen BETWEEN 0 AND principal_fen"),
        check("sums", "principal_fen = balance_fen + repaid_fen + written_off_fen"),
        check("dates", "maturity_date > drawdown_date"),
        Index("ix_loan_due", "state", "effective_due_date"),
    )

    loan_no: str = text(60)
    bank_id: str = reference("bank.id")
    borrower_id: str = reference("enterprise.id")
    application_id: str | None = reference("application.id", index=False, unique=True, default=None)
    asset_id: str | None = reference("asset.id", default=None)
    renewed_from_id: str | None = reference("loan.id", index=False, default=None)
    kind: str = text(16)
    guarantee: str = text(12)
    repayment: str = text(16, default="bullet")
    state: str = text(12, default="active")
    principal_fen: int = fen()
    balance_fen: int = fen()
    repaid_fen: int = fen(default=0)
    written_off_fen: int = fen(default=0)
    rate_ppm: int = ppm()
    day_count: int = 360
    drawdown_date: date
    maturity_date: date
    effective_due_date: date
    roll_reason: str = text(120, default="")


class Instalment(Row, table=True):
    """A due payment of a loan's schedule."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("loan_id", "seq"),)

    loan_id: str = reference("loan.id", index=False)
    seq: int
    due_date: date
    effective_due_date: date
    principal_fen: int = fen()
    interest_fen: int = fen()


class LoanMovement(Row, table=True):
    """Money that a bank reported as moved on a loan; kept for ever, never changed."""

    __tablename__ = "loan_movement"
    __table_args__ = (one_of("kind", MOVEMENT_KINDS), check("amount", "amount_fen > 0"))

    loan_id: str = reference("loan.id")
    kind: str = text(12)
    amount_fen: int = fen()
    on_date: date
    note: str = text(200, default="")


class Alert(Row, table=True):
    """A stage of a loan's maturity, raised once; a stage that was slept through is missed."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("loan_id", "stage"), one_of("state", ALERT_STATES))

    loan_id: str = reference("loan.id", index=False)
    stage: str = text(12)
    state: str = text(8, default="raised")
    due_on: date
    raised_on: date


class Renewal(Row, table=True):
    """The review that gives the firm the bank's opinion before maturity (金规〔2024〕13号)."""

    __tablename__ = "renewal"
    __table_args__ = (
        one_of("state", RENEWAL_STATES),
        check("in_time", "signed_on IS NULL OR signed_on <= maturity_date"),
        check("four_eyes", "approved_by IS NULL OR approved_by <> opinion_by"),
        Index(
            "uq_renewal_open",
            "loan_id",
            unique=True,
            sqlite_where=sql(OPEN_RENEWAL),
            postgresql_where=sql(OPEN_RENEWAL),
        ),
    )

    loan_id: str = reference("loan.id")
    bank_id: str = reference("bank.id")
    borrower_id: str = reference("enterprise.id")
    state: str = text(10, default="opened", index=True)
    opened_on: date
    answer_by: date
    maturity_date: date
    escalated_on: date | None = None
    applied_at: datetime | None = None
    statement: str = text(1000, default="")
    conditions: Any = Field(sa_type=JSON, default_factory=list)
    opinion: str = text(20, default="")
    opinion_text: str = text(1000, default="")
    opinion_by: str | None = reference("app_user.id", index=False, default=None)
    approved_by: str | None = reference("app_user.id", index=False, default=None)
    answered_at: datetime | None = None
    signed_on: date | None = None
    new_loan_id: str | None = reference("loan.id", index=False, default=None)
