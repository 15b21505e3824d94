"""What waits in trade: documents to confirm, documents to mend; and the figures of both sides."""

from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.money import format_wan
from ..shared.tables import columns, table
from ..shared.todo import Tile, Todo
from .deadlines import deadlines_of
from .models import Asset, owed_fen
from .overdue_todo import overdue_tile, overdue_todos
from .queries import OPEN_STATES, assets_query, awaits_mending, to_confirm_query
from .set_off_todo import set_off_todo
from .tell import FOLDERS

NEAR = timedelta(days=7)


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """What waits for the person's firm."""
    if actor.kind != "enterprise":
        return []
    return [
        _to_confirm(session, actor, today),
        *(_to_mend(session, actor, kind) for kind in ("receivable", "order")),
        set_off_todo(session, actor, today),
        *overdue_todos(session, actor, today),
    ]


def _to_confirm(session: Session, actor: Actor, today: date) -> Todo:
    rows = session.execute(to_confirm_query(actor, today)).all()
    answers = [day for day in deadlines_of(session, actor, rows).values() if day]
    nearest = min(answers, default=None)
    return Todo(
        _("单据等待确权"),
        len(rows),
        url_for("trade.confirmations"),
        due=nearest,
        hint=_("对方等着凭它融资，可以勾选几张一起确权"),
        urgent=nearest is not None and nearest - today <= NEAR,
    )


def _to_mend(session: Session, actor: Actor, kind: str) -> Todo:
    query = assets_query(actor, kind).where(awaits_mending(actor)).subquery()
    count = session.execute(select(func.count()).select_from(query)).scalar_one()
    title = _("应收账款有争议，请更正") if kind == "receivable" else _("订单有争议，请更正")
    path = url_for(f"trade.{FOLDERS[kind]}", waiting="mend")
    return Todo(title, int(count), path, hint=_("看对方写的原因，更正后重新提交，或撤回"))


def tiles(session: Session, actor: Actor, today: date) -> list[Tile]:
    """What is owed to the firm and what it owes, confirmed and financed."""
    if actor.kind != "enterprise":
        return []
    asset = columns(Asset)
    owed, confirmed, financed = _sums(session, asset.creditor_id == actor.organisation)
    owing, *_rest = _sums(session, asset.debtor_id == actor.organisation)
    ours = url_for("trade.receivables", role="creditor")
    tiles = [
        Tile(_("应收账款"), format_wan(owed), ours, _("未结清")),
        Tile(
            _("已确权应收"), format_wan(confirmed), url_for("trade.receivables", state="confirmed")
        ),
        Tile(_("已用于融资"), format_wan(financed), ours),
    ]
    if owed:
        tiles.append(overdue_tile(session, actor, today))
    if owing:
        path = url_for("trade.receivables", role="debtor")
        tiles.append(Tile(_("应付账款"), format_wan(owing), path, _("未结清")))
    return tiles


def _sums(session: Session, side: Any) -> tuple[int, int, int]:
    """What is owed of open receivables, of the confirmed part, of the financed part."""
    asset = columns(Asset)
    query = (
        select(
            func.coalesce(func.sum(asset.amount_fen - asset.paid_fen), 0),
            func.coalesce(func.sum(owed_fen(asset)), 0),
            func.coalesce(func.sum(asset.occupied_fen), 0),
        )
        .select_from(table(Asset))
        .where(side, asset.kind == "receivable", asset.state.in_(OPEN_STATES))
    )
    owed, confirmed, financed = session.execute(query).one()
    return int(owed), int(confirmed), int(financed)
