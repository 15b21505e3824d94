"""Proposals whose last day has passed, or whose documents have changed, fall void: a job."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlmodel import Session

from ..config import Settings
from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.database import Database
from ..shared.tables import columns, table
from .carry_out_set_off import find_change, make_void
from .models import Asset, SetOff, SetOffPart
from .set_off_queries import list_parts
from .set_off_reading import can_give
from .set_off_tell import parties_of, tell_of_end

BATCH = 200


def run_end_set_offs(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """End what is over."""
    with database.writing() as session:
        return f"{end_set_offs(session, today, now)} set-offs"


def end_set_offs(session: Session, today: date, now: datetime) -> int:
    """End what is over and return how many; one audit entry for the batch.

    Those in somebody's hands are left for the next time.
    """
    ended = _over(session, today)
    for one in ended:
        _end(session, one, today, now)
    if ended:
        digest = sha256(",".join(sorted(one.id for one in ended)).encode()).hexdigest()
        audit.record(session, SYSTEM, "end_set_offs", "", now, count=len(ended), digest=digest)
    return len(ended)


def _over(session: Session, today: date) -> Sequence[SetOff]:
    """Live proposals, held, that are late or hold a document which cannot give its part."""
    row, part, asset = columns(SetOff), columns(SetOffPart), columns(Asset)
    changed = exists().where(
        part.set_off_id == row.id, asset.id == part.asset_id, ~can_give(part.amount_fen)
    )
    query = (
        select(SetOff)
        .where(row.state == "proposed", or_(row.answer_by < today, changed))
        .order_by(row.answer_by, row.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True, of=table(SetOff))
        .execution_options(populate_existing=True)
    )
    return session.execute(query).scalars().all()


def _end(session: Session, set_off: SetOff, today: date, now: datetime) -> None:
    change = find_change(session, set_off.id)
    late = "" if change else _("答复期限已过，没有得到各方同意")
    make_void(session, set_off, change or late, today, now, late)
    tell_of_end(session, set_off, parties_of(list_parts(session, set_off.id)), now)
