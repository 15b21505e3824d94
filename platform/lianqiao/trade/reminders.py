"""What reminders share: the terms of many documents, and that each stage is kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..registry.bulk import in_parts
from ..shared.clock import local_date
from ..shared.database import insert_for
from ..shared.ids import new_id
from ..shared.models import StateChange
from ..shared.tables import columns, table, utc_now
from .deadlines import ReplyClock
from .models import Asset, AssetReminder
from .queries import ASKING_EVENTS
from .reminder_rules import by_hand
from .size_book import SizeBook


class ReplyTerms:
    """Of many documents: when they were laid before the other side, and until when it answers."""

    def __init__(self, session: Session, assets: Sequence[Asset]) -> None:
        firms = [firm for asset in assets for firm in (asset.creditor_id, asset.debtor_id)]
        self._clock, self._sizes = ReplyClock(session), SizeBook(session, firms)
        self._asked: dict[str, datetime] = {}
        for part in in_parts(asset.id for asset in assets):
            self._asked |= dict(session.execute(asked_at(part)).all())

    def asked(self, asset: Asset) -> datetime | None:
        """When the document was last laid before the other side."""
        return self._asked.get(asset.id)

    def source(self, asset: Asset) -> str:
        """Where the term of the answer stands, empty where none is in force."""
        asked = self.asked(asset)
        figure = self._clock.figure(local_date(asked)) if asked else None
        return figure.source if figure else ""

    def last_day(self, asset: Asset) -> date | None:
        """The last day of the statutory answer, None where it is a courtesy."""
        sizes = self._sizes.of(asset.creditor_id, asset.debtor_id)
        return self._clock.last_day(asset.kind, self.asked(asset), sizes)


def asked_at(asset_ids: Sequence[str]) -> Select[tuple[str, datetime]]:
    """(id, when it was last laid before the other side) of some documents."""
    step = columns(StateChange)
    return (
        select(step.subject_id, func.max(step.at))
        .where(
            step.machine == "asset",
            step.subject_id.in_(asset_ids),
            step.event.in_(ASKING_EVENTS),
        )
        .group_by(step.subject_id)
    )


def keep_reminders(
    session: Session, stages: Sequence[tuple[str, str]], now: datetime
) -> set[tuple[str, str]]:
    """Keep (document, stage); those that this transaction was the first to keep.

    The order is the same for everybody, so that two schedulers cannot wait for each other.
    """
    row, kept = table(AssetReminder), set[tuple[str, str]]()
    for part in in_parts(sorted(stages)):
        made = [
            {
                "id": new_id(),
                "created_at": utc_now(),
                "version": 1,
                "asset_id": asset_id,
                "stage": stage,
                "at": now,
            }
            for asset_id, stage in part
        ]
        statement = (
            insert_for(session)(row)
            .values(made)
            .on_conflict_do_nothing(index_elements=["asset_id", "stage"])
            .returning(row.c.asset_id, row.c.stage)
        )
        kept |= {(asset_id, stage) for asset_id, stage in session.execute(statement)}
    return kept


@dataclass(frozen=True)
class Reminded:
    """How often the other side was reminded of a document, when last, and whether by hand today."""

    times: int = 0
    last_at: datetime | None = None
    today: bool = False


def find_reminded(session: Session, asset_id: str, today: date) -> Reminded:
    """The reminders of a document. The caller has fetched it with permission."""
    row = columns(AssetReminder)
    query = select(row.stage, row.at).where(row.asset_id == asset_id)
    found = session.execute(query).all()
    if not found:
        return Reminded()
    stages = {stage for stage, _at in found}
    return Reminded(len(found), max(at for _stage, at in found), by_hand(today) in stages)
