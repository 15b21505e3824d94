"""A merge that dies at any of its statements leaves the database as it was; strays follow later."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from characters import TODAY, World, build_world
from deals import confirmed_asset
from loan_book import lend
from sqlalchemy import event, select
from twins import add_link, add_twin, count, merge, rows_of

from lianqiao.accounts.models import Membership
from lianqiao.jobs import JOBS
from lianqiao.registry.models import TradeLink
from lianqiao.registry.sweep_merged import sweep_merged
from lianqiao.shared.actor import SYSTEM
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now
from lianqiao.shared.transitions import note_step
from lianqiao.tables import metadata
from lianqiao.trade.models import Asset
from lianqiao.trade.states import ASSET
from lianqiao.verify import verify_database


class PulledPlug(RuntimeError):
    """The process died."""


@contextmanager
def dying_at(database: Database, number: int) -> Iterator[list[str]]:
    """Every statement is counted, and the n-th never reaches the database."""
    seen: list[str] = []

    def listen(_connection, _cursor, statement, _values, _context, _many) -> None:
        seen.append(statement)
        if len(seen) == number:
            raise PulledPlug(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with database.reading() as session:
        return {
            place.name: sorted(
                (tuple(map(repr, row)) for row in session.execute(select(place))), key=str
            )
            for place in metadata.sorted_tables
        }


def busy(database: Database, world: World) -> None:
    twin = add_twin(database, world)
    with database.writing() as session:
        add_link(session, world.org("core"), twin)
        add_link(session, world.org("core2"), twin)
        mine = dict.fromkeys(("creditor_id", "borrower_id", "entered_by"), twin)
        confirmed_asset(session, world, **mine)
    lend(database, world, borrower_id=twin)


def test_a_merge_that_dies_at_any_statement_leaves_nothing(database, world) -> None:
    busy(database, world)
    before, number = contents(database), 0
    while True:
        number += 1
        with dying_at(database, number) as seen:
            try:
                merge(database, world)
            except PulledPlug:
                pass
            else:
                break
        assert contents(database) == before, f"statement {number}: {seen[-1]}"
    assert number > 60
    assert contents(database) != before


def test_a_merge_that_commits_in_between_would_be_seen(database, world) -> None:
    """The negative control: the comparison sees half a merge."""
    busy(database, world)
    before = contents(database)
    with database.writing() as session:
        session.execute(
            Membership.__table__.update()  # type: ignore[attr-defined]
            .where(columns(Membership).organisation_id == world.org("twin"))
            .values(organisation_id=world.org("supplier"))
        )
    assert contents(database) != before


def stray(database: Database, world: World) -> None:
    """What a request that had read the firm before the merge writes after it."""
    twin = world.org("twin")
    with database.writing() as session:
        mine = dict.fromkeys(("creditor_id", "borrower_id", "entered_by"), twin)
        asset = confirmed_asset(session, world, state="entered", confirmed_fen=0, **mine)
        note_step(session, ASSET, asset, "enter", SYSTEM, utc_now())
        session.add(Membership(user_id=world.users["bank"], organisation_id=twin, role="clerk"))


def broken(database: Database) -> list[str]:
    return [one.name for one in verify_database(database).findings if not one.ok]


def test_what_comes_in_for_a_merged_firm_is_named_and_follows_it(database, world) -> None:
    add_twin(database, world)
    merge(database, world)
    stray(database, world)
    assert broken(database) == ["merged_firms_are_left_alone"]
    with database.writing() as session:
        assert sweep_merged(session, TODAY, utc_now()) == 2
    assert broken(database) == []
    stay = world.org("supplier")
    assert count(database, Asset, columns(Asset).creditor_id == stay) == 1
    with database.writing() as session:
        assert sweep_merged(session, TODAY + timedelta(days=1), utc_now()) == 0


def test_a_sweep_leaves_the_history_of_a_merged_firm_where_it_is(database, world) -> None:
    twin = add_twin(database, world)
    with database.writing() as session:
        double = add_link(session, world.org("core"), twin).id
    merge(database, world)
    with database.writing() as session:
        assert sweep_merged(session, TODAY, utc_now()) == 0
    (left,) = rows_of(database, TradeLink, columns(TradeLink).id == double)
    assert (left.partner_id, left.state) == (twin, "ended")


def test_the_sweep_is_one_of_the_scheduler_s_jobs(database, world, settings) -> None:
    (job,) = (one for one in JOBS if one.name == "sweep_merged")
    add_twin(database, world)
    merge(database, world)
    stray(database, world)
    assert job.run(database, settings, TODAY, utc_now()) == "2 rows"


@pytest.mark.postgresql
def test_a_request_under_way_may_write_after_the_merge_on_postgresql(postgresql_url) -> None:
    """Why there is a sweep: the foreign key alone does not hold the late writer back."""
    database = Database(postgresql_url)
    world = build_world(database)
    twin = add_twin(database, world)
    slow = database.open(write=True)
    slow.execute(select(columns(Membership).id).where(columns(Membership).organisation_id == twin))
    merge(database, world)
    slow.add(Membership(user_id=world.users["bank"], organisation_id=twin, role="clerk"))
    slow.commit()
    slow.close()
    assert broken(database) == ["merged_firms_are_left_alone"]
    database.dispose()
