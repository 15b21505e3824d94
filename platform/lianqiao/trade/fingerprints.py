"""Fingerprints of documents: the exact one blocks, the near ones ask why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from sqlalchemy import or_, select
from sqlmodel import Session

from ..registry.merged import codes_by_firm
from ..shared import invoice_number
from ..shared.tables import columns, table
from .models import Asset, PurchaseOrder, Receivable
from .papers import Paper, Terms

NEAR_KINDS = ("near_fingerprint", "near_number", "near_contract")
MOST_NEAR = 100


@dataclass(frozen=True)
class Marks:
    """The keyed digests of a document: the exact one, and the three near ones.

    ``near`` is buyer, amount and due date; ``number`` the bare number between the two firms;
    ``contract`` one instalment of a contract, empty where that is not stated. ``former`` are
    the same under the codes of firms that were merged into either side: what was entered
    before the merge is kept under those.
    """

    exact: str
    near: str
    number: str = ""
    contract: str = ""
    former: tuple["Marks", ...] = ()

    @property
    def exact_ones(self) -> list[str]:
        """The exact digests under which this document may be kept."""
        return [self.exact, *(one.exact for one in self.former)]

    def near_under(self, name: str) -> set[str]:
        """The near digests of one kind under which a document like this one may be kept."""
        every = (one.near_ones.get(name, "") for one in (self, *self.former))
        return {mark for mark in every if mark}

    @property
    def near_ones(self) -> dict[str, str]:
        """The near digests that there are, by the column of an asset that keeps them."""
        kept = dict(zip(NEAR_KINDS, (self.near, self.number, self.contract), strict=True))
        return {name: mark for name, mark in kept.items() if mark}


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
    sides = {"seller": seller, "buyer": buyer}
    by_number = invoice_number.near_number(key, kind, number, **sides)
    by_contract = invoice_number.near_contract(key, terms.contract_no, terms.instalment, **sides)
    return Marks(exact, near, by_number, by_contract)


def marks_under(
    secret: str,
    kind: str,
    number: str,
    code: str,
    terms: Terms,
    sellers: Sequence[str],
    buyers: Sequence[str],
) -> Marks:
    """The digests of a document between two firms, each with all its codes, today's first."""
    marks, *former = (
        marks_of(secret, kind, number, code, terms, seller=seller, buyer=buyer)
        for seller, buyer in product(sellers or ("",), buyers or ("",))
    )
    return replace(marks, former=tuple(former))


def marks_of_paper(session: Session, secret: str, paper: Paper) -> Marks:
    """The digests of a paper whose two firms are registered."""
    codes = codes_by_firm(session, paper.parties)
    sides = [codes.get(one, ()) for one in (paper.creditor_id, paper.debtor_id)]
    return marks_under(secret, paper.kind, paper.number, paper.code, paper.terms, *sides)


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
    # Under several codes several may be found; the oldest is named.
    twins = select(Asset).where(asset.fingerprint.in_(marks.exact_ones)).order_by(asset.id)
    twin: Asset | None = session.execute(twins).scalars().first()
    return twin


def find_near(session: Session, marks: Marks, own_id: str = "") -> tuple[str, ...]:
    """In which of the near ways another document that lives here is like this one."""
    kept, wanted = columns(Asset), {name: marks.near_under(name) for name in marks.near_ones}
    query = select(*(getattr(kept, name) for name in NEAR_KINDS)).where(
        or_(*(getattr(kept, name).in_(under) for name, under in wanted.items())),
        kept.state != "withdrawn",
        kept.id != own_id,
    )
    rows = session.execute(query.limit(MOST_NEAR)).all()
    return tuple(
        name for name, under in wanted.items() if any(getattr(row, name) in under for row in rows)
    )
