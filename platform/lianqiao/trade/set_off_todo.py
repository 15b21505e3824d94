"""The set-offs that wait for the answer of the person's firm."""

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.tables import columns, table
from ..shared.todo import Todo
from .models import SetOff
from .set_off_queries import awaits_answer, is_party

NEAR = timedelta(days=3)


def set_off_todo(session: Session, actor: Actor, today: date) -> Todo:
    """待答复的抵销, with the nearest last day."""
    row = columns(SetOff)
    query = (
        select(func.count(), func.min(row.answer_by))
        .select_from(table(SetOff))
        .where(is_party(actor), awaits_answer(actor, today))
    )
    count, nearest = session.execute(query).one()
    return Todo(
        _("债务抵销待答复"),
        int(count),
        url_for("trade.set_offs", waiting="answer"),
        due=nearest,
        hint=_("不动用资金减少应收和应付，各方都同意才抵销"),
        urgent=nearest is not None and nearest - today <= NEAR,
    )
