"""Reminders of many schedulers and many clicks at one moment: each is sent once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from characters import World
from sqlalchemy import func, select, text
from trade_samples import NOW, TODAY, a_receivable, enter

from lianqiao.accounts.models import Notice
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.errors import RemindedAlreadyToday
from lianqiao.trade.models import AssetReminder
from lianqiao.trade.remind_debtor import remind_debtor
from lianqiao.trade.remind_of_confirmations import remind_of_confirmations

DOCUMENTS = 40
DUE = TODAY + timedelta(days=20)


def at_once(count: int, attempt: Callable[[], int]) -> list[int]:
    """What so many attempts that start together come to."""
    barrier = Barrier(count)

    def one(_number: int) -> int:
        barrier.wait(timeout=60)
        return attempt()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def notices(database: Database) -> int:
    query = select(func.count()).where(columns(Notice).kind == "asset_reminder")
    with database.reading() as session:
        return int(session.execute(query).scalar_one())


@pytest.mark.parametrize("schedulers", [1, 2, 8])
def test_any_number_of_schedulers_remind_once(
    url: str, database: Database, world: World, schedulers: int
) -> None:
    for number in range(DOCUMENTS):
        enter(database, world, a_receivable(world, f"R-{number}", amount_fen=100 + number))

    def scan() -> int:
        own = Database(url)
        try:
            with own.writing() as session:
                return remind_of_confirmations(session, DUE, NOW)
        finally:
            own.dispose()

    assert sum(at_once(schedulers, scan)) == DOCUMENTS
    assert notices(database) == 1  # one letter for all documents of the debtor
    with database.reading() as session:
        kept = session.execute(select(func.count()).select_from(AssetReminder)).scalar_one()
        assert kept == DOCUMENTS
        assert inspect_chain(session).ok


def test_eight_clicks_remind_once(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))

    def click() -> int:
        try:
            with database.writing() as session:
                remind_debtor(session, world.actor("supplier"), asset_id, NOW, TODAY)
        except RemindedAlreadyToday:
            return 0
        return 1

    assert sum(at_once(8, click)) == 1
    assert notices(database) == 1


def test_those_who_look_first_and_write_then_remind_many_times(
    database: Database, world: World
) -> None:
    """The control: the same without the constraint, by select and then insert."""
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        session.execute(text("CREATE TABLE careless (asset_id VARCHAR(26), stage VARCHAR(20))"))

    def scan() -> int:
        with database.reading() as session:
            known = session.execute(text("SELECT count(*) FROM careless")).scalar_one()
        time.sleep(0.3)  # the notice is being written
        if known:
            return 0
        with database.writing() as session:
            statement = text("INSERT INTO careless VALUES (:asset, '261124.S-10')")
            session.execute(statement, {"asset": asset_id})
        return 1

    assert sum(at_once(8, scan)) > 1
