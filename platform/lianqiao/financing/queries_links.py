"""The pairs of a run as links between firms, documents, products and banks, for one viewer.

A firm meets its own documents alone, a bank its own products and firms whose consent holds;
the offices meet everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from ..accounts.models import Organisation
from ..products.models import Product
from ..registry.models import Authorisation, Enterprise
from ..registry.queries import consent_to
from ..shared.actor import Actor
from ..shared.tables import columns, table
from ..trade.models import Asset
from .models import MatchRun, Opportunity

MOST = 20_000  # links that are read for one picture


@dataclass(frozen=True, slots=True)
class Middles:
    """What a run's links may be looked at around: id and name of firms, of cores, of banks."""

    firms: Sequence[tuple[str, str]]
    cores: Sequence[tuple[str, str]]
    banks: Sequence[tuple[str, str]]


def list_links(
    session: Session, actor: Actor, run: MatchRun, today: date, around: str = ""
) -> Sequence[Any]:
    """Eligible pairs of a run that the viewer may see, of one firm, core or bank where named."""
    row, asset, product = columns(Opportunity), columns(Asset), columns(Product)
    borrower, core, bank = (aliased(table(Organisation)) for _each in range(3))
    query = (
        select(
            row.id.label("opportunity_id"),
            asset.id,
            asset.id.label("asset_id"),
            asset.kind,
            asset.document_no,
            asset.amount_fen,
            asset.due_date,
            asset.creditor_id,
            asset.debtor_id,
            asset.borrower_id,
            asset.core_id,
            borrower.c.name.label("borrower"),
            core.c.name.label("core"),
            row.product_id,
            product.name.label("product"),
            product.rate_ppm,
            product.rule_version,
            row.bank_id,
            bank.c.name.label("bank"),
            row.principal_fen,
            row.cost_fen,
            row.recommended_fen,
            row.checks,
        )
        .select_from(table(Opportunity))
        .join(table(Asset), asset.id == row.asset_id)
        .join(table(Product), product.id == row.product_id)
        .join(borrower, borrower.c.id == row.borrower_id)
        .join(core, core.c.id == asset.core_id)
        .join(bank, bank.c.id == row.bank_id)
        .where(row.run_id == run.id, row.eligible, *_wall(actor, today))
        .order_by(row.recommended_fen.desc(), row.asset_id, row.product_id)
        .limit(MOST)
    )
    return session.execute(_around(query, around)).all()


def _around(query: Select[Any], around: str) -> Select[Any]:
    if not around:
        return query
    row, asset = columns(Opportunity), columns(Asset)
    ends = (row.borrower_id == around, row.bank_id == around, asset.core_id == around)
    return query.where(or_(*ends))


def _wall(actor: Actor, today: date) -> list[Any]:
    """What the viewer's kind may see of a run at all."""
    row, asset, product = columns(Opportunity), columns(Asset), columns(Product)
    if actor.kind in ("regulator", "operator"):
        return []
    if actor.kind == "enterprise":
        approved = select(columns(Organisation).id).where(columns(Organisation).state == "approved")
        own = row.borrower_id == actor.organisation
        return [own, product.state == "published", row.bank_id.in_(approved)]
    consenting = select(columns(Authorisation).enterprise_id).where(
        consent_to(actor.organisation, today)
    )
    return [
        row.bank_id == actor.organisation,
        product.bank_id == actor.organisation,
        product.state == "published",
        asset.due_date > today,
        row.borrower_id.in_(consenting),
    ]


def list_middles(session: Session, actor: Actor, run: MatchRun, today: date) -> Middles:
    """Whom the viewer may put in the middle, by name."""
    row, asset, named = columns(Opportunity), columns(Asset), columns(Organisation)

    def of(end: Any) -> Sequence[tuple[str, str]]:
        query = (
            select(named.id, named.name)
            .select_from(table(Opportunity))
            .join(table(Asset), asset.id == row.asset_id)
            .join(table(Product), columns(Product).id == row.product_id)
            .join(table(Organisation), named.id == end)
            .where(row.run_id == run.id, row.eligible, *_wall(actor, today))
            .distinct()
            .order_by(named.name, named.id)
        )
        return [(each.id, each.name) for each in session.execute(query)]

    return Middles(of(row.borrower_id), of(asset.core_id), of(row.bank_id))


def list_cores(session: Session, ids: set[str]) -> set[str]:
    """Which of some firms are core enterprises."""
    firm = columns(Enterprise)
    return set(session.execute(select(firm.id).where(firm.is_core, firm.id.in_(ids))).scalars())
