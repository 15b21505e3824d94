"""Tables from match run to drawdown."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from ..shared.tables import Row, check, fen, one_of, ppm, reference, text

RUN_STATES = ("running", "done", "failed")
APPLICATION_STATES = (
    "submitted",
    "reviewing",
    "returned",
    "approving",
    "quoted",
    "accepted",
    "registered",
    "drawn",
    "refused",
    "withdrawn",
    "declined",
    "expired",
    "cancelled",
)
QUOTE_STATES = ("drafted", "offered", "sent_back", "accepted", "declined", "expired", "withdrawn")
ENDED_APPLICATION_STATES = ("refused", "withdrawn", "declined", "expired", "cancelled")
LIVE_APPLICATION_STATES = tuple(
    state for state in APPLICATION_STATES if state not in ENDED_APPLICATION_STATES
)
LIVE_APPLICATION = "state NOT IN ('refused','withdrawn','declined','expired','cancelled')"


class MatchRun(Row, table=True):
    """One pass of matching over all confirmed, free assets. ``run_id`` in files is its id."""

    __tablename__ = "match_run"
    __table_args__ = (one_of("state", RUN_STATES),)

    as_of: date
    state: str = text(8, default="running")
    is_current: bool = Field(default=False, index=True)
    rule_version: str = text(40)
    started_by: str = text(80, default="")
    finished_at: datetime | None = None
    assets: int = 0
    eligible_pairs: int = 0
    funded_assets: int = 0
    principal_fen: int = fen(default=0)
    objective_fen: int = fen(default=0)
    upper_bound_fen: int = fen(default=0)
    gap: float = 0.0
    limit_prices: Any = Field(sa_type=JSON, default_factory=list)


class Opportunity(Row, table=True):
    """An asset met a product: eligible with its figures, or a near miss with what fails.

    ``checks`` keeps every rule in order: rule, passed, value, required.
    ``recommended_fen`` is what the allocation put here; it reserves nothing.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        UniqueConstraint("run_id", "asset_id", "product_id"),
        Index("ix_opportunity_bank", "run_id", "bank_id", "eligible"),
    )

    run_id: str = reference("match_run.id")
    asset_id: str = reference("asset.id")
    product_id: str = reference("product.id")
    bank_id: str = reference("bank.id", index=False)
    borrower_id: str = reference("enterprise.id")
    eligible: bool
    failed_rules: int = 0
    principal_fen: int = fen(default=0)
    days: int = 0
    net_fen: int = fen(default=0)
    cost_fen: int = fen(default=0)
    all_in_ppm: int = ppm(default=0)
    fit: int = 0
    recommended_fen: int = fen(default=0)
    checks: Any = Field(sa_type=JSON, default_factory=list)


class Application(Row, table=True):
    """A borrower asks one bank for one product on one asset; live at most once per bank."""

    __tablename__ = "application"
    __table_args__ = (
        one_of("state", APPLICATION_STATES),
        check("requested", "requested_fen > 0"),
        Index(
            "uq_application_live",
            "asset_id",
            "product_id",
            unique=True,
            sqlite_where=sql(LIVE_APPLICATION),
            postgresql_where=sql(LIVE_APPLICATION),
        ),
    )

    number: str = text(30, unique=True)
    state: str = text(12, default="submitted", index=True)
    borrower_id: str = reference("enterprise.id")
    bank_id: str = reference("bank.id")
    asset_id: str = reference("asset.id")
    product_id: str = reference("product.id")
    opportunity_id: str | None = reference("opportunity.id", index=False, default=None)
    requested_fen: int = fen()
    purpose: str = text(500, default="")
    submitted_at: datetime
    claimed_by: str | None = reference("app_user.id", index=False, default=None)
    claimed_at: datetime | None = None
    answer_by: date | None = None
    refusal_reason: str = text(1000, default="")


class Quote(Row, table=True):
    """A bank's offer, made by one person and approved by another."""

    __tablename__ = "quote"
    __table_args__ = (
        one_of("state", QUOTE_STATES),
        check("four_eyes", "approved_by IS NULL OR approved_by <> made_by"),
        check("principal", "principal_fen > 0 AND principal_fen <= pair_principal_fen"),
        check("cost", "rate_ppm >= 0 AND fee_ppm >= 0 AND guarantee_fee_ppm >= 0"),
        Index(
            "uq_quote_live",
            "application_id",
            unique=True,
            sqlite_where=sql("state IN ('drafted','offered','accepted')"),
            postgresql_where=sql("state IN ('drafted','offered','accepted')"),
        ),
    )

    application_id: str = reference("application.id")
    state: str = text(10, default="drafted")
    principal_fen: int = fen()
    pair_principal_fen: int = fen()
    rate_ppm: int = ppm()
    fee_ppm: int = ppm(default=0)
    guarantee_fee_ppm: int = ppm(default=0)
    guarantee: str = text(12, default="pledged")
    start_date: date
    maturity_date: date
    all_in_ppm: int = ppm()
    valid_until: date
    conditions: str = text(1000, default="")
    made_by: str = reference("app_user.id", index=False)
    approved_by: str | None = reference("app_user.id", index=False, default=None)
    approved_at: datetime | None = None
    note: str = text(1000, default="")


class Registration(Row, table=True):
    """The entry in 动产融资统一登记公示系统 that precedes drawdown (银发〔2025〕77号 art. 13)."""

    __tablename__ = "registration"

    application_id: str = reference("application.id", index=False, unique=True)
    number: str = text(60, unique=True)
    registered_at: datetime
    expires_on: date
    queried_at: datetime | None = None
    recorded_by: str = reference("app_user.id", index=False)
