"""What tests of set-offs start from: rings of debts among the characters, found and answered."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from characters import TODAY, WAN, World
from deals import confirmed_asset
from sqlalchemy import select
from sqlmodel import Session
from trade_samples import NOW

from lianqiao.shared.actor import Actor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.accept_set_off import accept_set_off
from lianqiao.trade.find_set_offs import find_set_offs
from lianqiao.trade.models import Asset, SetOff, SetOffPart

THREE = ("core", "supplier", "customer")
FOUR = ("core", "supplier", "core2", "supplier2")
NAMES = {
    "core": "演示东至制药",
    "core2": "演示大渡口食品",
    "supplier": "演示甲供应",
    "supplier2": "演示乙合作社",
    "customer": "演示丙经销",
}


def debt(
    session: Session, world: World, debtor: str, creditor: str, wan: float, **more: Any
) -> Asset:
    """A confirmed, free receivable of so many 万元."""
    sides = {
        "creditor_id": world.org(creditor),
        "debtor_id": world.org(debtor),
        "borrower_id": world.org(creditor),
        "core_id": world.org(debtor),
    }
    return confirmed_asset(session, world, amount_fen=int(wan * WAN), **(sides | more))


def ring(
    database: Database,
    world: World,
    firms: Sequence[str] = THREE,
    wan: Sequence[float] = (),
    **more: Any,
) -> list[str]:
    """Each firm owes the next, the last the first; ids of the documents in that order.

    Without amounts the first debt is of 10 万元 and each further one of 1 万元 more.
    """
    amounts = wan or [10 + at for at in range(len(firms))]
    with database.writing() as session:
        return [
            debt(session, world, firm, firms[(at + 1) % len(firms)], amounts[at], **more).id
            for at, firm in enumerate(firms)
        ]


def search(database: Database, world: World, kept_out: Sequence[str] = ()) -> list[str]:
    """The operator searches; ids of what was proposed."""
    with database.writing() as session:
        found = find_set_offs(session, world.actor("operator"), TODAY, NOW, kept_out)
        return [one.id for one in found]


def proposed(database: Database, world: World, firms: Sequence[str] = THREE, **more: Any) -> str:
    """A ring that was found: the id of its set-off."""
    ring(database, world, firms, **more)
    (set_off_id,) = search(database, world)
    return set_off_id


def accept(database: Database, actor: Actor, set_off_id: str) -> str:
    """One party accepts in a transaction of its own; the state afterwards."""
    with database.writing() as session:
        return accept_set_off(session, actor, set_off_id, NOW, TODAY).state


def accept_all(
    database: Database, world: World, set_off_id: str, firms: Sequence[str] = THREE
) -> str:
    """All parties accept one after the other; the state after the last."""
    return [accept(database, world.actor(firm), set_off_id) for firm in firms][-1]


def clerk(world: World, firm: str) -> Actor:
    """A person of a firm who may prepare but not decide."""
    return replace(world.actor(firm), user_id="clerk", roles=frozenset({"clerk"}))


def colleague(world: World, firm: str) -> Actor:
    """Another person of a firm who may decide."""
    return replace(world.actor(firm), user_id=f"{firm}-2", name=f"演示{firm}同事")


def get(database: Database, set_off_id: str) -> SetOff:
    """The row as it is now."""
    with database.reading() as session:
        return session.get_one(SetOff, set_off_id)


def assets(database: Database, ids: Sequence[str]) -> list[Asset]:
    """The documents as they are now, in the order asked for."""
    with database.reading() as session:
        return [session.get_one(Asset, one) for one in ids]


def paid(database: Database, ids: Sequence[str]) -> list[int]:
    """What set-offs have paid of each document, in 万元."""
    return [asset.paid_fen // WAN for asset in assets(database, ids)]


def parts(database: Database, set_off_id: str) -> list[SetOffPart]:
    """The parts of a set-off."""
    with database.reading() as session:
        query = select(SetOffPart).where(columns(SetOffPart).set_off_id == set_off_id)
        return list(session.execute(query).scalars())
