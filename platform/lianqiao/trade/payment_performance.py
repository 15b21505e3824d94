"""How buyers pay: days late, share paid late, what is open now; one query over all documents.

Each viewer sees its own documents alone: a creditor its buyers, a debtor how it paid each of
its creditors. Nothing is added up over firms that the viewer does not trade with.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Float, Select, and_, case, cast, func, literal, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.day_span import days_between
from ..shared.tables import columns, table
from .models import Asset, owed_fen
from .queries import is_overdue

PER_MYRIAD, PER_MYRIAD_PPM = 10_000, 100  # shares are shown to a hundredth of a percent


@dataclass(frozen=True)
class Performance:
    """One partner's payments to the viewer, or the viewer's to it. Days late are never negative.

    ``p90_days``: nine in ten were paid at most so late (nearest rank). Averages and the
    share are None where nothing has been paid yet.
    """

    partner_id: str
    partner: str
    paid: int
    average_days: float | None
    p90_days: int | None
    late_share_ppm: int | None
    weighted_days: float | None
    open_fen: int
    overdue: int
    overdue_fen: int
    days: int
    late: int


def list_performance(
    session: Session, actor: Actor, today: date, side: str, basis: str
) -> list[Performance]:
    """By partner, sorted by name. ``side``: creditor or debtor, the viewer's own.

    ``basis``: days count from the ``effective`` due date, which moves off days off, or from
    that of the ``contract``.
    """
    return [_of(row) for row in session.execute(_query(actor, today, side, basis))]


def _of(row: Any) -> Performance:
    paid, days, late = int(row.paid), int(row.days or 0), int(row.late or 0)
    return Performance(
        partner_id=row.partner_id,
        partner=row.partner,
        paid=paid,
        average_days=round(days / paid, 1) if paid else None,
        p90_days=row.p90_days,
        late_share_ppm=late * PER_MYRIAD // paid * PER_MYRIAD_PPM if paid else None,
        weighted_days=round(row.weight_days / row.weight, 1) if row.weight else None,
        open_fen=int(row.open_fen),
        overdue=int(row.overdue),
        overdue_fen=int(row.overdue_fen),
        days=days,
        late=late,
    )


def _query(actor: Actor, today: date, side: str, basis: str) -> Select[Any]:
    doc, other = _documents(actor, today, side, basis).subquery("doc"), columns(Organisation)
    paid = doc.c.paid == 1
    # The nearest rank of nine tenths, as the row that stands there.
    nine_tenths = and_(paid, doc.c.rank == (doc.c.many * 9 + 9) // 10)
    amount = cast(doc.c.amount_fen, Float)
    return (
        select(
            doc.c.partner_id,
            other.name.label("partner"),
            func.sum(doc.c.paid).label("paid"),
            func.sum(case((paid, doc.c.days))).label("days"),
            func.sum(case((and_(paid, doc.c.days > 0), 1))).label("late"),
            func.max(case((nine_tenths, doc.c.days))).label("p90_days"),
            func.sum(case((paid, amount * doc.c.days))).label("weight_days"),
            func.sum(case((paid, amount))).label("weight"),
            func.sum(doc.c.open_fen).label("open_fen"),
            func.sum(doc.c.overdue).label("overdue"),
            func.sum(doc.c.overdue * doc.c.open_fen).label("overdue_fen"),
        )
        .join(table(Organisation), other.id == doc.c.partner_id)
        .group_by(doc.c.partner_id, other.name)
        .order_by(other.name, doc.c.partner_id)
    )


def _documents(actor: Actor, today: date, side: str, basis: str) -> Select[Any]:
    """The viewer's receivables on one side: paid, how late, what is open; ranked by days."""
    asset = columns(Asset)
    own, partner = asset.creditor_id, asset.debtor_id
    if side == "debtor":
        own, partner = partner, own
    paid = _is_paid(today)
    due = asset.due_date if basis == "contract" else asset.effective_due_date
    past = days_between(asset.settled_on, due)
    days = case((and_(paid, past > 0), past), else_=0)
    group = (partner, case((paid, 1), else_=0))
    open_fen = case((paid, 0), (asset.confirmed_fen > 0, owed_fen(asset)), else_=asset.amount_fen)
    return select(
        partner.label("partner_id"),
        case((paid, 1), else_=0).label("paid"),
        days.label("days"),
        asset.amount_fen,
        open_fen.label("open_fen"),
        case((is_overdue(today), 1), else_=0).label("overdue"),
        func.row_number().over(partition_by=group, order_by=(days, asset.id)).label("rank"),
        func.count().over(partition_by=group).label("many"),
    ).where(own == actor.organisation, asset.kind == "receivable", asset.state != "withdrawn")


def _is_paid(today: date) -> Any:
    """Settled with a payment, not by a credit note; or told as paid by a file beforehand."""
    asset = columns(Asset)
    settled = and_(asset.state == "settled", asset.paid_fen > 0)
    told = and_(asset.confirmed_fen == 0, asset.settled_on <= literal(today))
    return and_(asset.settled_on.is_not(None), or_(settled, told))
