"""Migrations: numbered in a row, one head, up and down and up again, no drift from the models."""

import re
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from databases import PostgreSQL
from sqlalchemy import inspect
from unit.house.houses import ROOT

from lianqiao import schema
from lianqiao.config import Settings
from lianqiao.shared.database import Database


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))


def test_migrations_are_numbered_in_a_row_with_one_head() -> None:
    revisions = sorted(script.revision for script in _scripts().walk_revisions())
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    assert _scripts().get_heads() == [revisions[-1]]


def test_each_migration_follows_the_one_before_and_bears_its_number() -> None:
    for script in _scripts().walk_revisions():
        number = int(script.revision)
        assert script.down_revision == (f"{number - 1:04d}" if number > 1 else None)
        assert re.match(rf"{script.revision}_[a-z0-9_]+\.py$", script.path.rpartition("/")[2])


def test_models_and_migrations_agree(database: Database) -> None:
    assert schema.drift(database) == []


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path) -> Iterator[Database]:  # type: ignore[no-untyped-def]
    """An empty database of each engine in turn."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        server.drop("up_and_down")
        database = Database(server.create("up_and_down"))
    yield database
    database.dispose()


def test_every_migration_goes_up_and_down_and_up_again(empty: Database) -> None:
    settings = Settings(database_url=empty.url, mode="demo", _env_file=None)
    schema.upgrade(empty, settings)
    first = _shape(empty)
    with schema._connection(empty) as connection:
        command.downgrade(schema._config(settings, connection), "base")
    assert set(_shape(empty)) <= {"alembic_version"}
    schema.upgrade(empty, settings)
    assert _shape(empty) == first
    assert schema.drift(empty) == []


def _shape(database: Database) -> dict[str, list[str]]:
    """Tables with their columns, indexes and checks by name."""
    look = inspect(database.engine)
    return {
        name: sorted(
            [column["name"] for column in look.get_columns(name)]
            + [str(index["name"]) for index in look.get_indexes(name)]
            + [str(rule["name"]) for rule in look.get_check_constraints(name)]
        )
        for name in look.get_table_names()
    }
