"""What rows of receivables and orders refer to, loaded in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, insert, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.bulk import Steps, in_parts
from ..registry.merged import codes_by_firm, merged_words
from ..registry.models import Enterprise, TradeLink
from ..shared.calendar import Calendar
from ..shared.ids import new_id
from ..shared.imports import ImportContext
from ..shared.numbers import NumberSeries
from ..shared.tables import columns, table
from ..shared.tabular import Row
from ..shared.working_days import get_calendar
from .confirm_reading import credited_before_confirming
from .enter_asset import NUMBER_FIELDS, PREFIXES
from .fingerprints import NEAR_KINDS, Marks, marks_under
from .import_clauses import FileChecks
from .models import Asset, AssetPayment, PurchaseOrder, Receivable
from .near_words import NEAR_NAMES
from .papers import Paper, Terms

NEAR_COLUMNS = {"near_fingerprint": "amount", "near_contract": "contract_no"}
Key = tuple[str, str, str]  # seller's id, invoice code, number


@dataclass
class Book:
    """Firms by code, known documents, near fingerprints in use, links; and what is given out.

    ``codes`` are those of each firm, today's first and then those of firms merged into it.
    """

    kind: str
    context: ImportContext
    firms: dict[str, Enterprise]
    known: dict[Key, Asset]
    near: dict[str, set[str]]
    linked: frozenset[tuple[str, str]]
    own_id: str | None
    entered_by: str
    calendar: Calendar
    steps: Steps
    checks: FileChecks
    merged: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, NumberSeries] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    billing: set[str] = field(default_factory=set)  # receivables that bill an order
    notes: dict[str, int] | None = None
    payments: list[dict[str, Any]] = field(default_factory=list)

    def pay(self, asset: Asset, amount_fen: int) -> None:
        """Keep a payment that the file tells, to be written with all others at the end."""
        if not self.payments:
            self.context.at_end.append(self._write_payments)
        self.payments.append(
            {
                "id": new_id(),
                "created_at": self.context.now,
                "version": 1,
                "asset_id": asset.id,
                "paid_on": asset.settled_on,
                "amount_fen": amount_fen,
                "means": "other",
                "note": _("文件导入"),
                "recorded_by": self.entered_by,
                "recorded_name": self.context.actor.name,
            }
        )

    def _write_payments(self) -> None:
        self.context.session.flush()  # the documents first
        self.context.session.execute(insert(table(AssetPayment)), self.payments)

    def number(self, prefix: str) -> str:
        """The next number; the counter is held from the first one on.

        A preview shows no numbers, and nobody is to wait for it.
        """
        if not self.context.keep:
            return ""
        if prefix not in self.numbers:
            context = self.context
            self.numbers[prefix] = NumberSeries(context.session, prefix, context.today)
        return self.numbers[prefix].next()

    def number_of_asset(self) -> str:
        """The next number of a document of this file's kind."""
        return self.number(PREFIXES[self.kind])

    def credited(self, asset: Asset) -> int:
        """The sum of the credit notes that a document has before it is confirmed."""
        if self.notes is None:
            self.notes = credited_before_confirming(self.context.session, asset.core_id)
        return self.notes.get(asset.id, 0)

    def marks_of(self, paper: Paper, terms: Terms) -> Marks:
        """The digests of a row's document with these terms, under all codes of its two firms."""
        sellers, buyers = (self.codes[one] for one in (paper.creditor_id, paper.debtor_id))
        secret, kind = self.context.secret, paper.kind
        return marks_under(secret, kind, paper.number, paper.code, terms, sellers, buyers)

    def warn_if_near(self, row: Row, asset: Asset, marks: Marks, own: Sequence[str] = ()) -> None:
        """Tell of each way in which another document is like this one, and keep that it was told.

        ``own`` are the document's marks before it was changed: it is not like itself.
        """
        marked = marks.near_ones
        hits = [name for name in marked if marks.near_under(name) & (self.near[name] - {*own})]
        for name in hits:
            words = _("平台上已有相近的单据（%(how)s），请核对是否重复", how=NEAR_NAMES[name])
            self.context.warn(row, NEAR_COLUMNS.get(name, self.number_column), words)
        if hits:
            asset.near_reason = asset.near_reason or _("文件导入，导入时已提示有相近单据")
        for name, mark in marked.items():
            self.near[name].add(mark)

    @property
    def number_column(self) -> str:
        """The file's column of the document's own number."""
        return NUMBER_FIELDS[self.kind]


