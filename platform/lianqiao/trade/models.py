"""Tables of what can be financed: assets (receivables and orders) and the claims on them.

An asset carries what both kinds share and what matching reads; ``receivable`` and
``purchase_order`` extend it one to one under the same id.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql

from ..shared.tables import Row, check, extends, fen, one_of, ppm, reference, text

SET_OFF_STATES = ("proposed", "carried_out", "refused", "withdrawn", "void")
SET_OFF_ANSWERS = ("accepted", "refused")
ASSET_KINDS = ("receivable", "order")
ASSET_STATES = (
    "entered",
    "confirming",
    "confirmed",
    "disputed",
    "withdrawn",
    "settled",
    "delivered",
)
PAYMENT_MEANS = ("transfer", "bill", "cash", "other")
RECEIVABLE_SOURCES = ("form", "file", "einvoice")
PROPOSED = "state = 'confirming' AND proposed_by IS NOT NULL AND confirmed_by IS NULL"
NOT_PROPOSED = "state <> 'confirming' AND (proposed_by IS NULL OR confirmed_by IS NOT NULL)"
WHOLE_SHARE = 10**12  # the occupied share of an asset that is financed in full


class Asset(Row, table=True):
    """A receivable or order. Creditor is the seller, debtor the buyer, who confirms.

    ``borrower_id`` is the firm that is financed, ``core_id`` the firm on the other side.
    Occupation moves only by guarded UPDATE together with a claim row. ``proposed_*`` is the
    confirmation that a first person of the debtor has laid before a second one; of a disputed
    document ``proposed_fen`` is the part that nobody disputes. ``proposed_by`` stays beside
    ``confirmed_by`` once it is confirmed: they are two persons.
    ``near_*`` are keyed digests: buyer, amount and due date; the bare number; contract and
    instalment. ``late_rate_ppm`` is the agreed yearly rate of late interest.
    """

    __tablename__ = "asset"
    __table_args__ = (
        one_of("kind", ASSET_KINDS),
        one_of("state", ASSET_STATES),
        check("amount", "amount_fen > 0"),
        check("parties", "creditor_id <> debtor_id"),
        check("sides", "borrower_id <> core_id"),
        check("confirmed", "confirmed_fen BETWEEN 0 AND amount_fen"),
        check("credited", "credited_fen >= 0"),
        check("paid", "paid_fen >= 0 AND paid_fen <= confirmed_fen - credited_fen"),
        check("occupied", "occupied_fen >= 0 AND occupied_fen <= confirmed_fen - credited_fen"),
        check("share", f"occupied_share BETWEEN 0 AND {WHOLE_SHARE}"),
        check("instalment", "instalment > 0"),
        check("late_rate", "late_rate_ppm >= 0"),
        check("proposed", "proposed_fen BETWEEN 1 AND amount_fen"),
        check("proposal", f"({PROPOSED}) OR ({NOT_PROPOSED})"),
        check("four_eyes", "confirmed_by <> proposed_by"),
        Index("ix_asset_matching", "state", "due_date"),
        Index("ix_asset_creditor_number", "creditor_id", "kind", "number"),
        Index("ix_asset_debtor_number", "debtor_id", "kind", "number"),
    )

    number: str = text(30, unique=True)
    kind: str = text(10)
    state: str = text(10, default="entered")
    creditor_id: str = reference("enterprise.id")
    debtor_id: str = reference("enterprise.id")
    borrower_id: str = reference("enterprise.id")
    core_id: str = reference("enterprise.id")
    entered_by: str = reference("organisation.id", index=False)
    document_no: str = text(60, index=True)
    amount_fen: int = fen()
    confirmed_fen: int = fen(default=0)
    credited_fen: int = fen(default=0)
    paid_fen: int = fen(default=0)
    requested_fen: int | None = fen(default=None)
    occupied_fen: int = fen(default=0)
    occupied_share: int = fen(default=0)
    splittable: bool = False
    issue_date: date
    delivery_date: date | None = None
    due_date: date
    effective_due_date: date
    fingerprint: str = text(64, unique=True)
    near_fingerprint: str = text(64, index=True)
    near_number: str = text(64, index=True, default="")
    near_contract: str = text(64, index=True, default="")
    near_reason: str = text(500, default="")
    contract_no: str = text(80, default="")
    instalment: int | None = None
    is_voucher: bool = False
    voucher_reason: str = text(500, default="")
    pay_when_paid: bool = False
    term_clause: str = text(500, default="")
    late_rate_ppm: int | None = ppm(default=None)
    proposed_fen: int | None = fen(default=None)
    proposed_due: date | None = None
    proposed_by: str | None = text(26, default=None)
    confirmed_by: str | None = text(26, default=None)
    confirmed_at: datetime | None = None
    confirmation_no: str = text(30, default="")
    dispute_reason: str = text(1000, default="")
    settled_on: date | None = None
    settled_fen: int | None = fen(default=None)


def owed_fen(row: Any) -> Any:
    """What the debtor still owes of a confirmed asset: less credit notes and what was paid.

    Takes an asset or the columns of its table.
    """
    return row.confirmed_fen - row.credited_fen - row.paid_fen


class Receivable(Row, table=True):
    """What only an invoice has. Natural key: creditor, invoice code, invoice number.

    ``order_id`` is the order whose goods it bills: what a bank lent on that order counts here.
    """

    __tablename__ = "receivable"
    __table_args__ = (
        UniqueConstraint("creditor_id", "invoice_code", "invoice_no"),
        one_of("source", RECEIVABLE_SOURCES),
    )

    id: str = extends("asset.id")
    creditor_id: str = reference("enterprise.id", index=False)
    invoice_code: str = text(12, default="")
    invoice_no: str = text(40)
    invoice_kind: str = text(20, default="")
    source: str = text(10, default="form")
    net_fen: int | None = fen(default=None)
    tax_fen: int | None = fen(default=None)
    order_id: str | None = reference("asset.id", default=None)


class PurchaseOrder(Row, table=True):
    """What only an order has. Natural key: seller, order number."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        UniqueConstraint("seller_id", "order_no"),
        one_of("borrower", ("seller", "buyer")),
    )

    id: str = extends("asset.id")
    seller_id: str = reference("enterprise.id", index=False)
    order_no: str = text(60)
    borrower: str = text(8, default="seller")


