"""Both sides are told when a debt falls overdue, and once more a month later: a job."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlmodel import Session

from ..accounts.notify import notify
from ..config import Settings
from ..registry.bulk import in_parts
from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.database import Database, insert_for
from ..shared.dates import format_day
from ..shared.ids import new_id
from ..shared.money import format_yuan
from ..shared.parameters import ParameterIsMissing, get_figure
from ..shared.tables import columns, table
from .models import Asset, AssetReminder, owed_fen
from .overdue import days_overdue
from .queries import is_overdue

LISTED = 20


def run_tell_overdue(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Tell of what has fallen overdue."""
    with database.writing() as session:
        return f"{tell_overdue(session, today, now)} documents"


def tell_overdue(session: Session, today: date, now: datetime) -> int:
    """Tell both sides of each document whose stage has come, and return how many documents.

    A stage of a document is a row that only one of many schedulers can write. What was slept
    through is caught up: where two stages have come, both are kept and the later one is told.
    One notice to a firm, however many of its documents are late; one audit row.
    """
    late: set[str] = set()
    for days in _stages(session, today):
        late.update(_claim(session, days, today, now))
    if late:
        _tell(session, sorted(late), today, now)
        digest = sha256(",".join(sorted(late)).encode()).hexdigest()
        audit.record(session, SYSTEM, "tell_overdue", "", now, count=len(late), digest=digest)
    return len(late)


def _stages(session: Session, today: date) -> list[int]:
    """Days after the effective due date on which both sides are told."""
    try:
        figure = get_figure(session, "overdue.notices", today)
    except ParameterIsMissing:
        return []
    return sorted(int(part) for part in figure.value.split(","))


def _claim(session: Session, days: int, today: date, now: datetime) -> Iterator[str]:
    """The documents whose stage this run was the first to write."""
    asset, kept, stage = columns(Asset), columns(AssetReminder), f"overdue_{days}"
    known = exists().where(kept.asset_id == asset.id, kept.stage == stage)
    query = (
        select(asset.id)
        .where(is_overdue(today), asset.effective_due_date <= today - timedelta(days=days), ~known)
        .order_by(asset.id)
    )
    for part in in_parts(session.execute(query).scalars().all()):
        rows = [
            {
                "id": new_id(),
                "created_at": now,
                "version": 1,
                "asset_id": asset_id,
                "stage": stage,
                "at": now,
            }
            for asset_id in part
        ]
        written = (
            insert_for(session)(table(AssetReminder))
            .values(rows)
            .on_conflict_do_nothing()
            .returning(kept.asset_id)
        )
        yield from session.execute(written).scalars().all()


def _tell(session: Session, ids: Sequence[str], today: date, now: datetime) -> None:
    sides: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in _facts(session, ids):
        sides[(row.creditor_id, "creditor")].append(row)
        sides[(row.debtor_id, "debtor")].append(row)
    for (firm_id, role), rows in sorted(sides.items()):
        rows.sort(key=lambda row: (row.effective_due_date, row.number))
        title = _title(role, rows, today)
        body = "\n".join(_lines(rows, today))
        path = f"/receivables?role={role}&overdue=yes"
        if len(rows) == 1:
            path = f"/receivables/{rows[0].id}"
        notify(session, firm_id, "asset_overdue", title, now, body=body, path=path)


def _facts(session: Session, ids: Sequence[str]) -> Iterator[Any]:
    asset = columns(Asset)
    for part in in_parts(ids):
        query = select(
            asset.id,
            asset.kind,
            asset.state,
            asset.number,
            asset.document_no,
            asset.creditor_id,
            asset.debtor_id,
            asset.confirmed_fen,
            asset.credited_fen,
            asset.paid_fen,
            asset.effective_due_date,
        ).where(asset.id.in_(part))
        yield from session.execute(query)


def _title(role: str, rows: Sequence[Any], today: date) -> str:
    if len(rows) == 1:
        number, days = rows[0].document_no, days_overdue(rows[0], today)
        if role == "debtor":
            return str(_("我方付款已逾期 %(n)s 天：单据 %(no)s", n=days, no=number))
        return str(_("客户付款已逾期 %(n)s 天：单据 %(no)s", n=days, no=number))
    if role == "debtor":
        return str(_("我方有 %(n)s 张单据付款已逾期", n=len(rows)))
    return str(_("客户有 %(n)s 张单据付款已逾期", n=len(rows)))


def _lines(rows: Sequence[Any], today: date) -> Iterator[str]:
    for row in rows[:LISTED]:
        yield _(
            "单据 %(no)s：%(due)s 到期，已逾期 %(n)s 天，尚欠 %(owed)s 元",
            no=row.document_no,
            due=format_day(row.effective_due_date),
            n=days_overdue(row, today),
            owed=format_yuan(owed_fen(row)),
        )
    if len(rows) > LISTED:
        yield _("……另有 %(n)s 张，见列表", n=len(rows) - LISTED)
