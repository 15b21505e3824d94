"""Remind those who are asked to confirm, stage by stage; their creditors when it is late. A job.

Any number may run at once: the table decides which of them was first, and only the first
tells anybody, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlmodel import Session

from ..accounts.notify import notify
from ..config import Settings
from ..registry.bulk import in_parts
from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.clock import local_date
from ..shared.database import Database
from ..shared.dates import format_day
from ..shared.figure_book import FigureBook
from ..shared.tables import columns
from .models import Asset, AssetReminder
from .queries import WAITING_STATES
from .reminder_rules import Stage, Steps, due_stage
from .reminders import ReplyTerms, keep_reminders
from .tell import path_of

KEYS = ("confirm.remind_before", "confirm.remind_after", "confirm.remind_courtesy")
LISTED = 50
Due = tuple[Asset, Stage]


def run_remind(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Raise the reminders that are due."""
    with database.writing() as session:
        return f"{remind_of_confirmations(session, today, now)} reminders"


def remind_of_confirmations(session: Session, today: date, now: datetime) -> int:
    """Raise the reminders that are due and return how many; one audit entry for the batch."""
    assets = _waiting(session, today)
    terms = ReplyTerms(session, assets)
    due = {
        (asset.id, stage.name): (asset, stage)
        for asset, stage in _due(session, assets, terms, today)
    }
    kept = [due[key] for key in sorted(keep_reminders(session, list(due), now))]
    for (firm_id, kind), ours in _by_reader(kept).items():
        _tell(session, firm_id, kind, ours, terms, now)
    if kept:
        lines = "\n".join(f"{asset.id} {stage.name}" for asset, stage in kept)
        digest = sha256(lines.encode()).hexdigest()
        audit.record(
            session, SYSTEM, "remind_of_confirmations", "", now, count=len(kept), digest=digest
        )
    return len(kept)


def _waiting(session: Session, today: date) -> Sequence[Asset]:
    """What waits for an answer and is not paid."""
    asset = columns(Asset)
    query = select(Asset).where(
        asset.state.in_(WAITING_STATES),
        or_(asset.settled_on.is_(None), asset.settled_on > today),
    )
    return session.execute(query.order_by(asset.id)).scalars().all()


def read_steps(session: Session, today: date) -> Steps:
    """The stages in force; none where no figure is."""
    book = FigureBook(session, KEYS)
    before, after, courtesy = (book.find(key, today) for key in KEYS)
    return Steps(
        before=[int(one) for one in before.value.split(",")] if before else [],
        after=after.number if after else None,
        courtesy=[int(one) for one in courtesy.value.split(",")] if courtesy else [],
    )


def _due(session: Session, assets: Sequence[Asset], terms: ReplyTerms, today: date) -> list[Due]:
    steps, raised = read_steps(session, today), _raised(session, assets)
    found: list[Due] = []
    for asset in assets:
        asked = terms.asked(asset)
        if asked is None:
            continue
        last = terms.last_day(asset)
        stage = due_stage(local_date(asked), last, steps, today, frozenset(raised[asset.id]))
        if stage is not None:
            found.append((asset, stage))
    return found


def _raised(session: Session, assets: Sequence[Asset]) -> dict[str, set[str]]:
    row, found = columns(AssetReminder), defaultdict[str, set[str]](set)
    for part in in_parts(asset.id for asset in assets):
        query = select(row.asset_id, row.stage).where(row.asset_id.in_(part))
        for asset_id, stage in session.execute(query):
            found[asset_id].add(stage)
    return found


def _by_reader(kept: Sequence[Due]) -> dict[tuple[str, str], list[Due]]:
    """By firm and kind of reminder; the creditor's side reads of what is late."""
    found = defaultdict[tuple[str, str], list[Due]](list)
    for asset, stage in kept:
        found[(asset.core_id, stage.kind)].append((asset, stage))
        if stage.kind == "after":
            found[(asset.borrower_id, "late")].append((asset, stage))
    return found


def _tell(
    session: Session, firm_id: str, kind: str, ours: Sequence[Due], terms: ReplyTerms, now: datetime
) -> None:
    """One notice for all documents of a kind; of a single one it leads to its page."""
    single = ours[0][0] if len(ours) == 1 else None
    what = _("单据 %(no)s", no=single.document_no) if single else _("%(n)s 张单据", n=len(ours))
    titles = {
        "before": _("确权期限将到：%(what)s", what=what),
        "after": _("已过确权期限：%(what)s", what=what),
        "courtesy": _("%(what)s等待确权", what=what),
        "late": _("对方逾期没有答复：%(what)s", what=what),
    }
    many = "/receivables?state=entered" if kind == "late" else "/confirmations"
    lines = [_line(asset, terms.last_day(asset)) for asset, _stage in ours[:LISTED]]
    if len(ours) > LISTED:
        lines.append(_("……另有 %(n)s 张", n=len(ours) - LISTED))
    notify(
        session,
        firm_id,
        "asset_reminder",
        titles[kind],
        now,
        body="\n".join([_closing(kind, terms.source(ours[0][0])), *lines]),
        path=path_of(single) if single else many,
    )


def _line(asset: Asset, last: date | None) -> str:
    if last is None:
        return asset.document_no
    return str(_("%(no)s，答复期限 %(day)s", no=asset.document_no, day=format_day(last)))


def _closing(kind: str, source: str) -> str:
    """What to do; only where the law gives a term is it called one."""
    return {
        "before": str(_("请在期限前核对，确权或写明异议（%(source)s）。", source=source)),
        "after": str(_("答复期限已过，请马上核对，确权或写明异议（%(source)s）。", source=source)),
        "courtesy": str(_("对方等着凭它融资，请方便时核对，确权或写明异议。")),
        "late": str(_("可以在单据页面催办，或与对方联系（%(source)s）。", source=source)),
    }[kind]
