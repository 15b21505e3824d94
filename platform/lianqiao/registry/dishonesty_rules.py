"""Rules of the list of dishonest debtors: which entry stops, and what can be done about it."""

from datetime import date

from flask_babel import gettext as _

from .errors import TheListingIsOver


def standing(
    state: str, listed_on: date, expires_on: date | None, lifted_on: date | None, on: date
) -> str:
    """An entry as people see it on a day: listed, repairing, lifted, expired, ahead.

    ``lifted`` and ``expired`` stop nothing; neither does an entry that begins later.
    """
    if lifted_on is not None and lifted_on <= on:
        return "lifted"
    if listed_on > on:
        return "ahead"
    if expires_on is not None and expires_on < on:
        return "expired"
    return "listed" if state == "lifted" else state


def stands(
    state: str, listed_on: date, expires_on: date | None, lifted_on: date | None, on: date
) -> bool:
    """Whether an entry stops financing on a day; repair that was asked for changes nothing."""
    return standing(state, listed_on, expires_on, lifted_on, on) in ("listed", "repairing")


def check_not_over(expires_on: date | None, today: date) -> None:
    """An entry that has run out needs no repair. Raises TheListingIsOver."""
    if expires_on is not None and expires_on < today:
        raise TheListingIsOver(_("这一条已到期，不再影响融资，不必办理"))
