"""The job that matches again: only when something changed, and never over a run that was asked."""

from datetime import date, timedelta

from characters import World
from deals import confirmed_asset
from sqlalchemy import func, select

from lianqiao.financing.match_job import match_when_changed
from lianqiao.financing.models import MatchRun
from lianqiao.financing.run_match import run_match
from lianqiao.products.publish_product import retire_product
from lianqiao.products.set_limit import add_limit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.clock import local_date
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now

DAY = local_date(utc_now())


def _runs(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count(columns(MatchRun).id))).scalar_one())


def test_it_matches_first_and_then_only_after_a_change(database: Database, world: World) -> None:
    with database.writing() as session:
        days = {"issue_date": DAY - timedelta(days=9), "due_date": DAY + timedelta(days=90)}
        confirmed_asset(session, world, **days)
    moments = [utc_now() + timedelta(minutes=10 * number) for number in range(7)]
    assert match_when_changed(database, DAY, moments[0]) == "1 of 1 documents recommended"
    assert match_when_changed(database, DAY, moments[1]) == "nothing has changed"
    with database.writing() as session:
        approver = world.actor("bank-approver")
        retire_product(session, approver, world.products["P-A"], moments[2])
    assert "1 of 1" in match_when_changed(database, DAY, moments[3])
    with database.writing() as session:
        add_limit(session, world.actor("bank2-approver"), "bank", 10**9, moments[4])
    assert "1 of 1" in match_when_changed(database, DAY, moments[5])
    assert match_when_changed(database, DAY, moments[6]) == "nothing has changed"
    assert _runs(database) == 3


def test_a_new_day_is_matched_anew(database: Database, world: World) -> None:
    now = utc_now()
    match_when_changed(database, local_date(now), now)
    match_when_changed(database, local_date(now) + timedelta(days=1), now + timedelta(days=1))
    assert _runs(database) == 2


def test_a_run_as_of_another_day_stays_current(database: Database, world: World) -> None:
    with database.writing() as session:
        run_match(session, COMMAND, date(2013, 6, 1), utc_now())
    assert match_when_changed(database, DAY, utc_now()) == "the run as of 2013-06-01 is left"
    assert _runs(database) == 1
