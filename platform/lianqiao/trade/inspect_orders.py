"""What ``lianqiao verify`` asks of orders and the receivables that bill them."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.tables import columns, table
from .models import Asset, Receivable


def orders_and_bills_fit(session: Session) -> Iterator[str]:
    """The debt on an order and on its receivables is never above what these bill.

    As long as nothing was lent on a receivable the order may carry more than is billed yet:
    the debt is older than the invoices.
    """
    bill, row, order = columns(Asset), columns(Receivable), table(Asset).alias("billed_order")
    query = (
        select(
            order.c.id,
            order.c.occupied_fen.label("live"),
            func.sum(bill.occupied_fen).label("lent"),
            func.sum(bill.confirmed_fen - bill.credited_fen).label("billed"),
        )
        .select_from(table(Receivable))
        .join(table(Asset), bill.id == row.id)
        .join(order, order.c.id == row.order_id)
        .group_by(order.c.id, order.c.occupied_fen)
    )
    for one in session.execute(query):
        if one.lent and one.live + one.lent > one.billed:
            yield f"order {one.id}: {one.live} on it and {one.lent} on its bills of {one.billed}"


def bills_lie_between_the_same_two(session: Session) -> Iterator[str]:
    """A receivable bills a delivered order of its own creditor and debtor."""
    bill, row, order = columns(Asset), columns(Receivable), table(Asset).alias("billed_order")
    query = (
        select(bill.id)
        .select_from(table(Receivable))
        .join(table(Asset), bill.id == row.id)
        .join(order, order.c.id == row.order_id)
        .where(
            (order.c.kind != "order")
            | order.c.state.not_in(("delivered", "settled"))
            | (order.c.creditor_id != bill.creditor_id)
            | (order.c.debtor_id != bill.debtor_id)
        )
    )
    for (asset_id,) in session.execute(query):
        yield f"receivable {asset_id} bills an order that is not delivered or not of its parties"


INVARIANTS: tuple[tuple[str, Callable[[Session], Iterator[str]]], ...] = (
    ("orders_and_bills_fit", orders_and_bills_fit),
    ("bills_lie_between_the_same_two", bills_lie_between_the_same_two),
)
