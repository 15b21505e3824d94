"""Collects the slices' jobs, and runs them by the clock in the one process that holds the lock."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlmodel import Session

from . import tables  # noqa: F401 - every table is known: the sweep of merged firms walks them all
from .config import Settings
from .financing.expire_quotes import expire_quotes
from .financing.match_job import match_when_changed
from .financing.search_set_offs import run_search_set_offs
from .financing.warn_expiring import run_warn_expiring
from .loans.jobs import run_mark_overdue, run_scan
from .oversight.jobs import run_scan_risks
from .registry.sweep_merged import sweep_merged
from .shared import outbox
from .shared.business_clock import read_clock
from .shared.database import Database, insert_for
from .shared.models import JobTick
from .shared.only_one import OnlyOne
from .shared.tables import table
from .trade.end_set_offs import run_end_set_offs
from .trade.remind_of_confirmations import run_remind
from .trade.tell_overdue import run_tell_overdue

TIMEZONE = "Asia/Shanghai"
MISFIRE_GRACE_SECONDS = 3600
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something done again and again. ``run`` opens its own transactions and returns an outcome."""

    name: str
    every_seconds: int
    run: Callable[[Database, Settings, date, datetime], str]


def drain_outbox(database: Database, settings: Settings, _today: date, now: datetime) -> str:
    """Send the letters that are due; without a mail server they stay queued."""
    if not settings.smtp_url:
        return "no mail server is set"
    send = outbox.smtp_sender(settings.smtp_url)
    done = outbox.drain(database, send, settings.mail_from, now)
    return f"{done.sent} sent, {done.put_off} put off, {done.failed} failed"


def run_expire_quotes(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """End the quotes whose last day has passed."""
    with database.writing() as session:
        return f"{expire_quotes(session, today, now)} quotes"


def run_sweep_merged(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Move what was written for a firm at the very moment at which it was merged."""
    with database.writing() as session:
        return f"{sweep_merged(session, today, now)} rows"


def run_matching(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Match again when something has changed."""
    return match_when_changed(database, today, now)


JOBS: tuple[Job, ...] = (
    Job("mark_overdue", 600, run_mark_overdue),
    Job("tell_overdue", 600, run_tell_overdue),
    Job("scan_maturities", 600, run_scan),
    Job("expire_quotes", 600, run_expire_quotes),
    Job("warn_expiring", 600, run_warn_expiring),
    Job("end_set_offs", 600, run_end_set_offs),
    Job("remind_of_confirmations", 600, run_remind),
    Job("search_set_offs", 86_400, run_search_set_offs),
    Job("match", 120, run_matching),
    Job("scan_risks", 600, run_scan_risks),
    Job("sweep_merged", 600, run_sweep_merged),
    Job("drain_outbox", 10, drain_outbox),
)


class Scheduler:
    """A clock over the jobs. Any number may run: those without the lock do nothing, and one
    of them goes on when the holder is gone. What is due is derived from tables, so nothing
    is lost while none runs.
    """

    def __init__(self, settings: Settings, jobs: Sequence[Job] = JOBS) -> None:
        self.settings, self.jobs = settings, jobs
        self.database = Database(settings.url)
        self.lock = OnlyOne(self.database, settings.var_dir)
        self._clock = BackgroundScheduler(timezone=TIMEZONE)

    def start(self) -> None:
        """Begin; every job is tried at once and then by its period."""
        for number, job in enumerate(self.jobs):
            self._clock.add_job(
                self.tick,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.every_seconds,
                next_run_time=datetime.now(UTC) + timedelta(milliseconds=50 * number),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=MISFIRE_GRACE_SECONDS,
            )
        self._clock.start()

    def stop(self) -> None:
        """Let the running jobs end, give the lock and the connections back."""
        if self._clock.running:
            self._clock.shutdown(wait=True)
        self.lock.release()
        self.database.dispose()

    def tick(self, job: Job) -> None:
        """Run a job if this process holds the lock, and note when and how it ended."""
        try:
            if not self.lock.held_or_taken():
                return
            outcome = self._run(job)
            with self.database.writing() as session:
                note_tick(session, job.name, datetime.now(UTC), outcome)
        except Exception:
            LOG.exception("job %s could not be noted", job.name)

    def _run(self, job: Job) -> str:
        try:
            with self.database.reading() as session:
                clock = read_clock(session, demo=self.settings.is_demo)
            return job.run(self.database, self.settings, clock.today(), clock.now())
        except Exception as error:
            LOG.exception("job %s failed", job.name)
            return f"failed: {type(error).__name__}: {error}"


def note_tick(session: Session, name: str, now: datetime, outcome: str) -> None:
    """Keep when a job last ended."""
    values = {"last_tick": now, "outcome": outcome[:500]}
    statement = insert_for(session)(table(JobTick)).values(name=name, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
