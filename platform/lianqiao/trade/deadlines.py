"""Until when the side that is asked answers by law, and how that is reckoned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.clock import local_date
from ..shared.figure_book import FigureBook
from ..shared.parameters import Figure
from ..shared.working_days import get_calendar
from . import rules
from .queries import sizes_towards

REPLY = "confirm.reply"


class ReplyClock:
    """The statutory term of an answer, for any number of documents."""

    def __init__(self, session: Session) -> None:
        self._figures = FigureBook(session, [REPLY])
        self._calendar = get_calendar(session)

    def figure(self, on: date) -> Figure | None:
        """The figure in force on a day."""
        return self._figures.find(REPLY, on)

    def last_day(
        self, kind: str, entered_at: datetime | None, sizes: tuple[str, str]
    ) -> date | None:
        """The last day of the answer; None where no law gives one.

        ``sizes`` are those of creditor and debtor at signing. A term that would end on a day
        off ends on the working day after it (民法典 art. 203).
        """
        if kind != "receivable" or entered_at is None:
            return None
        entered_on = local_date(entered_at)
        figure, (creditor, debtor) = self.figure(entered_on), sizes
        day = rules.answer_by(entered_on, figure.number if figure else None, debtor, creditor)
        return None if day is None else self._calendar.roll(day).effective


def deadlines_of(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[str, date | None]:
    """By asset: the last day of the statutory answer, None where it is a courtesy.

    ``rows`` carry id, kind, partner_id and entered_at, as ``to_confirm_query`` selects them.
    """
    clock = ReplyClock(session)
    partners = sorted({row.partner_id for row in rows})
    sizes = sizes_towards(session, actor.organisation, partners) if partners else {}
    return {row.id: clock.last_day(row.kind, row.entered_at, sizes[row.partner_id]) for row in rows}
