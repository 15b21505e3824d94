"""Planted evidence for tests: a ring of debts, a dependent supplier, firms under one hand."""

from collections.abc import Sequence
from datetime import timedelta

from characters import TODAY, WAN, World
from deals import confirmed_asset
from sqlalchemy import update

from lianqiao.registry.models import Enterprise
from lianqiao.shared import audit
from lianqiao.shared.actor import SYSTEM
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now

RING = (("core", "supplier"), ("supplier", "customer"), ("customer", "core"))


def owe(
    database: Database, world: World, debtor: str, creditor: str, wan: int, ago: int = 20
) -> str:
    """A confirmed debt of so many 万元, issued so many days ago; returns its id."""
    with database.writing() as session:
        asset = confirmed_asset(
            session,
            world,
            debtor_id=world.org(debtor),
            core_id=world.org(debtor),
            creditor_id=world.org(creditor),
            borrower_id=world.org(creditor),
            amount_fen=wan * WAN,
            issue_date=TODAY - timedelta(days=ago),
        )
        audit.record(session, SYSTEM, "plant", asset.id, utc_now())
        return asset.id


def ring(
    database: Database,
    world: World,
    amounts: Sequence[int] = (100, 102, 104),
    issued: Sequence[int] = (20, 25, 30),
    pairs: Sequence[tuple[str, str]] = RING,
) -> list[str]:
    """Three firms that owe each other in a ring, in 万元; returns the documents' ids."""
    return [
        owe(database, world, *pair, wan, ago)
        for pair, wan, ago in zip(pairs, amounts, issued, strict=True)
    ]


def concentration(
    database: Database, world: World, largest: int = 400, rest: int = 20
) -> list[str]:
    """The second supplier's unpaid sales (万元) to the two core enterprises."""
    sales = (("core2", largest), ("core", rest))
    return [owe(database, world, buyer, "supplier2", wan) for buyer, wan in sales if wan]


def common_control(
    database: Database,
    world: World,
    pair: tuple[str, str] = ("core2", "supplier2"),
    **shares: str,
) -> None:
    """Two firms with one phone, or what else they share; all others have their own."""
    firm = table(Enterprise)
    with database.writing() as session:
        for name, id_ in world.organisations.items():
            session.execute(
                update(firm).where(columns(Enterprise).id == id_).values(phone=f"0566-9{name}")
            )
        for name in pair:
            values = shares or {"phone": "0566-7654321"}
            session.execute(update(firm).where(firm.c.id == world.org(name)).values(**values))
        audit.record(session, SYSTEM, "plant", "", utc_now())
