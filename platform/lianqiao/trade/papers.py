"""A document as it is entered: who owes whom, how much, until when; values only."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from ..shared.money import half_width


class InstalmentIsNotReadable(ValueError):
    """The text is no instalment; the message says in Chinese how to mend it."""


def read_instalment(text: str) -> int:
    """Which instalment of its contract a document bills: 3, or 第3期; from 1 to 999.

    Raises InstalmentIsNotReadable.
    """
    match = re.fullmatch(r"第?\s*(\d{1,3})\s*期?", half_width(text), re.ASCII)
    if match is None or not int(match[1]):
        raise InstalmentIsNotReadable(gettext("期次应为 1 到 999 的整数，例如 3 或 第3期"))
    return int(match[1])


@dataclass(frozen=True)
class Terms:
    """Amounts in fen, dates and contract of a document; an order's issue date is its own.

    ``instalment`` counts from 1; None where the contract is not paid by instalments.
    """

    amount_fen: int
    issue_date: date
    due_date: date
    delivery_date: date | None = None
    requested_fen: int | None = None
    contract_no: str = ""
    instalment: int | None = None


@dataclass(frozen=True)
class Bill:
    """What is known of an invoice itself: its kind, where it came from, net and tax in fen."""

    kind: str = ""
    source: str = "form"
    net_fen: int | None = None
    tax_fen: int | None = None


@dataclass(frozen=True)
class Clauses:
    """What the contract says beside amount and dates.

    ``term_clause`` is the clause that agrees on a later payment, or NO_CLAUSE where the person
    says that there is none. ``late_rate_ppm`` is the agreed yearly rate of late interest.
    """

    is_voucher: bool = False
    voucher_reason: str = ""
    pay_when_paid: bool = False
    term_clause: str = ""
    late_rate_ppm: int | None = None


NOTHING_AGREED = Clauses()
NO_CLAUSE = "合同没有另外约定"


def columns_of(clauses: Clauses) -> dict[str, Any]:
    """The values of the document's columns, cut to their lengths."""
    return {
        "is_voucher": clauses.is_voucher,
        "voucher_reason": clauses.voucher_reason.strip()[:500],
        "pay_when_paid": clauses.pay_when_paid,
        "term_clause": clauses.term_clause.strip()[:500],
        "late_rate_ppm": clauses.late_rate_ppm,
    }


@dataclass(frozen=True)
class NewReceivable:
    """A receivable to enter: the creditor is the borrower, the debtor confirms."""

    creditor_id: str
    debtor_id: str
    invoice_no: str
    terms: Terms
    invoice_code: str = ""
    splittable: bool = False
    near_reason: str = ""
    order_id: str | None = None
    clauses: Clauses = NOTHING_AGREED
    bill: Bill = Bill()


@dataclass(frozen=True)
class NewOrder:
    """An order to enter; ``borrower`` is ``seller`` or ``buyer``, the other side confirms."""

    seller_id: str
    buyer_id: str
    order_no: str
    terms: Terms
    borrower: str = "seller"
    splittable: bool = False
    near_reason: str = ""


@dataclass(frozen=True)
class Paper:
    """What both kinds come to. ``core_id`` is the side across from the borrower: it confirms."""

    kind: str
    creditor_id: str
    debtor_id: str
    borrower_id: str
    core_id: str
    number: str
    code: str
    terms: Terms
    splittable: bool
    near_reason: str
    order_id: str | None = None
    clauses: Clauses = NOTHING_AGREED
    bill: Bill = Bill()

    @property
    def parties(self) -> tuple[str, str]:
        """Creditor and debtor."""
        return self.creditor_id, self.debtor_id


def paper_of_receivable(new: NewReceivable) -> Paper:
    """The receivable as a paper: its creditor is financed."""
    return Paper(
        kind="receivable",
        creditor_id=new.creditor_id,
        debtor_id=new.debtor_id,
        borrower_id=new.creditor_id,
        core_id=new.debtor_id,
        number=new.invoice_no,
        code=new.invoice_code,
        terms=new.terms,
        splittable=new.splittable,
        near_reason=new.near_reason.strip(),
        order_id=new.order_id,
        clauses=new.clauses,
        bill=new.bill,
    )


def paper_of_order(new: NewOrder) -> Paper:
    """The order as a paper: seller or buyer is financed, the other side is asked."""
    sides = (new.seller_id, new.buyer_id)
    borrower_id, core_id = sides if new.borrower == "seller" else sides[::-1]
    return Paper(
        kind="order",
        creditor_id=new.seller_id,
        debtor_id=new.buyer_id,
        borrower_id=borrower_id,
        core_id=core_id,
        number=new.order_no.strip(),
        code="",
        terms=new.terms,
        splittable=new.splittable,
        near_reason=new.near_reason.strip(),
    )
