"""What waits in the register and its notices: each count is that of the list behind it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.parameters import get_figure
from ..shared.todo import Todo
from .extend_registration import WARNING
from .queries_register import notices_query, registrations_query

GROUPS = (
    ("expiring", _l("登记快到期，待展期"), _l("在中登网展期后录入新的到期日")),
    ("expired", _l("登记已过期"), _l("权利可能已落空，请尽快重新登记")),
    ("to_release", _l("债务已了结，待注销登记"), _l("在中登网注销后录入注销编号")),
)


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """A clerk's entries to extend or strike out; a debtor's notices to acknowledge."""
    if actor.kind == "enterprise":
        return [_receipts(session, actor)]
    if actor.kind != "bank" or not actor.has("clerk"):
        return []
    entries = registrations_query(actor, today, get_figure(session, WARNING, today).number)
    found = []
    for standing, title, hint in GROUPS:
        query = entries.where(entries.selected_columns.standing == standing)
        count, day = _count(session, query, "expires_on")
        due = None if standing == "to_release" else day
        path = f"/registrations?standing={standing}"
        found.append(Todo(title, count, path, due, hint, due is not None and due <= today))
    return found


def _receipts(session: Session, actor: Actor) -> Todo:
    query = notices_query(actor)
    query = query.where(query.selected_columns.standing == "waiting")
    count, _day = _count(session, query, "due_date")
    path = "/assignment-notices?standing=waiting"
    hint = _l("签收后，请照通知付款")
    return Todo(_l("付款对象有变，待签收"), count, path, None, hint)


def _count(session: Session, query: Select[Any], deadline: str) -> tuple[int, date | None]:
    inner = query.subquery()
    row = session.execute(
        select(func.count(), func.min(inner.c[deadline])).select_from(inner)
    ).one()
    return int(row[0]), row[1]
