"""Search for set-offs, leaving alone what a bank is being asked to finance."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from ..config import Settings
from ..shared.actor import SYSTEM, Actor
from ..shared.database import Database
from ..shared.tables import columns
from ..trade.find_set_offs import find_set_offs, look_for_rings, propose_rings
from ..trade.models import SetOff
from .models import LIVE_APPLICATION_STATES, Application


def search_set_offs(session: Session, actor: Actor, today: date, now: datetime) -> list[SetOff]:
    """Propose the set-offs that can be found today. Raises ItIsNotYours but for the operator."""
    return find_set_offs(session, actor, today, now, documents_under_application(session))


def documents_under_application(session: Session) -> set[str]:
    """Documents on which a bank has been asked and the case is not over."""
    application = columns(Application)
    query = select(application.asset_id).where(application.state.in_(LIVE_APPLICATION_STATES))
    return set(session.execute(query).scalars())


def run_search_set_offs(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Search once a day; the same debts are not proposed twice.

    Nobody waits for a lock while it looks; what was taken meanwhile is left out.
    """
    with database.reading() as session:
        found = look_for_rings(session, today, documents_under_application(session))
    with database.writing() as session:
        kept_out = documents_under_application(session)
        proposed = propose_rings(session, SYSTEM, found, today, now, kept_out)
    return f"{len(proposed)} set-offs"
