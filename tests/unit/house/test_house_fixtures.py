"""Tests share what is dear to make, and nothing that one of them did."""

from pathlib import Path

import pytest
from characters import World
from sqlalchemy import func, select, text

from lianqiao.accounts.models import Organisation, User
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.shared.web import Application

NEWCOMER = "演示新来者"


def _named(database: Database, name: str) -> int:
    query = select(func.count()).where(columns(Organisation).name == name)
    with database.reading() as session:
        return int(session.execute(query).scalar_one())


@pytest.mark.parametrize("_time", range(2))
def test_what_a_test_does_to_the_characters_ends_with_it(
    database: Database, world: World, _time: int
) -> None:
    assert NEWCOMER not in world.organisations
    assert _named(database, NEWCOMER) == 0
    newcomer = Organisation(kind="enterprise", name=NEWCOMER, state="approved")
    with database.writing() as session:
        session.add(newcomer)
    world.organisations[NEWCOMER] = newcomer.id
    assert _named(database, NEWCOMER) == 1


def test_the_characters_are_in_the_database_that_the_application_reads(
    app: Application, world: World
) -> None:
    with app.database.reading() as session:
        person = session.get(User, world.users["supplier"])
    assert person is not None
    assert person.username == "supplier"


def test_a_test_that_names_no_characters_has_none(database: Database) -> None:
    assert _named(database, "演示东至制药") == 0


def test_databases_share_what_is_compiled_but_no_rows(sqlite_url: str, tmp_path: Path) -> None:
    one, other = Database(sqlite_url), Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    for database, number in ((one, 1), (other, 2)):
        with database.writing() as session:
            session.execute(text("CREATE TABLE marks (number INTEGER)"))
            session.execute(text("INSERT INTO marks VALUES (:number)"), {"number": number})
    seen = []
    for database in (one, other):
        with database.reading() as session:
            seen.append(session.execute(text("SELECT number FROM marks")).scalar_one())
        database.dispose()
    assert seen == [1, 2]
    assert one.engine.dialect is other.engine.dialect
    assert one.engine.pool is not other.engine.pool
