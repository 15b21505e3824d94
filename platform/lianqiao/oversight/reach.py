"""Whom the banks' products reach, as the last match run saw it, and whom nobody reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, distinct, exists, func, select
from sqlmodel import Session

from graph.arrays import mirror
from graph.county import isolated_in

from ..accounts.models import Organisation
from ..financing.models import MatchRun, Opportunity
from ..products.models import Product
from ..registry.models import Bank, Enterprise
from ..shared.tables import columns, table
from ..trade.models import Asset, owed_fen
from .county import looking_at_county


@dataclass(frozen=True, slots=True)
class BankReach:
    """What one bank's published products could finance; a document counts once. Fen."""

    bank_id: str
    name: str
    products: int
    firms: int
    documents: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class IsolatedFirm:
    """A firm that trades with nobody on the platform."""

    id: str
    name: str
    park: str


def bank_reaches(session: Session) -> list[BankReach]:
    """Every bank, the widest reach first; those that reach nobody too."""
    bank, organisation = columns(Bank), columns(Organisation)
    reached = _reached().subquery()
    offered = _offered().subquery()
    query = (
        select(
            bank.id,
            organisation.name,
            func.coalesce(offered.c.products, 0),
            func.coalesce(reached.c.firms, 0),
            func.coalesce(reached.c.documents, 0),
            func.coalesce(reached.c.amount_fen, 0),
        )
        .select_from(table(Bank))
        .join(table(Organisation), organisation.id == bank.id)
        .outerjoin(reached, reached.c.bank_id == bank.id)
        .outerjoin(offered, offered.c.bank_id == bank.id)
        .order_by(func.coalesce(reached.c.amount_fen, 0).desc(), organisation.name)
    )
    return [BankReach(*row[:2], *map(int, row[2:])) for row in session.execute(query)]


def _offered() -> Select[Any]:
    product = columns(Product)
    query = select(product.bank_id, func.count().label("products"))
    return query.where(product.state == "published").group_by(product.bank_id)


def _reached() -> Select[Any]:
    """By bank: firms, documents and what is owed of them; each document once."""
    asset = columns(Asset)
    pairs = _pairs().subquery()
    return (
        select(
            pairs.c.bank_id,
            func.count(distinct(asset.borrower_id)).label("firms"),
            func.count().label("documents"),
            cast(func.sum(owed_fen(asset)), BigInteger).label("amount_fen"),
        )
        .join(table(Asset), asset.id == pairs.c.asset_id)
        .group_by(pairs.c.bank_id)
    )


def _pairs() -> Select[Any]:
    """(bank, document) of the current run where a product of the bank accepts the document."""
    row, run = columns(Opportunity), columns(MatchRun)
    return (
        select(row.bank_id, row.asset_id)
        .join(table(MatchRun), run.id == row.run_id)
        .where(run.is_current, row.eligible)
        .distinct()
    )


def unreached_query(search: str = "", park: str = "") -> Select[Any]:
    """Borrowers with confirmed, free documents of which no bank's product accepts any.

    Columns: id, name, park, documents, amount_fen.
    """
    asset, firm, organisation = columns(Asset), columns(Enterprise), columns(Organisation)
    row, run = columns(Opportunity), columns(MatchRun)
    accepted = exists(
        select(row.id)
        .join(table(MatchRun), run.id == row.run_id)
        .where(run.is_current, row.eligible, row.borrower_id == firm.id)
    )
    waiting = and_(asset.state == "confirmed", asset.occupied_fen == 0, owed_fen(asset) > 0)
    query = (
        select(
            firm.id,
            organisation.name,
            firm.park,
            func.count(asset.id).label("documents"),
            cast(func.sum(owed_fen(asset)), BigInteger).label("amount_fen"),
        )
        .select_from(table(Asset))
        .join(table(Enterprise), firm.id == asset.borrower_id)
        .join(table(Organisation), organisation.id == firm.id)
        .where(waiting, ~accepted)
        .group_by(firm.id, organisation.name, firm.park)
    )
    if park:
        query = query.where(firm.park == park)
    if search:
        query = query.where(func.lower(organisation.name).like(f"%{search.lower()}%"))
    return query


def isolated(session: Session, search: str = "", park: str = "") -> Sequence[IsolatedFirm]:
    """The firms without any trade on the platform, by name."""
    with looking_at_county(session) as county:
        nodes = county.nodes
        found = [
            IsolatedFirm(firm, nodes[firm]["label"], nodes[firm]["park"])
            for firm in isolated_in(mirror(county))
        ]
    wanted = (
        firm for firm in found if park in ("", firm.park) and search.lower() in firm.name.lower()
    )
    return sorted(wanted, key=lambda firm: (firm.name, firm.id))
