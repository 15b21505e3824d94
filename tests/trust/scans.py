"""Many maturity scans at one moment, restarts and clock jumps, against a plain-Python oracle."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from characters import TODAY, World
from loan_book import NOW, count_rows, lend_many
from sqlalchemy import delete, select

from lianqiao.accounts.models import Notice
from lianqiao.loans import rules
from lianqiao.loans.models import Alert, Loan, Renewal
from lianqiao.loans.scan_maturities import scan_maturities
from lianqiao.shared.calendar import Calendar
from lianqiao.shared.database import Database
from lianqiao.shared.models import Outbox
from lianqiao.shared.tables import columns, table

STAGES = rules.stages_of((60, 30, 15, 7, 3, 1, 0), (1, 7, 30, 60, 90))
CALENDAR = Calendar()


@dataclass(frozen=True)
class Outcome:
    """What was due by the oracle, and what the database and the scans say."""

    due: int
    alerts: int
    distinct: int
    raised_due: int
    raised: int
    counted: int
    told: int
    reviews: int
    reviewed_loans: int

    @property
    def is_clean(self) -> bool:
        """Every due stage once, raised once, counted once, told once; a review per loan."""
        return (
            self.due == self.alerts == self.distinct
            and self.raised_due == self.raised == self.counted == self.told
            and self.reviews == self.reviewed_loans
        )


def jumping_days(seed: int, count: int) -> list[date]:
    """Business dates as a wild clock gives them: forward, back, and after long sleeps."""
    chance = random.Random(seed)
    day, days = TODAY, []
    for _step in range(count):
        days.append(day)
        day += timedelta(days=chance.choice((0, 1, 1, 2, 9, 35, -5)))
    return days


def round_of_scans(
    url: str, world: World, schedulers: int, loans: int, days: Sequence[date]
) -> Outcome:
    """Fresh loans; on each day all schedulers scan at once, each with connections of its own."""
    database = Database(url)
    _clear(database)
    lend_many(database, world, loans)
    counted = sum(_at_once(url, schedulers, day) for day in days)
    outcome = _look(database, days, counted)
    database.dispose()
    return outcome


def _clear(database: Database) -> None:
    with database.writing() as session:
        for model in (Alert, Renewal, Notice, Outbox, Loan):
            session.execute(delete(table(model)))


def _at_once(url: str, schedulers: int, day: date) -> int:
    created: list[int] = []

    def scan() -> None:
        database = Database(url)
        with database.writing() as session:
            found = scan_maturities(session, day, NOW)
        created.append(found.alerts_created)
        database.dispose()

    in_threads([scan] * schedulers)
    if len(created) != schedulers:
        raise AssertionError("a scan failed")
    return sum(created)


def in_threads(tasks: Sequence[Callable[[], None]]) -> None:
    """Run tasks at one moment and wait for all."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _oracle(dues: Sequence[date], days: Sequence[date]) -> tuple[int, int]:
    """(rows due, of them raised), one loan and one day after the other."""
    due = raised = 0
    for effective, how_many in Counter(dues).items():
        seen: set[str] = set()
        for day in days:
            for alert in rules.plan_alerts(effective, STAGES, day, CALENDAR):
                if alert.stage not in seen:
                    seen.add(alert.stage)
                    raised += how_many * (alert.state == "raised")
        due += how_many * len(seen)
    return due, raised


def _look(database: Database, days: Sequence[date], counted: int) -> Outcome:
    alert, notice = columns(Alert), columns(Notice)
    with database.reading() as session:
        dues = session.execute(select(columns(Loan).effective_due_date)).scalars().all()
        due, raised_due = _oracle(dues, days)
        pairs = session.execute(select(alert.loan_id, alert.stage)).all()
        reviewed = session.execute(select(columns(Renewal).loan_id)).scalars().all()
        return Outcome(
            due=due,
            alerts=len(pairs),
            distinct=len(set(pairs)),
            raised_due=raised_due,
            raised=count_rows(session, Alert, alert.state == "raised"),
            counted=counted,
            told=count_rows(
                session, Notice, notice.kind == "maturity_alert", notice.path.like("/loans/%")
            ),
            reviews=len(reviewed),
            reviewed_loans=len(set(reviewed)),
        )
