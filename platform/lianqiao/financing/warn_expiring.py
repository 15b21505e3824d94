"""Entries in the public register that soon expire: each warned of once, by whatever scheduler."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlmodel import Session

from ..accounts.notify import notify
from ..config import Settings
from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.database import Database
from ..shared.dates import format_day
from ..shared.parameters import get_figure
from ..shared.tables import columns, table
from .extend_registration import WARNING
from .models import Application, Registration
from .queries_register import has_live_claim


def run_warn_expiring(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Warn of what expires within the days of the parameter."""
    with database.writing() as session:
        return f"{warn_expiring(session, today, now)} registrations"


def warn_expiring(session: Session, today: date, now: datetime) -> int:
    """Tell the banks of entries of live debts that soon expire; returns how many.

    Mark and notice stand in one transaction, and the mark is set only where there is none:
    several at once find each entry once. One audit entry for the batch.
    """
    days = get_figure(session, WARNING, today).number
    ids = _mark(session, today, today + timedelta(days=days))
    if not ids:
        return 0
    for row in _facts(session, ids):
        title = _(
            "登记 %(number)s 将于 %(day)s 到期，请办理展期",
            number=row.number,
            day=format_day(row.expires_on),
        )
        path = f"/registrations/{row.id}"
        notify(session, row.bank_id, "registration_expires", title, now, path=path, role="clerk")
    digest = sha256(",".join(sorted(ids)).encode()).hexdigest()
    audit.record(
        session, SYSTEM, "warn_expiring", "", now, as_of=today, count=len(ids), digest=digest
    )
    return len(ids)


def _mark(session: Session, today: date, until: date) -> list[str]:
    row = table(Registration)
    due = (
        select(row.c.id)
        .where(
            row.c.expiry_warned_on.is_(None),
            row.c.released_on.is_(None),
            row.c.expires_on <= until,
            has_live_claim(row.c.application_id),
        )
        .order_by(row.c.id)
        .with_for_update(key_share=True)
    )
    marked = (
        update(row)
        .where(row.c.id.in_(due), row.c.expiry_warned_on.is_(None))
        .values(expiry_warned_on=today, version=row.c.version + 1)
        .returning(row.c.id)
    )
    return list(session.execute(marked).scalars())


def _facts(session: Session, ids: Sequence[str]) -> Sequence[Any]:
    row, owner = columns(Registration), columns(Application)
    query = (
        select(row.id, row.number, row.expires_on, owner.bank_id)
        .join(table(Application), owner.id == row.application_id)
        .where(row.id.in_(ids))
        .order_by(row.id)
    )
    return session.execute(query).all()
