"""Tables of bank products and of every limit that bounds lending."""

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field

from ..shared.tables import Row, check, fen, one_of, ppm, reference, text

PRODUCT_STATES = ("draft", "published", "retired")
LIMIT_SCOPES = ("product", "bank", "core", "borrower", "guarantee")


class Product(Row, table=True):
    """A bank's product and its rules. Lists are joined by ``;``, empty means any.

    ``guarantor_id`` is who stands behind every loan of it, None where nobody does.
    """

    __tablename__ = "product"
    __table_args__ = (
        one_of("state", PRODUCT_STATES),
        check("amounts", "min_amount_fen >= 0 AND max_amount_fen >= min_amount_fen"),
        check("days", "min_days >= 0 AND max_days >= min_days"),
        check("advance", "advance_ppm > 0 AND advance_ppm <= 1000000"),
        check("cost", "rate_ppm >= 0 AND fee_ppm >= 0"),
        check("grade", "max_grade BETWEEN 1 AND 10"),
    )

    code: str = text(40, unique=True)
    bank_id: str = reference("bank.id")
    name: str = text(120)
    state: str = text(10, default="draft", index=True)
    kinds: str = text(40, default="")
    parks: str = text(60, default="")
    industries: str = text(200, default="")
    sizes: str = text(60, default="")
    core_list: str = Field(default="", max_length=4000)
    max_grade: int = 10
    min_amount_fen: int = fen(default=0)
    max_amount_fen: int = fen()
    min_days: int = 0
    max_days: int = 365
    advance_ppm: int = ppm(default=800_000)
    rate_ppm: int = ppm()
    fee_ppm: int = ppm(default=0)
    first_time_only: bool = False
    rule_version: int = 1
    summary: str = text(300, default="")
    decision_days: int = 3
    guarantor_id: str | None = reference("guarantor.id", default=None)


class CreditLimit(Row, table=True):
    """A ceiling with what is reserved and used under it; moved only by guarded UPDATE.

    Scopes: product (``product_id``), bank, core and borrower (``holder_id`` is the bank,
    ``party_id`` the firm; a row without a party is the limit of each firm not named and
    itself carries nothing), guarantee (``holder_id`` is the guarantor).
    """

    __tablename__ = "credit_limit"
    __table_args__ = (
        one_of("scope", LIMIT_SCOPES),
        check("signs", "reserved_fen >= 0 AND used_fen >= 0"),
        check("room", "reserved_fen + used_fen <= ceiling_fen"),
        check("ceiling", "ceiling_fen >= 0"),
        check("product", "(scope = 'product') = (product_id IS NOT NULL)"),
        Index(
            "uq_credit_limit_product",
            "product_id",
            unique=True,
            sqlite_where=sql("product_id IS NOT NULL"),
            postgresql_where=sql("product_id IS NOT NULL"),
        ),
        Index(
            "uq_credit_limit_party",
            "holder_id",
            "scope",
            "party_id",
            unique=True,
            sqlite_where=sql("party_id IS NOT NULL"),
            postgresql_where=sql("party_id IS NOT NULL"),
        ),
        Index(
            "uq_credit_limit_whole",
            "holder_id",
            "scope",
            unique=True,
            sqlite_where=sql("party_id IS NULL AND product_id IS NULL"),
            postgresql_where=sql("party_id IS NULL AND product_id IS NULL"),
        ),
    )

    scope: str = text(10)
    holder_id: str = reference("organisation.id")
    product_id: str | None = reference("product.id", index=False, default=None)
    party_id: str | None = reference("enterprise.id", index=False, default=None)
    ceiling_fen: int = fen()
    reserved_fen: int = fen(default=0)
    used_fen: int = fen(default=0)
    inherited: bool = False
