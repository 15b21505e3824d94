"""What the county's graph is read from: one query per kind of record, rows in, records out.

Guarantees are no records of the platform yet: guarantors stand in no link.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, case, func, select

from graph.control import FirmTraits, control_hints
from graph.model import (
    BankNode,
    Controls,
    EnterpriseNode,
    Lends,
    Offers,
    Ordered,
    OrderNode,
    Owes,
    ProductNode,
    ReceivableNode,
    Record,
    Supplies,
)

from ..accounts.models import Organisation
from ..loans.models import Loan
from ..loans.states import LIVE
from ..products.models import Product
from ..registry.models import Bank, Enterprise, TradeLink
from ..shared.tables import columns, table
from ..trade.models import Asset, owed_fen


@dataclass(frozen=True)
class Source:
    """Rows of one kind, and the records that a row becomes."""

    name: str
    query: Callable[[], Select[Any]]
    make: Callable[..., Sequence[Record]]


def _loans() -> Select[Any]:
    loan = columns(Loan)
    return select(loan.bank_id, loan.borrower_id, loan.id, loan.balance_fen).where(
        loan.state.in_(LIVE), loan.balance_fen > 0
    )


def _make_loan(bank: str, borrower: str, loan: str, balance_fen: int) -> list[Record]:
    return [Lends(bank, borrower, loan, balance_fen)]


def _debts() -> Select[Any]:
    asset = columns(Asset)
    owed = owed_fen(asset)
    return select(
        asset.debtor_id,
        asset.creditor_id,
        asset.id,
        asset.document_no,
        owed,
        asset.issue_date,
        asset.effective_due_date,
    ).where(asset.kind == "receivable", asset.state == "confirmed", owed > 0)


def _make_debt(
    debtor: str, creditor: str, asset: str, number: str, owed: int, issued: date, due: date
) -> list[Record]:
    return [
        ReceivableNode(asset, number, owed, due),
        Owes(debtor, creditor, asset, owed, issued),
    ]


def _orders() -> Select[Any]:
    asset = columns(Asset)
    return select(
        asset.debtor_id,
        asset.creditor_id,
        asset.id,
        asset.document_no,
        asset.confirmed_fen,
        asset.issue_date,
        asset.effective_due_date,
        case((asset.borrower_id == asset.creditor_id, "seller"), else_="buyer"),
    ).where(asset.kind == "order", asset.state == "confirmed")


def _make_order(
    buyer: str,
    seller: str,
    asset: str,
    number: str,
    amount_fen: int,
    issued: date,
    due: date,
    borrower: Literal["seller", "buyer"],
) -> list[Record]:
    return [
        OrderNode(asset, number, amount_fen, due),
        Ordered(buyer, seller, asset, amount_fen, borrower, issued),
    ]


def _goods() -> Select[Any]:
    """Active links as goods flow; what both sides entered counts once, at the larger volume."""
    link = columns(TradeLink)
    supplies = link.direction == "supplier"
    seller = case((supplies, link.partner_id), else_=link.core_id).label("seller")
    buyer = case((supplies, link.core_id), else_=link.partner_id).label("buyer")
    flows = select(seller, buyer, link.annual_volume_fen).where(link.state == "active").subquery()
    return select(
        flows.c.seller, flows.c.buyer, func.max(func.coalesce(flows.c.annual_volume_fen, 0))
    ).group_by(flows.c.seller, flows.c.buyer)


def _make_goods(seller: str, buyer: str, amount_fen: int) -> list[Record]:
    return [Supplies(seller, buyer, amount_fen)]


def _products() -> Select[Any]:
    product = columns(Product)
    return select(product.id, product.name, product.rate_ppm, product.bank_id).where(
        product.state == "published"
    )


def _make_product(product: str, name: str, rate_ppm: int, bank: str) -> list[Record]:
    return [ProductNode(product, name, rate_ppm), Offers(bank, product)]


def _banks() -> Select[Any]:
    bank, organisation = columns(Bank), columns(Organisation)
    return select(bank.id, organisation.name).join(table(Organisation), organisation.id == bank.id)


def _make_bank(bank: str, name: str) -> list[Record]:
    return [BankNode(bank, name)]


def _firms() -> Select[Any]:
    firm, organisation = columns(Enterprise), columns(Organisation)
    return select(
        firm.id,
        organisation.name,
        firm.is_core,
        firm.park,
        firm.legal_representative,
        firm.phone,
    ).join(table(Organisation), organisation.id == firm.id)


def _make_firm(
    firm: str, name: str, is_core: bool, park: str, _representative: str, _phone: str
) -> list[Record]:
    return [EnterpriseNode(firm, name, is_core, park)]


SOURCES: tuple[Source, ...] = (
    Source("loans", _loans, _make_loan),
    Source("debts", _debts, _make_debt),
    Source("orders", _orders, _make_order),
    Source("goods", _goods, _make_goods),
    Source("products", _products, _make_product),
    Source("banks", _banks, _make_bank),
    Source("firms", _firms, _make_firm),
)
"""In the order in which they are read: links before the firms that they join."""


def hints_of(firms: Iterable[tuple[Any, ...]]) -> list[Controls]:
    """Firms that share their legal representative or phone; nobody's name or number gets in."""
    traits = (
        FirmTraits(firm, representative, phone)
        for firm, _name, _is_core, _park, representative, phone in firms
    )
    return control_hints(traits).links()
