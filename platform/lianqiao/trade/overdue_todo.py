"""What is overdue, for both sides: to be paid, and to be asked for."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.money import format_wan
from ..shared.tables import columns, table
from ..shared.todo import Tile, Todo
from .models import Asset, owed_fen
from .queries import is_overdue


def overdue_todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """The firm's own late payments, and those of its customers."""
    asset = columns(Asset)
    owing = _todo(
        session,
        today,
        asset.debtor_id == actor.organisation,
        "debtor",
        _("我方付款已逾期"),
        _("核对后付款并登记；逾期会产生利息，也影响新开凭证"),
    )
    owed = _todo(
        session,
        today,
        asset.creditor_id == actor.organisation,
        "creditor",
        _("客户付款已逾期"),
        _("联系对方付款；已收到的请登记"),
    )
    return [owing, owed]


def _todo(session: Session, today: date, side: Any, role: str, title: str, hint: str) -> Todo:
    asset = columns(Asset)
    query = (
        select(func.count(), func.min(asset.effective_due_date))
        .select_from(table(Asset))
        .where(side, is_overdue(today))
    )
    count, oldest = session.execute(query).one()
    path = url_for("trade.receivables", role=role, overdue="yes", sort="-days_overdue")
    return Todo(title, int(count), path, due=oldest, hint=hint, urgent=True)


def overdue_tile(session: Session, actor: Actor, today: date) -> Tile:
    """What customers owe too late, leading to how each of them pays."""
    asset = columns(Asset)
    query = (
        select(func.coalesce(func.sum(owed_fen(asset)), 0))
        .select_from(table(Asset))
        .where(asset.creditor_id == actor.organisation, is_overdue(today))
    )
    late = int(session.execute(query).scalar_one())
    return Tile(
        _("已逾期应收"), format_wan(late), url_for("trade.performance"), _("看各客户付款表现")
    )
