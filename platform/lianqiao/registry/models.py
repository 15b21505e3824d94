"""Tables of enterprises, banks, guarantors, and the trade links between enterprises."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql

from ..shared.tables import Row, check, extends, fen, one_of, reference, text

PARKS = ("dongzhi", "dadukou", "other")
SIZES = ("large", "medium", "small", "micro")
BANK_KINDS = ("state", "joint_stock", "local", "village")
DIRECTIONS = ("supplier", "customer")
LINK_STATES = ("proposed", "active", "refused", "ended")
TAX_GRADES = ("A", "B", "M", "C", "D")
DISHONESTY_STATES = ("listed", "repairing", "lifted")
DIMENSIONS = ("brand", "technology", "innovation", "sustainability")
FACT_LEVELS = ("national", "provincial", "municipal", "county", "own")
FACT_STATES = ("claimed", "verified", "rejected", "withdrawn")


class Enterprise(Row, table=True):
    """A firm. ``id`` is its organisation's id; the name lives there.

    ``registered_by`` is the partner that entered it, None where it was the operator: only
    they may invite its first person.
    """

    __tablename__ = "enterprise"
    __table_args__ = (
        one_of("park", PARKS),
        one_of("size_class", SIZES),
        check("grade", "grade BETWEEN 1 AND 10"),
        one_of("tax_grade", ("", *TAX_GRADES)),
    )

    id: str = extends("organisation.id")
    uscc: str = text(18, unique=True)
    park: str = text(10, default="other", index=True)
    industry: str = text(4)
    employees: int | None = None
    revenue_fen: int | None = fen(default=None)
    assets_fen: int | None = fen(default=None)
    size_class: str = text(8, default="micro")
    founded: date | None = None
    legal_representative: str = text(80, default="")
    phone: str = text(30, default="")
    is_core: bool = False
    grade: int = 5
    foreign_trade: bool = False
    tax_grade: str = text(1, default="")
    registered_by: str | None = reference("organisation.id", index=False, default=None)


class Bank(Row, table=True):
    """A bank. ``id`` is its organisation's id; ``code`` is what files call it."""

    __tablename__ = "bank"
    __table_args__ = (one_of("kind", BANK_KINDS),)

    id: str = extends("organisation.id")
    code: str = text(40, unique=True)
    uscc: str = text(18, default="")
    kind: str = text(12)
    net_capital_fen: int | None = fen(default=None)
    tier1_capital_fen: int | None = fen(default=None)


class Guarantor(Row, table=True):
    """A guarantee company; its capacity is a credit limit of scope ``guarantee``."""

    __tablename__ = "guarantor"

    id: str = extends("organisation.id")
    uscc: str = text(18, default="")
    net_assets_fen: int = fen(default=0)
    multiple: int = 10


class TradeLink(Row, table=True):
    """Two firms that trade: ``partner`` is supplier or customer of ``core``.

    ``core`` is the registering side, a core enterprise or a firm in a lower tier. Size
    classes are those at signing (State Council order 802, art. 3). ``shown_in_chain`` lets
    the core enterprises at the end of the chain see the link in their picture.
    """

    __tablename__ = "trade_link"
    __table_args__ = (
        UniqueConstraint("core_id", "partner_id", "direction"),
        one_of("direction", DIRECTIONS),
        one_of("state", LINK_STATES),
        check("two_sides", "core_id <> partner_id"),
    )

    core_id: str = reference("enterprise.id")
    partner_id: str = reference("enterprise.id")
    direction: str = text(8)
    state: str = text(8, default="proposed")
    since: date | None = None
    ended_on: date | None = None
    annual_volume_fen: int | None = fen(default=None)
    payment_days: int | None = None
    contract_no: str = text(80, default="")
    core_size: str = text(8, default="")
    partner_size: str = text(8, default="")
    shown_in_chain: bool = False


class Authorisation(Row, table=True):
    """A firm's written consent that banks see its file (征信业管理条例 art. 29).

    For every bank where ``bank_id`` is None, else for that one; at most one of each is live.
    """

    __tablename__ = "authorisation"
    __table_args__ = (
        Index(
            "uq_authorisation_all_banks",
            "enterprise_id",
            unique=True,
            sqlite_where=sql("revoked_on IS NULL AND bank_id IS NULL"),
            postgresql_where=sql("revoked_on IS NULL AND bank_id IS NULL"),
        ),
        Index(
            "uq_authorisation_one_bank",
            "enterprise_id",
            "bank_id",
            unique=True,
            sqlite_where=sql("revoked_on IS NULL AND bank_id IS NOT NULL"),
            postgresql_where=sql("revoked_on IS NULL AND bank_id IS NOT NULL"),
        ),
        check("term", "expires_on >= granted_on"),
    )

    enterprise_id: str = reference("enterprise.id")
    bank_id: str | None = reference("bank.id", index=False, default=None)
    scope: str = text(40, default="whole_file")
    granted_on: date
    expires_on: date
    revoked_on: date | None = None
    granted_by: str = text(80, default="")
    document_id: str | None = reference("vault_document.id", index=False, default=None)


class DishonestyListing(Row, table=True):
    """An entry of the list of dishonest debtors (失信名单), by code: the firm may come later.

    It stops financing until it is lifted or has expired; ``repairing`` says that the firm
    asked for repair and showed why, and stops all the same.
    """

    __tablename__ = "dishonesty_listing"
    __table_args__ = (
        UniqueConstraint("uscc", "case_no"),
        one_of("state", DISHONESTY_STATES),
        check("lifted", "(state = 'lifted') = (lifted_on IS NOT NULL)"),
        check("term", "expires_on IS NULL OR expires_on >= listed_on"),
    )

    uscc: str = text(18, index=True)
    name: str = text(200)
    case_no: str = text(80)
    authority: str = text(120, default="")
    reason: str = text(500, default="")
    listed_on: date
    expires_on: date | None = None
    state: str = text(10, default="listed")
    repair_statement: str = text(1000, default="")
    repair_asked_on: date | None = None
    lifted_on: date | None = None
    lifted_reason: str = text(500, default="")


class ScorecardFact(Row, table=True):
    """A brand, technology, innovation or sustainability fact of a firm, and who checked it."""

    __tablename__ = "scorecard_fact"
    __table_args__ = (
        one_of("dimension", DIMENSIONS),
        one_of("level", FACT_LEVELS),
        one_of("state", FACT_STATES),
        UniqueConstraint("enterprise_id", "dimension", "title"),
    )

    enterprise_id: str = reference("enterprise.id", index=False)
    dimension: str = text(16)
    title: str = text(200)
    issuer: str = text(120, default="")
    level: str = text(12, default="own")
    obtained_on: date | None = None
    expires_on: date | None = None
    state: str = text(10, default="claimed")
    checked_by: str = text(80, default="")
    checked_on: date | None = None
    note: str = text(500, default="")
