"""What must hold of firms and their links, asked by ``lianqiao verify``."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import case, func, or_, select, true
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.tables import columns
from .merge_plan import named
from .merge_rules import LIVE_PAPERS
from .models import TradeLink

LIVE_LINKS = ("proposed", "active")
# Which columns name a firm, and which rows live, in the tables of every slice.
LIVING: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    "membership": (("organisation_id",), lambda row: true()),
    "invitation": (
        ("organisation_id",),
        lambda row: row.used_at.is_(None) & row.revoked_at.is_(None),
    ),
    "authorisation": (("enterprise_id",), lambda row: row.revoked_on.is_(None)),
    "trade_link": (("core_id", "partner_id"), lambda row: row.state.in_(LIVE_LINKS)),
    "credit_limit": (("party_id",), lambda row: true()),
    "asset": (
        ("creditor_id", "debtor_id", "borrower_id", "core_id"),
        lambda row: row.state.in_(LIVE_PAPERS),
    ),
    "application": (("borrower_id",), lambda row: true()),
    "loan": (("borrower_id",), lambda row: true()),
    "renewal": (("borrower_id",), lambda row: true()),
}


def links_are_not_doubled(session: Session) -> Iterator[str]:
    """A firm supplies another by one live link, whichever of the two entered it."""
    link = columns(TradeLink)
    supplies = link.direction == "supplier"
    seller = case((supplies, link.partner_id), else_=link.core_id)
    buyer = case((supplies, link.core_id), else_=link.partner_id)
    lives = (
        select(seller.label("seller"), buyer.label("buyer"))
        .where(link.state.in_(LIVE_LINKS))
        .subquery()
    )
    query = select(lives.c.seller, lives.c.buyer, func.count()).group_by(
        lives.c.seller, lives.c.buyer
    )
    for sold, bought, count in session.execute(query.having(func.count() > 1)):
        yield f"{sold} supplies {bought} by {count} live links"


def merged_firms_are_left_alone(session: Session) -> Iterator[str]:
    """Nothing that lives names a firm that was merged into another."""
    row = columns(Organisation)
    for name, (names, lives) in LIVING.items():
        place = named(name)
        ends = or_(*(place.c[column] == row.id for column in names))
        query = (
            select(place.c.id, row.id)
            .join_from(Organisation, place, ends)
            .where(row.state == "merged", lives(place.c))
        )
        for id_, firm in session.execute(query.order_by(place.c.id)):
            yield f"{name} {id_} names {firm}, which is merged"
