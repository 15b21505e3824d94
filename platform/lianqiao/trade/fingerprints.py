"""Fingerprints of documents: the exact one blocks, the near one asks why."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from ..registry.models import Enterprise
from ..shared import invoice_number
from ..shared.tables import columns, table
from .models import Asset, PurchaseOrder, Receivable
from .papers import Paper, Terms


@dataclass(frozen=True)
class Marks:
    """The two keyed digests of a document."""

    exact: str
    near: str


def marks_of(
    secret: str, kind: str, number: str, code: str, terms: Terms, *, seller: str, buyer: str
) -> Marks:
    """The digests of a document between two USCCs; a receivable never meets an order."""
    key = secret.encode()
    exact = invoice_number.fingerprint(
        key,
        number,
        code if kind == "receivable" else "ORDER",
        terms.issue_date,
        terms.amount_fen,
        seller=seller,
        buyer=buyer,
    )
    near = invoice_number.near_fingerprint(key, buyer, terms.amount_fen, terms.due_date)
    return Marks(exact, near)


def marks_of_paper(session: Session, secret: str, paper: Paper) -> Marks:
    """The digests of a paper whose two firms are registered."""
    firm = columns(Enterprise)
    query = select(firm.id, firm.uscc).where(firm.id.in_(paper.parties))
    codes = {row.id: row.uscc for row in session.execute(query)}
    return marks_of(
        secret,
        paper.kind,
        paper.number,
        paper.code,
        paper.terms,
        seller=codes.get(paper.creditor_id, ""),
        buyer=codes.get(paper.debtor_id, ""),
    )


def find_same(session: Session, paper: Paper, marks: Marks) -> Asset | None:
    """The document that is this one: by natural key, or by exact fingerprint."""
    asset, row, order = columns(Asset), columns(Receivable), columns(PurchaseOrder)
    query = select(Asset)
    if paper.kind == "receivable":
        query = query.join(table(Receivable), row.id == asset.id).where(
            row.creditor_id == paper.creditor_id,
            row.invoice_code == paper.code,
            row.invoice_no == paper.number,
        )
    else:
        query = query.join(table(PurchaseOrder), order.id == asset.id).where(
            order.seller_id == paper.creditor_id, order.order_no == paper.number
        )
    found: Asset | None = session.execute(query).scalar_one_or_none()
    if found is not None:
        return found
    twin: Asset | None = session.execute(
        select(Asset).where(asset.fingerprint == marks.exact)
    ).scalar_one_or_none()
    return twin


def has_near(session: Session, near: str, own_id: str = "") -> bool:
    """Whether another document of the same debtor, amount and due date lives here."""
    asset = columns(Asset)
    query = select(asset.id).where(
        asset.near_fingerprint == near, asset.state != "withdrawn", asset.id != own_id
    )
    return session.execute(query.limit(1)).first() is not None
