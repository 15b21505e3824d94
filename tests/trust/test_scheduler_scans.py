"""1, 2 and 8 schedulers at once, restarts and clock jumps: alerts = distinct = due."""

import time
from datetime import timedelta

import pytest
from characters import TODAY, World
from loan_book import lend_many
from sqlalchemy import text
from trust.scans import CALENDAR, STAGES, in_threads, jumping_days, round_of_scans

from lianqiao.loans import rules
from lianqiao.loans.models import Loan
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table

LOANS = 120


@pytest.mark.parametrize("schedulers", [1, 2, 8])
def test_each_due_stage_is_raised_and_told_once(
    url: str, database: Database, world: World, schedulers: int
) -> None:
    days = [TODAY, TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=40)]
    found = round_of_scans(url, world, schedulers, LOANS, days)
    assert found.is_clean, found
    assert found.due > LOANS
    with database.reading() as session:
        assert inspect_chain(session).ok


@pytest.mark.parametrize("seed", range(3))
def test_a_clock_that_jumps_and_schedulers_that_start_anew_change_nothing(
    url: str, world: World, seed: int
) -> None:
    found = round_of_scans(url, world, 2, LOANS, jumping_days(seed, 8))
    assert found.is_clean, found


def test_schedulers_that_look_first_and_write_then_alert_many_times(
    database: Database, world: World
) -> None:
    """The control: the same loans without the constraint, by select and then insert."""
    lend_many(database, world, LOANS)
    with database.writing() as session:
        session.execute(text("CREATE TABLE careless (loan_id VARCHAR(26), stage VARCHAR(12))"))
    due = _due(database)

    def scan() -> None:
        with database.reading() as session:
            known = {tuple(row) for row in session.execute(text("SELECT * FROM careless"))}
        time.sleep(0.3)  # notices are being written
        with database.writing() as session:
            for loan_id, stage in due - known:
                statement = text("INSERT INTO careless VALUES (:loan, :stage)")
                session.execute(statement, {"loan": loan_id, "stage": stage})

    in_threads([scan] * 8)
    with database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM careless")).scalar_one()
    assert count > len(due)


def _due(database: Database) -> set[tuple[str, str]]:
    row = columns(Loan)
    with database.reading() as session:
        loans = session.execute(table(Loan).select().with_only_columns(row.id, row.maturity_date))
        return {
            (loan_id, alert.stage)
            for loan_id, maturity in loans
            for alert in rules.plan_alerts(maturity, STAGES, TODAY, CALENDAR)
        }