class AssetClaim(Row, table=True):
    """A bank's hold on an asset from acceptance until the debt ends or is released.

    ``pair_principal_fen`` is what the product would lend on the whole asset; the share is
    principal ÷ that. A claim on the whole of an asset that cannot be split is ``whole``,
    and at most one such is live.
    """

    __tablename__ = "asset_claim"
    __table_args__ = (
        check("principal", "principal_fen > 0 AND principal_fen <= pair_principal_fen"),
        Index(
            "uq_asset_claim_whole",
            "asset_id",
            unique=True,
            sqlite_where=sql("live AND whole"),
            postgresql_where=sql("live AND whole"),
        ),
        Index(
            "uq_asset_claim_bank",
            "asset_id",
            "bank_id",
            unique=True,
            sqlite_where=sql("live"),
            postgresql_where=sql("live"),
        ),
    )

    asset_id: str = reference("asset.id")
    bank_id: str = reference("organisation.id")
    application_id: str = text(26, unique=True)
    principal_fen: int = fen()
    pair_principal_fen: int = fen()
    share: int = fen()
    whole: bool = True
    live: bool = True
    released_at: datetime | None = None


class CreditNote(Row, table=True):
    """A red-letter invoice (红冲): it lowers what is owed of a document by its amount."""

    __tablename__ = "credit_note"
    __table_args__ = (
        UniqueConstraint("asset_id", "number"),
        check("amount", "amount_fen > 0"),
    )

    asset_id: str = reference("asset.id", index=False)
    number: str = text(40)
    issued_on: date
    amount_fen: int = fen()
    reason: str = text(500, default="")
    entered_by: str = reference("organisation.id", index=False)


class AssetPayment(Row, table=True):
    """What the debtor paid of a document, as one of its two sides recorded it.

    A record made by mistake is taken back with a reason, never erased.
    """

    __tablename__ = "asset_payment"
    __table_args__ = (
        one_of("means", PAYMENT_MEANS),
        check("amount", "amount_fen > 0"),
        check("taken_back", "taken_back = (taken_back_at IS NOT NULL)"),
    )

    asset_id: str = reference("asset.id")
    paid_on: date
    amount_fen: int = fen()
    means: str = text(10, default="transfer")
    note: str = text(200, default="")
    recorded_by: str = reference("organisation.id", index=False)
    recorded_name: str = text(80, default="")
    taken_back: bool = False
    taken_back_at: datetime | None = None
    taken_back_reason: str = text(500, default="")


class AssetReminder(Row, table=True):
    """That one side was reminded of a document: each stage of each document once."""

    __tablename__ = "asset_reminder"
    __table_args__ = (UniqueConstraint("asset_id", "stage"),)

    asset_id: str = reference("asset.id", index=False)
    stage: str = text(20)
    at: datetime


class SetOff(Row, table=True):
    """A ring of mutual debts that can be cleared by one amount without money (抵销, 民法典 568).

    Every party gives and gets ``amount_fen``, so nobody's net position moves. It is carried
    out when the last party has accepted.
    """

    __tablename__ = "set_off"
    __table_args__ = (one_of("state", SET_OFF_STATES), check("amount", "amount_fen > 0"))

    number: str = text(30, unique=True)
    state: str = text(12, default="proposed", index=True)
    amount_fen: int = fen()
    proposed_on: date
    answer_by: date
    ended_on: date | None = None
    end_reason: str = text(500, default="")


class SetOffPart(Row, table=True):
    """What one document gives to a set-off."""

    __tablename__ = "set_off_part"
    __table_args__ = (
        UniqueConstraint("set_off_id", "asset_id"),
        check("amount", "amount_fen > 0"),
        check("parties", "creditor_id <> debtor_id"),
    )

    set_off_id: str = reference("set_off.id", index=False)
    asset_id: str = reference("asset.id")
    debtor_id: str = reference("enterprise.id")
    creditor_id: str = reference("enterprise.id")
    amount_fen: int = fen()


class SetOffAnswer(Row, table=True):
    """One party's answer; each answers once."""

    __tablename__ = "set_off_answer"
    __table_args__ = (
        UniqueConstraint("set_off_id", "enterprise_id"),
        one_of("answer", SET_OFF_ANSWERS),
    )

    set_off_id: str = reference("set_off.id", index=False)
    enterprise_id: str = reference("enterprise.id")
    answer: str = text(10)
    answered_by: str = text(80)
    at: datetime
    reason: str = text(500, default="")
