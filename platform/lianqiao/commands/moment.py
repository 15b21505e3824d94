"""The time of a command: now, and the business date, which demo mode may have frozen."""

from datetime import date

from sqlmodel import Session

from ..config import Settings
from ..shared.clock import Clock
from ..shared.models import SavedSetting

FROZEN_DATE = "business_date"


def clock_of(session: Session, settings: Settings) -> Clock:
    """The clock as the pages have it."""
    if not settings.is_demo:
        return Clock()
    saved = session.get(SavedSetting, FROZEN_DATE)
    return Clock(date.fromisoformat(saved.value) if saved and saved.value else None)
