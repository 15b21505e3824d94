"""Bring the database to the newest migration, and say whether models and migrations agree."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from .config import Settings
from .paths import migrations_folder
from .shared.database import Database
from .tables import metadata


def upgrade(database: Database, settings: Settings) -> None:
    """Run every migration that is missing, one process at a time."""
    with _connection(database) as connection:
        config = _config(settings, connection)
        command.upgrade(config, "head")


def rebuild(database: Database, settings: Settings) -> None:
    """Drop every table with what it holds, and make them anew."""
    with _connection(database) as connection:
        config = _config(settings, connection)
        command.downgrade(config, "base")
        command.upgrade(config, "head")


def revision(database: Database) -> str | None:
    """The number of the newest migration that the database has; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def drift(database: Database) -> list[Any]:
    """What differs between the migrated database and the models; empty when nothing does."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _config(settings: Settings, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder(settings)))
    config.attributes["connection"] = connection
    return config


class _connection:  # noqa: N801
    """A connection in one transaction, with the lock and pragmas that migrating needs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        self._connection = self._database.engine.connect()
        if self._database.is_sqlite:
            # The pragma does nothing inside a transaction: set it on the raw connection first.
            raw: Any = self._connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        self._transaction = self._connection.begin()
        if not self._database.is_sqlite:
            self._connection.execute(text("SELECT pg_advisory_xact_lock(7215001)"))
        return self._connection

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None:
                self._check()
                self._transaction.commit()
            else:
                self._transaction.rollback()
        finally:
            if self._database.is_sqlite:
                raw: Any = self._connection.connection.dbapi_connection
                raw.execute("PRAGMA foreign_keys=ON")
            self._connection.close()

    def _check(self) -> None:
        if self._database.is_sqlite:
            broken = self._connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"a migration broke foreign keys: {broken[:5]}")
