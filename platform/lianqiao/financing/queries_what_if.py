"""What may be tried: the limits and products of the viewer's own bank, or of all for the offices.

A bank's viewer never meets another bank's limit or product here: the queries leave them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from matching import Allocation

from ..accounts.models import Organisation
from ..products.limits import NO_CEILING
from ..products.models import CreditLimit, Product
from ..registry.models import Bank, Enterprise
from ..shared.actor import Actor
from ..shared.tables import columns, table
from .models import MatchRun, Opportunity

SCOPES = ("product", "bank", "core", "borrower")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A limit as it is set: whose, of what, how high, and how much of it is free. Fen.

    ``key`` is bank, scope, and credit code or product code as matching names them; ``heirs`` are
    the firms that inherited it.
    """

    id: str
    key: tuple[str, str, str]
    bank: str
    name: str
    ceiling_fen: int
    room_fen: int
    heirs: tuple[str, ...] = ()


def list_ceilings(session: Session, actor: Actor) -> list[Ceiling]:
    """The limits that somebody set, by bank and scope; those without a ceiling left out."""
    rows = session.execute(_limits(actor)).all()
    heirs: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.inherited:
            heirs.setdefault((row.code, row.scope), []).append(row.uscc)
    return [
        Ceiling(
            id=row.id,
            key=(row.code, row.scope, row.product_code or row.uscc or ""),
            bank=row.bank,
            name=row.product or row.firm or "",
            ceiling_fen=row.ceiling_fen,
            room_fen=row.room_fen,
            heirs=() if row.uscc else tuple(heirs.get((row.code, row.scope), ())),
        )
        for row in rows
        if not row.inherited
    ]


def _limits(actor: Actor) -> Select[Any]:
    limit, product, bank = columns(CreditLimit), columns(Product), columns(Bank)
    firm = columns(Enterprise)
    owner, party = aliased(table(Organisation)), aliased(table(Organisation))
    query = (
        select(
            limit.id,
            limit.scope,
            limit.inherited,
            limit.ceiling_fen,
            (limit.ceiling_fen - limit.reserved_fen - limit.used_fen).label("room_fen"),
            bank.code,
            owner.c.name.label("bank"),
            product.code.label("product_code"),
            product.name.label("product"),
            firm.uscc,
            party.c.name.label("firm"),
        )
        .select_from(table(CreditLimit))
        .join(table(Bank), bank.id == limit.holder_id)
        .join(owner, owner.c.id == limit.holder_id)
        .outerjoin(table(Product), product.id == limit.product_id)
        .outerjoin(table(Enterprise), firm.id == limit.party_id)
        .outerjoin(party, party.c.id == limit.party_id)
        .where(limit.scope.in_(SCOPES), limit.ceiling_fen < NO_CEILING)
        .where(limit.product_id.is_(None) | (product.state == "published"))
        .order_by(bank.code, limit.scope, func.coalesce(product.code, firm.uscc, ""))
    )
    return query if actor.kind == "regulator" else query.where(limit.holder_id == own(actor))


def list_products(session: Session, actor: Actor) -> Sequence[Any]:
    """Published products whose rules may be tried: id, code, name, bank."""
    product, bank = columns(Product), columns(Organisation)
    query = (
        select(product.id, product.code, product.name, bank.name.label("bank"))
        .join(table(Organisation), bank.id == product.bank_id)
        .where(product.state == "published", bank.state == "approved")
        .order_by(product.bank_id, product.code)
    )
    if actor.kind != "regulator":
        query = query.where(product.bank_id == own(actor))
    return session.execute(query).all()


def count_products_behind(session: Session, actor: Actor) -> int:
    """How many products on offer the viewer's guarantee company stands behind."""
    product, bank = columns(Product), columns(Organisation)
    query = (
        select(func.count(product.id))
        .join(table(Organisation), bank.id == product.bank_id)
        .where(product.state == "published", bank.state == "approved")
        .where(product.guarantor_id == actor.organisation)
    )
    return int(session.execute(query).scalar_one())


def own(actor: Actor) -> str:
    """The viewer's bank; nothing for whoever has none."""
    return actor.organisation if actor.kind == "bank" else ""


def find_bank_code(session: Session, actor: Actor) -> str:
    """The code of the viewer's own bank, empty for the offices."""
    bank = columns(Bank)
    found = session.execute(select(bank.code).where(bank.id == own(actor))).scalar_one_or_none()
    return str(found or "")


def list_allocations(session: Session, run: MatchRun) -> list[Allocation]:
    """What a run recommended."""
    row, product = columns(Opportunity), columns(Product)
    query = (
        select(row.asset_id, product.code, row.recommended_fen)
        .join(table(Product), product.id == row.product_id)
        .where(row.run_id == run.id, row.recommended_fen > 0)
    )
    return [Allocation(*found) for found in session.execute(query)]
