"""An order and the receivables that bill it, read and held: the order's row always first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..registry.bulk import in_parts
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Asset, Receivable, owed_fen
from .order_rules import Billed, held_back, shared_out


def order_of(session: Session, asset_id: str) -> str | None:
    """The order that a receivable bills, or None."""
    row = columns(Receivable)
    query = select(row.order_id).where(row.id == asset_id)
    found: str | None = session.execute(query).scalar_one_or_none()
    return found


def hold(session: Session, asset_id: str) -> Asset:
    """The asset as it is now, held until the transaction ends; SQLite has one writer anyway."""
    session.flush()
    query = (
        select(Asset)
        .where(columns(Asset).id == asset_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found: Asset | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def hold_behind_order(session: Session, asset_id: str) -> Asset:
    """The asset, held behind the order that it bills: claims on one order's goods queue up."""
    hold_order_behind(session, asset_id)
    return hold(session, asset_id)


def hold_order_behind(session: Session, asset_id: str) -> None:
    """Hold the order that a receivable bills, for whoever is about to hold the receivable.

    The order's row always comes first, so that two transactions cannot wait for each other.
    """
    session.flush()
    order_id = order_of(session, asset_id)
    if order_id is not None:
        hold(session, order_id)


def hold_families(session: Session, asset_ids: Iterable[str]) -> None:
    """Hold many assets and the orders behind them, for whoever is about to hold each of them.

    All orders first and then all receivables, both in the order of their ids: whoever holds
    one or several of them, one by one or at once, waits in the same queue.
    """
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        return  # one writer at a time anyway
    row, bill = columns(Asset), columns(Receivable)
    orders, receivables = set[str](), set[str]()
    for part in in_parts(asset_ids):
        query = select(row.id, row.kind, bill.order_id).outerjoin(Receivable, bill.id == row.id)
        for asset_id, kind, order_id in session.execute(query.where(row.id.in_(part))):
            (orders if kind == "order" else receivables).add(asset_id)
            orders |= {order_id} - {None}
    for ids in (sorted(orders), sorted(receivables)):
        for part in in_parts(ids):
            _hold_part(session, part)


def _hold_part(session: Session, asset_ids: Sequence[str]) -> None:
    query = select(Asset).where(columns(Asset).id.in_(asset_ids)).order_by(columns(Asset).id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    session.execute(query).scalars().all()


def bills_carry(session: Session, asset_id: str, less_fen: int) -> bool:
    """Whether the debt on an order and its bills still fits when so much less is billed.

    ``asset_id`` is one of the bills, held behind its order. As long as nothing was lent on a
    bill, the debt on the order alone binds none of them.
    """
    order_id = order_of(session, asset_id)
    if order_id is None:
        return True
    bill, row = columns(Asset), columns(Receivable)
    query = (
        select(
            func.coalesce(func.sum(bill.occupied_fen), 0).label("lent"),
            func.coalesce(func.sum(bill.confirmed_fen - bill.credited_fen), 0).label("billed"),
        )
        .select_from(table(Receivable))
        .join(table(Asset), bill.id == row.id)
        .where(row.order_id == order_id)
    )
    sums = session.execute(query).one()
    order = select(bill.occupied_fen).where(bill.id == order_id)
    live_fen = int(session.execute(order).scalar_one())
    return not sums.lent or live_fen + int(sums.lent) <= int(sums.billed) - less_fen


def find_held_back(session: Session, asset_id: str | None = None) -> dict[str, int]:
    """By receivable, what its order's live debt keeps back of it in fen; only what is not 0.

    With ``asset_id`` only the family of that one is read.
    """
    query = _billed()
    if asset_id is not None:
        order_id = order_of(session, asset_id)
        if order_id is None:
            return {}
        query = query.where(columns(Receivable).order_id == order_id)
    families = _families(session.execute(query).all())
    every = ((one, family) for family in families for one in family.billed)
    kept = {one.asset_id: held_back(one, family.billed, family.live_fen) for one, family in every}
    return {one: fen for one, fen in kept.items() if fen}


def share_held_back(session: Session, turn: Iterable[str]) -> dict[str, int]:
    """The same for a run that lends on many at once: families share their room out.

    ``turn`` are the documents of the run; a family's room goes to its receivables among them in
    that order. What is kept back of those that are not of the run is not said.
    """
    place = {asset_id: at for at, asset_id in enumerate(turn)}
    kept: dict[str, int] = {}
    for family in _families(session.execute(_billed()).all()):
        ours = [one for one in family.billed if one.asset_id in place]
        ours.sort(key=lambda one: place[one.asset_id])
        kept |= shared_out(ours, family.billed, family.live_fen)
    return kept


@dataclass(frozen=True, slots=True)
class _Family:
    """The confirmed receivables of an order, and the debt that lies on it in fen."""

    billed: list[Billed]
    live_fen: int


def _billed() -> Select[Any]:
    """Confirmed receivables of orders on which a debt lies."""
    bill, row, order = columns(Asset), columns(Receivable), table(Asset).alias("billed_order")
    return (
        select(
            bill.id,
            row.order_id,
            owed_fen(bill).label("owed_fen"),
            bill.occupied_fen,
            order.c.occupied_fen.label("live_fen"),
        )
        .select_from(table(Receivable))
        .join(table(Asset), bill.id == row.id)
        .join(order, order.c.id == row.order_id)
        .where(order.c.occupied_fen > 0, bill.state == "confirmed")
    )


def _families(rows: Sequence[Any]) -> list[_Family]:
    families: dict[str, _Family] = {}
    for row in rows:
        family = families.setdefault(row.order_id, _Family([], row.live_fen))
        family.billed.append(Billed(row.id, row.owed_fen, row.occupied_fen))
    return list(families.values())
