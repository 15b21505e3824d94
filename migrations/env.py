"""Runs migrations on the connection handed over, or on the one of the settings."""

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from lianqiao.config import Settings
from lianqiao.shared.database import Database
from lianqiao.tables import metadata


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Keep migrations free of SQLModel's own types."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Migrate; on SQLite foreign keys rest meanwhile and are checked at the end."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection given in the configuration's attributes, else open one."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    database = Database(Settings().url)
    try:
        with database.engine.connect() as connection, connection.begin():
            run(connection)
    finally:
        database.dispose()


main()
