"""Tables of the banks' monthly returns, of risk findings and of stored measures of the graph."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from ..shared.tables import Row, check, fen, one_of, ppm, reference, text

FINDING_KINDS = ("ring", "concentration", "single_point", "common_control")
FINDING_STATES = ("found", "open", "closed")
SEVERITIES = ("low", "medium", "high")


class MonthlyReturn(Row, table=True):
    """What a bank reports for a month (YYYY-MM). Natural key: bank, month."""

    __tablename__ = "monthly_return"
    __table_args__ = (
        UniqueConstraint("bank_id", "month"),
        check("parts", "manufacturing_loans_fen <= all_loans_fen"),
    )

    bank_id: str = reference("bank.id", index=False)
    month: str = text(7, index=True)
    all_loans_fen: int = fen()
    manufacturing_loans_fen: int = fen()
    manufacturing_medium_long_fen: int = fen()
    manufacturing_credit_fen: int = fen()
    manufacturing_borrowers: int
    first_time_borrowers: int
    weighted_rate_ppm: int = ppm()
    nonperforming_fen: int | None = fen(default=None)
    relending_fen: int | None = fen(default=None)


class RiskFinding(Row, table=True):
    """Evidence that a person should look at; never a refusal by itself.

    ``fingerprint`` is what makes two scans find the same thing; ``evidence`` holds ids,
    amounts and dates, and no names.
    """

    __tablename__ = "risk_finding"
    __table_args__ = (
        one_of("kind", FINDING_KINDS),
        one_of("state", FINDING_STATES),
        one_of("severity", SEVERITIES),
    )

    number: str = text(30, unique=True)
    kind: str = text(16, index=True)
    fingerprint: str = text(64, unique=True)
    severity: str = text(8)
    state: str = text(8, default="found", index=True)
    amount_fen: int = fen(default=0)
    evidence: Any = Field(sa_type=JSON, default_factory=dict)
    found_on: date
    last_seen_on: date
    opened_by: str = text(80, default="")
    closed_on: date | None = None
    close_reason: str = text(1000, default="")


class RiskFindingFirm(Row, table=True):
    """A firm that a finding speaks of."""

    __tablename__ = "risk_finding_firm"
    __table_args__ = (UniqueConstraint("finding_id", "enterprise_id"),)

    finding_id: str = reference("risk_finding.id", index=False)
    enterprise_id: str = reference("enterprise.id")


class RiskComment(Row, table=True):
    """What somebody wrote to a finding."""

    __tablename__ = "risk_comment"

    finding_id: str = reference("risk_finding.id")
    author: str = text(80)
    organisation: str = text(200)
    at: datetime
    words: str = text(1000)


class GraphMeasure(Row, table=True):
    """How much of the county's trade passes through a firm; measured by a job, kept per firm.

    ``samples`` says from how many firms the paths were counted; ``firms`` how many there are.
    """

    __tablename__ = "graph_measure"

    enterprise_id: str = reference("enterprise.id", unique=True, index=False)
    measured_on: date
    betweenness_ppm: int = ppm()
    samples: int
    firms: int
    dependents: int = 0