def load_book(kind: str, context: ImportContext, codes: Iterable[str]) -> Book:
    """The book for rows that name these USCCs."""
    session, actor = context.session, context.actor
    codes = list(codes)
    firms = _firms(session, codes)
    own_id = None if actor.is_operator else actor.organisation
    ids = [firm.id for firm in firms.values()]
    return Book(
        kind=kind,
        context=context,
        firms=firms,
        known=_known(session, kind, ids),
        near=_near(session, ids),
        linked=frozenset() if own_id is None else _linked(session, own_id),
        own_id=own_id,
        entered_by=own_id or actor.organisation_id or _operator(session),
        calendar=get_calendar(session),
        steps=Steps(context),
        checks=FileChecks(context, ids),
        merged=merged_words(session, codes),
        codes=codes_by_firm(session, ids),
    )


def _firms(session: Session, codes: Iterable[str]) -> dict[str, Enterprise]:
    firms: dict[str, Enterprise] = {}
    for part in in_parts(codes):
        query = select(Enterprise).where(columns(Enterprise).uscc.in_(part))
        firms |= {firm.uscc: firm for firm in session.execute(query).scalars()}
    return firms


def _known(session: Session, kind: str, sellers: Sequence[str]) -> dict[Key, Asset]:
    """Every document of these sellers, by natural key."""
    return _known_invoices(session, sellers) if kind == "receivable" else _orders(session, sellers)


def _known_invoices(session: Session, sellers: Sequence[str]) -> dict[Key, Asset]:
    row, known = columns(Receivable), dict[Key, Asset]()
    for part in in_parts(sellers):
        query = (
            select(Asset, row.creditor_id, row.invoice_code, row.invoice_no)
            .join(table(Receivable), row.id == columns(Asset).id)
            .where(row.creditor_id.in_(part))
        )
        for asset, *key in session.execute(query):
            known[(key[0], key[1], key[2])] = asset
    return known


def _orders(session: Session, sellers: Sequence[str]) -> dict[Key, Asset]:
    row, known = columns(PurchaseOrder), dict[Key, Asset]()
    for part in in_parts(sellers):
        query = (
            select(Asset, row.seller_id, row.order_no)
            .join(table(PurchaseOrder), row.id == columns(Asset).id)
            .where(row.seller_id.in_(part))
        )
        for asset, seller, number in session.execute(query):
            known[(seller, "", number)] = asset
    return known


def _near(session: Session, debtors: Sequence[str]) -> dict[str, set[str]]:
    """The near marks in use, by the column that keeps them."""
    asset = columns(Asset)
    found: dict[str, set[str]] = {name: set() for name in NEAR_KINDS}
    kept = [getattr(asset, name) for name in NEAR_KINDS]
    for part in in_parts(debtors):
        query = select(*kept).where(asset.debtor_id.in_(part), asset.state != "withdrawn")
        for marks in session.execute(query):
            for name, mark in zip(NEAR_KINDS, marks, strict=True):
                found[name].add(mark)
    return found


def _linked(session: Session, own_id: str) -> frozenset[tuple[str, str]]:
    """(seller, buyer) of the active links of one firm."""
    link = columns(TradeLink)
    query = select(link.core_id, link.partner_id, link.direction).where(
        and_(link.state == "active", (link.core_id == own_id) | (link.partner_id == own_id))
    )
    return frozenset(
        (row.partner_id, row.core_id)
        if row.direction == "supplier"
        else (row.core_id, row.partner_id)
        for row in session.execute(query)
    )


def _operator(session: Session) -> str:
    organisation = columns(Organisation)
    query = select(organisation.id).where(organisation.kind == "operator")
    return str(session.execute(query.limit(1)).scalar_one())
