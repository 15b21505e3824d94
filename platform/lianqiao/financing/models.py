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
ARRANGEMENTS = ("pledge", "recourse_factoring", "factoring", "assignment")
QUERY_RESULTS = ("clear", "found")
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
    """A borrower asks one bank for one product on one asset; live at most once per bank.

    ``guarantor_id`` is who stood behind the product when its quote was accepted: what was
    reserved of a capacity is given back there, whoever stands behind the product by then.
    """

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
    guarantor_id: str | None = reference("guarantor.id", default=None)


class Quote(Row, table=True):
    """A bank's offer, made by one person and approved by another."""

    __tablename__ = "quote"
    __table_args__ = (
        one_of("state", QUOTE_STATES),
        one_of("arrangement", ARRANGEMENTS),
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
    arrangement: str = text(20, default="pledge")
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
    """The entry in 动产融资统一登记公示系统 that precedes drawdown (银发〔2025〕77号 art. 13).

    ``queried_at`` is the latest query of the register; ``released_on`` the day on which the
    bank struck the entry out after the debt had ended.
    """

    __tablename__ = "registration"
    __table_args__ = (check("release", "released_on IS NULL OR release_no <> ''"),)

    application_id: str = reference("application.id", index=False, unique=True)
    number: str = text(60, unique=True)
    registered_at: datetime
    expires_on: date
    queried_at: datetime | None = None
    recorded_by: str = reference("app_user.id", index=False)
    expiry_warned_on: date | None = None
    released_on: date | None = None
    release_no: str = text(60, default="")


class RegisterQuery(Row, table=True):
    """One look into the public register before money goes out, with the printed result."""

    __tablename__ = "register_query"
    __table_args__ = (one_of("result", QUERY_RESULTS),)

    application_id: str = reference("application.id")
    queried_at: datetime
    result: str = text(8, default="clear")
    document_id: str | None = reference("vault_document.id", index=False, default=None)
    note: str = text(500, default="")
    recorded_by: str = reference("app_user.id", index=False)


class PriorClaim(Row, table=True):
    """Somebody else's right to the same receivable, as a bank found it in the register.

    Seen by that bank alone; ranked against its own by 民法典 art. 768.
    """

    __tablename__ = "prior_claim"
    __table_args__ = (
        one_of("arrangement", ARRANGEMENTS),
        check("amount", "amount_fen > 0"),
    )

    query_id: str = reference("register_query.id")
    application_id: str = reference("application.id")
    holder: str = text(200)
    arrangement: str = text(20, default="pledge")
    registration_no: str = text(60, default="")
    registered_at: datetime | None = None
    notified_at: datetime | None = None
    amount_fen: int = fen()


class AssignmentNotice(Row, table=True):
    """The notice to the debtor that its debt was assigned or pledged (民法典 art. 546)."""

    __tablename__ = "assignment_notice"

    application_id: str = reference("application.id", index=False, unique=True)
    debtor_id: str = reference("enterprise.id")
    sent_at: datetime
    sent_by: str = text(80, default="")
    received_at: datetime | None = None
    received_by: str = text(80, default="")
