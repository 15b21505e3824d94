"""Payments for tests: recorded and taken back in transactions of their own."""

from datetime import date

from characters import World
from sqlalchemy import select
from trade_samples import NOW, TODAY

from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.inspect_payments import paid_equals_payments
from lianqiao.trade.models import AssetPayment
from lianqiao.trade.record_payment import NewPayment, record_payment
from lianqiao.trade.take_back_payment import take_back_payment


def pay(
    database: Database,
    world: World,
    asset_id: str,
    amount_fen: int | None = None,
    by: str = "core",
    on: date = TODAY,
    today: date = TODAY,
) -> str:
    """Record a payment; its id."""
    with database.writing() as session:
        new = NewPayment(on, amount_fen)
        return record_payment(session, world.actor(by), asset_id, new, NOW, today).id


def take_back(
    database: Database, world: World, asset_id: str, payment_id: str, by: str = "core"
) -> None:
    """Take a payment back."""
    with database.writing() as session:
        take_back_payment(session, world.actor(by), asset_id, payment_id, "金额填错了", NOW)


def payments(database: Database, asset_id: str) -> list[AssetPayment]:
    """Every record of a document, oldest first."""
    row = columns(AssetPayment)
    query = select(AssetPayment).where(row.asset_id == asset_id).order_by(row.created_at, row.id)
    with database.reading() as session:
        return list(session.execute(query).scalars())


def faults(database: Database) -> list[str]:
    """What the database says against the sums."""
    with database.reading() as session:
        return list(paid_equals_payments(session))
