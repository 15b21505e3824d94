"""How confirmation requests are answered, by firm and month, as the regulator sees it.

The firms that are asked are named, those that ask never; small counts are hidden, and what
could be reckoned back from them with them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Enterprise
from ..shared.tables import columns, table
from ..trade.response_reading import read_requests
from ..trade.response_rules import Request, Response, sum_up, year_back
from .rules import show_count


@dataclass(frozen=True)
class ResponseRow:
    """One firm in one month; counts in words."""

    id: str
    month: str
    name: str
    park: str
    requests: str
    in_time: str
    late: str
    waiting: str
    rate_ppm: int | None
    median_days: int | float | None
    statutory: str
    statutory_late: str
    is_small: bool


@dataclass(frozen=True)
class Responses:
    """All rows, the newest month first, small ones last in it; the sums over every firm."""

    rows: list[ResponseRow]
    together: Response
    firms: int


def read_responses(session: Session, today: date, below: int) -> Responses:
    """The last twelve months; ``below`` hides small counts."""
    firms = _firms(session)
    groups: dict[tuple[str, str], list[Request]] = defaultdict(list)
    counted: list[Request] = []
    for one in read_requests(session, year_back(today)):
        if one.confirmer_id in firms and not one.fell_away:
            counted.append(one)
            groups[(one.month, one.confirmer_id)].append(one)
    rows = [
        _row(month, firm_id, firms[firm_id], sum_up(requests, today), below)
        for (month, firm_id), requests in groups.items()
    ]
    rows.sort(key=lambda row: (row.is_small, row.name))
    rows.sort(key=lambda row: row.month, reverse=True)
    asked = {one.confirmer_id for one in counted}
    return Responses(rows, sum_up(counted, today), len(asked))


def _firms(session: Session) -> dict[str, tuple[str, str]]:
    """Name and park of every firm."""
    firm, organisation = columns(Enterprise), columns(Organisation)
    query = select(firm.id, organisation.name, firm.park).join(
        table(Organisation), organisation.id == firm.id
    )
    return {row.id: (row.name, row.park) for row in session.execute(query)}


def _row(
    month: str, firm_id: str, firm: tuple[str, str], summed: Response, below: int
) -> ResponseRow:
    small = summed.requests < below
    return ResponseRow(
        id=firm_id,
        month=month,
        name=firm[0],
        park=firm[1],
        requests=show_count(summed.requests, below),
        in_time="—" if small else show_count(summed.in_time, below),
        late="—" if small else show_count(summed.late, below),
        waiting="—" if small else show_count(summed.waiting, below),
        rate_ppm=None if small else summed.rate_ppm,
        median_days=None if small else summed.median_days,
        statutory="—" if small else show_count(summed.statutory, below),
        statutory_late="—" if small else show_count(summed.statutory_late, below),
        is_small=small,
    )
