"""The calendar of this installation: the built-in one with the days that an operator added."""

from sqlalchemy import select
from sqlmodel import Session

from .calendar import Calendar
from .models import CalendarDay
from .tables import columns


def get_calendar(session: Session) -> Calendar:
    """The working-day calendar with overrides from the database."""
    day = columns(CalendarDay)
    rows = session.execute(select(day.day, day.is_working_day, day.name))
    return Calendar({row.day: (row.is_working_day, row.name) for row in rows})
