"""Quotes whose last day has passed expire with their applications: many at a time."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlmodel import Session, SQLModel

from ..shared import audit
from ..shared.actor import SYSTEM, Actor
from ..shared.ids import new_id
from ..shared.models import StateChange
from ..shared.tables import columns, table
from ..shared.transitions import Machine
from .models import Application, Quote
from .states import APPLICATION, QUOTE
from .tell import tell_bank, tell_borrower

BATCH = 500


def expire_quotes(session: Session, today: date, now: datetime) -> int:
    """End what is over and return how many quotes; one audit entry for the batch.

    Applications are held before their quotes, as acceptance does; those in somebody's hands
    are left for the next time.
    """
    ids = _overdue(session, today)
    if not ids:
        return 0
    quotes = _expire(session, QUOTE, Quote, columns(Quote).application_id.in_(ids), "offered", now)
    _expire(session, APPLICATION, Application, columns(Application).id.in_(ids), "quoted", now)
    digest = sha256(",".join(sorted(quotes)).encode()).hexdigest()
    audit.record(session, SYSTEM, "expire_quotes", "", now, count=len(quotes), digest=digest)
    _tell(session, ids, now)
    return len(quotes)


def _overdue(session: Session, today: date) -> Sequence[str]:
    application, quote = columns(Application), columns(Quote)
    over = exists().where(
        quote.application_id == application.id,
        quote.state == "offered",
        quote.valid_until < today,
    )
    query = (
        select(application.id)
        .where(application.state == "quoted", over)
        .order_by(application.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.execute(query).scalars().all()


def _expire(
    session: Session,
    machine: Machine,
    model: type[SQLModel],
    which: ColumnElement[bool],
    source: str,
    now: datetime,
) -> list[str]:
    """Set-based: the step for every row at once, with its state_change rows."""
    rows = table(model)
    target = machine.target(source, "expire")
    step = (
        update(rows)
        .where(which, rows.c.state == source)
        .values(state=target, version=rows.c.version + 1)
        .returning(rows.c.id)
    )
    ids = list(session.execute(step).scalars())
    changes = [_change(machine.name, row_id, source, target, SYSTEM, now) for row_id in ids]
    if changes:
        session.execute(insert(table(StateChange)), changes)
    return ids


def _change(
    machine: str, subject_id: str, source: str, target: str, actor: Actor, now: datetime
) -> dict[str, object]:
    return {
        "id": new_id(),
        "created_at": now,
        "version": 1,
        "machine": machine,
        "subject_id": subject_id,
        "from_state": source,
        "to_state": target,
        "event": "expire",
        "actor_user_id": None,
        "actor_name": actor.name,
        "organisation_id": None,
        "organisation_name": actor.organisation_name,
        "at": now,
        "reason": "",
    }


def _tell(session: Session, ids: Sequence[str], now: datetime) -> None:
    query = select(Application).where(columns(Application).id.in_(ids))
    query = query.execution_options(populate_existing=True)
    for application in session.execute(query).scalars():
        title = _("申请 %(number)s 的报价已过期", number=application.number)
        tell_borrower(session, application, "quote_expired", title, now)
        tell_bank(session, application, "quote_expired", title, now, role="clerk")
