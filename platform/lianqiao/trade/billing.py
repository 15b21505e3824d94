"""An invoice names the delivered order whose goods it bills: which ones may be named."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.money import format_yuan
from ..shared.tables import columns, table
from .errors import OrderCannotBeBilled
from .models import Asset, Receivable
from .papers import Paper
from .queries import get_asset_for_party, is_party


def check_billed_order(session: Session, paper: Paper) -> None:
    """The order named is delivered and lies between the same two. Raises OrderCannotBeBilled."""
    if paper.order_id is None:
        return
    row = columns(Asset)
    query = select(row.id).where(
        row.id == paper.order_id,
        row.kind == "order",
        row.state == "delivered",
        row.creditor_id == paper.creditor_id,
        row.debtor_id == paper.debtor_id,
    )
    if session.execute(query).first() is None:
        words = _("请选择与这张发票买卖双方相同、已登记交付的订单；没有的，留空")
        raise OrderCannotBeBilled(words, "order_id")


def billable_orders(session: Session, actor: Actor) -> dict[str, str]:
    """The delivered orders of the viewer's firm by id, newest first, with words for each."""
    row, other = columns(Asset), table(Organisation).alias("partner")
    own = actor.organisation
    query = (
        select(row.id, row.document_no, row.amount_fen, other.c.name)
        .join(other, other.c.id.in_((row.creditor_id, row.debtor_id)) & (other.c.id != own))
        .where(row.kind == "order", row.state == "delivered", is_party(actor))
        .order_by(row.id.desc())
    )
    return {
        one.id: _(
            "%(no)s · %(name)s · %(amount)s 元",
            no=one.document_no,
            name=one.name,
            amount=format_yuan(one.amount_fen),
        )
        for one in session.execute(query)
    }


def find_billed_order(
    session: Session, actor: Actor, parties: tuple[str, str], order_no: str
) -> Asset | None:
    """The delivered order that an invoice names by its number, between these two, or None."""
    row = columns(Asset)
    query = select(Asset).where(
        row.kind == "order",
        row.state == "delivered",
        row.creditor_id == parties[0],
        row.debtor_id == parties[1],
        row.document_no == order_no,
        is_party(actor),
    )
    found: Asset | None = session.execute(query).scalar_one_or_none()
    return found


def values_from_order(session: Session, actor: Actor, order_id: str) -> dict[str, Any]:
    """What the form of an invoice can take over from its delivered order."""
    order = get_asset_for_party(session, actor, order_id)
    if order.kind != "order" or order.state != "delivered":
        raise OrderCannotBeBilled(_("订单登记交付以后，才能开票转为应收账款"))
    sells = order.creditor_id == actor.organisation_id
    partner_id = order.debtor_id if sells else order.creditor_id
    return {
        "partner_id": f"{'creditor' if sells else 'debtor'}:{partner_id}",
        "order_id": order.id,
        "amount_fen": order.amount_fen,
        "delivery_date": order.delivery_date,
        "due_date": order.due_date,
        "splittable": order.splittable,
        "contract_no": order.contract_no,
        "instalment": order.instalment,
        "near_reason": _("由订单 %(no)s 交付后开票", no=order.document_no),
    }


def bills_of(session: Session, asset: Asset) -> list[Any]:
    """The receivables that bill an order: id, document_no, amount_fen, state; oldest first."""
    return list(session.execute(_relatives(columns(Receivable).order_id == asset.id)).all())


def order_behind(session: Session, asset: Asset) -> Any | None:
    """The order that a receivable bills, with the same columns, or None."""
    row = columns(Asset)
    named = select(columns(Receivable).order_id).where(columns(Receivable).id == asset.id)
    query = select(row.id, row.document_no, row.amount_fen, row.state)
    return session.execute(query.where(row.id.in_(named))).one_or_none()


def _relatives(condition: Any) -> Select[Any]:
    row = columns(Asset)
    return (
        select(row.id, row.document_no, row.amount_fen, row.state)
        .join(table(Receivable), columns(Receivable).id == row.id)
        .where(condition, row.state != "withdrawn")
        .order_by(row.id)
    )
