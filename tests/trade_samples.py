"""What tests of trade start from: documents as they are typed, and rows of a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from characters import WAN, World
from sqlalchemy import func, select
from sqlmodel import SQLModel

from lianqiao.shared.clock import local_date
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns
from lianqiao.trade.enter_order import enter_order
from lianqiao.trade.enter_receivable import enter_receivable
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import NewOrder, NewReceivable, Terms

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = local_date(NOW)
SECRET = "tests only"
TERMS = Terms(100 * WAN, date(2026, 11, 2), date(2027, 1, 11), date(2026, 11, 3))


def a_receivable(world: World, number: str = "12345678", **changes: object) -> NewReceivable:
    """The supplier's receivable from the core enterprise."""
    terms = replace(TERMS, **changes)  # type: ignore[arg-type]
    return NewReceivable(world.org("supplier"), world.org("core"), number, terms)


def an_order(world: World, number: str = "PO-1", borrower: str = "seller") -> NewOrder:
    """An order by the core enterprise from the supplier, or by the customer from the core."""
    sides = ("supplier", "core") if borrower == "seller" else ("core", "customer")
    seller, buyer = map(world.org, sides)
    return NewOrder(seller, buyer, number, TERMS, borrower=borrower)


def enter(database: Database, world: World, new: NewReceivable, by: str = "supplier") -> str:
    """Enter a receivable in a transaction of its own; its id."""
    with database.writing() as session:
        return enter_receivable(session, world.actor(by), new, NOW, TODAY, secret=SECRET).id


def order(database: Database, world: World, new: NewOrder, by: str = "supplier") -> str:
    """Enter an order in a transaction of its own; its id."""
    with database.writing() as session:
        return enter_order(session, world.actor(by), new, NOW, TODAY, secret=SECRET).id


def read(database: Database, asset_id: str) -> Asset:
    """The row as it is now."""
    with database.reading() as session:
        return session.get_one(Asset, asset_id)


def count(database: Database, model: type[SQLModel]) -> int:
    """How many rows a table has."""
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def events(database: Database, asset_id: str) -> list[str]:
    """The steps of one document, oldest first."""
    step = columns(StateChange)
    query = select(step.event).where(step.subject_id == asset_id)
    with database.reading() as session:
        return list(session.execute(query.order_by(step.at, step.created_at)).scalars())


def audited(database: Database, asset_id: str) -> list[str]:
    """What the audit chain says about one document."""
    entry = columns(AuditEntry)
    query = select(entry.action).where(entry.subject_id == asset_id).order_by(entry.seq)
    with database.reading() as session:
        return list(session.execute(query).scalars())
