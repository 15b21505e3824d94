"""Rules of a firm's consent that banks see its file (征信业管理条例 art. 29)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from flask_babel import gettext as _

from .errors import TheEndIsNotAhead


class Consent(Protocol):
    """What the rules ask of an authorisation; ``bank_id`` None stands for every bank."""

    @property
    def bank_id(self) -> str | None:
        """The bank, or None."""

    @property
    def granted_on(self) -> date:
        """The first day."""

    @property
    def expires_on(self) -> date:
        """The last day."""

    @property
    def revoked_on(self) -> date | None:
        """The day it was taken back, or None."""


def check_consent(expires_on: date, today: date, years: int) -> None:
    """Consent runs to a day ahead, so many years at most. Raises TheEndIsNotAhead."""
    if not today < expires_on <= years_after(today, years):
        words = _("有效期须在今天之后、%(years)s 年之内", years=years)
        raise TheEndIsNotAhead(words, "expires_on")


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_live(row: Consent, on: date) -> bool:
    """Whether a consent holds on a day."""
    return row.revoked_on is None and row.granted_on <= on <= row.expires_on


def standing(row: Consent, rows: Iterable[Consent], on: date) -> str:
    """What became of a consent among all of the firm's: live, expired, replaced, revoked.

    One that was replaced ended on the day on which the next for the same bank began.
    """
    if is_live(row, on):
        return "live"
    if row.revoked_on is None or row.revoked_on > row.expires_on:
        return "expired"
    next_ones = (
        one.granted_on == row.revoked_on and one.bank_id == row.bank_id and one is not row
        for one in rows
    )
    return "replaced" if any(next_ones) else "revoked"


def ending_soon(rows: Sequence[Consent], today: date, days: int) -> list[Consent]:
    """The live consents that end within so many days and leave a bank without one."""
    live = [row for row in rows if is_live(row, today)]
    last = today + timedelta(days=days)
    return [row for row in live if row.expires_on <= last and not _outlived(row, live, last)]


def _outlived(row: Consent, live: Sequence[Consent], last: date) -> bool:
    """Whether a consent to every bank goes on behind one to a single bank."""
    return any(one.bank_id is None and one.expires_on > last for one in live if one is not row)
