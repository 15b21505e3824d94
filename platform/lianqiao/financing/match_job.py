"""The job that matches again when something that matching reads has changed."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session

from ..shared.actor import SYSTEM
from ..shared.clock import local_date
from ..shared.database import Database
from ..shared.models import AuditEntry, StateChange
from ..shared.tables import columns
from .models import MatchRun
from .run_match import find_current_run, match_and_keep

LONGEST_SECONDS = 20.0
MACHINES = ("asset", "product", "application", "organisation", "dishonesty_listing")
ACTIONS = (
    *("set_limit", "change_limit", "edit_profile"),
    *("grant_authorisation", "revoke_authorisation"),
    *("accept_set_off", "set_guarantee_capacity"),
)


def match_when_changed(database: Database, today: date, now: datetime) -> str:
    """Run matching for today unless nothing has changed; returns what was done.

    A run that somebody asked for as of another day is left as the current one.
    """
    with database.reading() as session:
        run = find_current_run(session)
        if run is not None and is_of_another_day(run, today):
            return f"the run as of {run.as_of} is left"
        if run is not None and not is_outdated(session, run, today):
            return "nothing has changed"
    done = match_and_keep(database, SYSTEM, today, now, LONGEST_SECONDS)
    return f"{done.funded_assets} of {done.assets} documents recommended"


def is_of_another_day(run: MatchRun, today: date) -> bool:
    """Whether the run was asked for as of a day that was not its own."""
    own = local_date(run.finished_at) if run.finished_at else today
    return run.as_of not in (today, own)


def is_outdated(session: Session, run: MatchRun, today: date) -> bool:
    """Whether the day is over, or something that a run reads was changed since."""
    if run.as_of != today or run.finished_at is None:
        return True
    step, entry = columns(StateChange), columns(AuditEntry)
    steps = select(step.id).where(step.machine.in_(MACHINES), step.at > run.finished_at)
    writes = select(entry.seq).where(
        entry.at > run.finished_at,
        or_(entry.action.in_(ACTIONS), entry.action.like("import_%")),
    )
    return any(session.execute(query.limit(1)).first() for query in (steps, writes))
