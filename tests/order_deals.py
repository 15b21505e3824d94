"""Orders for tests that are delivered, billed and confirmed, each by its own use case."""

from datetime import timedelta
from typing import Any

from characters import TODAY, World
from deals import accepted, confirmed_asset
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.shared.tables import columns, utc_now
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.deliver_order import deliver_order
from lianqiao.trade.enter_receivable import enter_receivable
from lianqiao.trade.models import Asset, PurchaseOrder
from lianqiao.trade.papers import NewReceivable, Terms

SECRET = "tests only"
INVOICE = "2634200000000000{:04d}"


def an_order(session: Session, world: World, **more: Any) -> Asset:
    """A confirmed order of 100 万元 of the supplier from the core enterprise."""
    order = confirmed_asset(session, world, kind="order", **more)
    session.add(PurchaseOrder(id=order.id, seller_id=order.creditor_id, order_no=order.document_no))
    session.flush()
    return order


def delivered(session: Session, world: World, order: Asset) -> Asset:
    return deliver_order(session, world.actor("supplier"), order.id, utc_now())


def billed(
    session: Session, world: World, order: Asset, amount_fen: int, number: int, **more: Any
) -> Asset:
    """An invoice for the order, entered and not confirmed."""
    terms = Terms(amount_fen, TODAY, TODAY + timedelta(days=60 + number), TODAY)
    new = NewReceivable(
        creditor_id=world.org("supplier"),
        debtor_id=world.org("core"),
        invoice_no=INVOICE.format(number),
        terms=terms,
        order_id=order.id,
        **more,
    )
    supplier = world.actor("supplier")
    return enter_receivable(session, supplier, new, utc_now(), TODAY, secret=SECRET)


def confirmed(session: Session, world: World, asset: Asset, amount_fen: int | None = None) -> Asset:
    core = world.actor("core")
    why = "" if amount_fen is None else "其余有争议"
    return confirm_asset(
        session, core, asset.id, utc_now(), TODAY, amount_fen=amount_fen, reason=why
    )


def occupied(session: Session, *assets: Asset) -> list[int]:
    asset = columns(Asset)
    rows = dict(session.execute(select(asset.id, asset.occupied_fen)).all())
    return [rows[one.id] for one in assets]


def financed_order(session: Session, world: World, **more: Any) -> tuple[Asset, str]:
    """A delivered order of 100 on which the bank lends 80, and the application."""
    order = an_order(session, world, **more)
    application = accepted(session, world, order)
    return delivered(session, world, order), application.id
