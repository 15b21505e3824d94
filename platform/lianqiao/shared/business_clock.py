"""The clock of this installation: in demo mode an operator may have frozen the business date."""

from datetime import date

from sqlmodel import Session

from .clock import Clock
from .models import SavedSetting

FROZEN_DATE = "business_date"


def read_clock(session: Session, *, demo: bool) -> Clock:
    """The clock as pages, jobs and commands have it."""
    saved = session.get(SavedSetting, FROZEN_DATE) if demo else None
    return Clock(date.fromisoformat(saved.value) if saved and saved.value else None)
