"""The order that a row of receivables names: found, noted, and its financing carried over."""

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select

from ..shared.imports import RowIsRefused
from ..shared.tables import columns, table
from ..shared.tabular import Row
from .carry_over import carry_over
from .import_book import Book
from .models import Asset, Receivable
from .papers import Paper

OPEN_TO_CHANGE = ("entered", "disputed")


def with_billed_order(book: Book, row: Row, paper: Paper) -> Paper:
    """The paper with the delivered order that the row names. Raises RowIsRefused."""
    number = str(row.values.get("order_no") or "").strip()
    if paper.kind != "receivable" or not number:
        return paper
    order = columns(Asset)
    query = select(order.id).where(
        order.kind == "order",
        order.document_no == number,
        order.state == "delivered",
        order.creditor_id == paper.creditor_id,
        order.debtor_id == paper.debtor_id,
    )
    order_id = book.context.session.execute(query).scalar_one_or_none()
    if order_id is None:
        words = _("没有这个编号、买卖双方相同且已登记交付的订单，请核对，或留空")
        raise RowIsRefused("order_no", words)
    return replace(paper, order_id=order_id)


def note_order(book: Book, asset: Asset, paper: Paper) -> bool:
    """Keep the order that a later row names of a known receivable; whether it is new.

    Raises RowIsRefused where another one is named, or it is confirmed already.
    """
    if paper.order_id is None:
        return False
    bill = book.context.session.get(Receivable, asset.id)
    if bill is None or bill.order_id == paper.order_id:
        return False
    if bill.order_id is not None or asset.state not in OPEN_TO_CHANGE:
        raise RowIsRefused("order_no", _("这张发票对应的订单已经定下，不能再改"))
    bill.order_id = paper.order_id
    book.billing.add(asset.id)
    return True


def carry_if_billing(book: Book, asset: Asset) -> None:
    """What banks lent on the order moves to the receivable that the file confirms.

    Not in a preview, which holds no order and tells nothing of what was lent.
    """
    if book.context.keep and asset.kind == "receivable" and asset.id in book.billing:
        carry_over(book.context.session, book.context.actor, asset, book.context.now)


def receivables_with_order(book: Book) -> set[str]:
    """The known receivables that bill an order."""
    row = columns(Receivable)
    query = select(row.id).select_from(table(Receivable)).where(row.order_id.is_not(None))
    return set(book.context.session.execute(query).scalars())
