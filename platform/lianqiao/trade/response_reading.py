"""Confirmation requests and their answers, from the steps of documents."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from ..shared.clock import SHANGHAI, local_date
from ..shared.figure_book import FigureBook
from ..shared.models import StateChange
from ..shared.tables import columns, table
from .deadlines import ReplyClock
from .models import Asset
from .queries import ASKING_EVENTS
from .response_rules import Request
from .size_book import SizeBook

ANSWERS = ("confirm", "dispute")
USUAL = "confirm.reply_usual"


def read_requests(session: Session, since: date, confirmer_id: str = "") -> list[Request]:
    """Every request made since a day, of one confirmer or of all; no permission is asked.

    A document that the confirmer entered itself asked nobody. Only the confirmer's own step is
    an answer.
    """
    rows = session.execute(_steps(since, confirmer_id)).all()
    by_asset: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_asset[row.subject_id].append(row)
    firms = {firm for row in rows for firm in (row.creditor_id, row.debtor_id)}
    days = _Days(session, sorted(firms))
    return [request for steps in by_asset.values() for request in _requests(steps, days)]


def _steps(since: date, confirmer_id: str) -> Any:
    step, asset = columns(StateChange), columns(Asset)
    begins = datetime.combine(since, time(), SHANGHAI).astimezone(UTC)
    query = (
        select(
            step.subject_id,
            step.event,
            step.at,
            step.organisation_id,
            asset.kind,
            asset.core_id,
            asset.creditor_id,
            asset.debtor_id,
        )
        .join(table(Asset), asset.id == step.subject_id)
        .where(step.machine == "asset", step.at >= begins)
        .order_by(step.subject_id, step.at, step.created_at)
    )
    return query.where(asset.core_id == confirmer_id) if confirmer_id else query


class _Days:
    """Until when a request is to be answered."""

    def __init__(self, session: Session, firm_ids: Sequence[str]) -> None:
        self._clock, self._sizes = ReplyClock(session), SizeBook(session, firm_ids)
        self._usual = FigureBook(session, [USUAL])

    def of(self, row: Any) -> tuple[date, bool]:
        """The last day, and whether the law gives it."""
        sizes = self._sizes.of(row.creditor_id, row.debtor_id)
        by_law = self._clock.last_day(row.kind, row.at, sizes)
        if by_law is not None:
            return by_law, True
        asked = local_date(row.at)
        usual = self._usual.find(USUAL, asked)
        return asked + timedelta(days=usual.number if usual else 0), False


def _requests(steps: Sequence[Any], days: _Days) -> list[Request]:
    """The requests of one document: each asking with the step that ended it."""
    found: list[Request] = []
    asking: Any = None
    for row in steps:
        if row.event in ASKING_EVENTS:
            asking = row if row.organisation_id != row.core_id else None
        elif asking is not None and row.event in (*ANSWERS, "withdraw"):
            found.append(_request(asking, days, row))
            asking = None
    if asking is not None:
        found.append(_request(asking, days, None))
    return found


def _request(asking: Any, days: _Days, end: Any) -> Request:
    last_day, statutory = days.of(asking)
    own = end is not None and end.event in ANSWERS and end.organisation_id == asking.core_id
    ended = local_date(end.at) if end is not None else None
    return Request(
        confirmer_id=asking.core_id,
        asked_on=local_date(asking.at),
        last_day=last_day,
        statutory=statutory,
        answered_on=ended if own else None,
        ended_on=None if own else ended,
    )
