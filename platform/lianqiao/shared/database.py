"""The database: one engine, reading and writing sessions, one transaction each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from .audit import seal_pending

SQLITE_WAIT_MS = 30_000


class Database:
    """An engine with its two kinds of session. Close it with ``dispose``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._late = self.engine.execution_options(read_only=True)
        self._reading = self.engine.execution_options(
            **({"read_only": True} if self.is_sqlite else {"postgresql_readonly": True})
        )

    def open(self, *, write: bool) -> Session:
        """A session whose transaction the caller ends; nothing is committed by itself."""
        return Session(self.engine if write else self._reading, expire_on_commit=False)

    def open_late(self) -> Session:
        """A writing session that takes SQLite's lock at its first write, not at its beginning.

        For long work that mostly reads: others write meanwhile. Where they did, SQLite refuses
        the first write with "database is locked", and the work begins again (``is_conflict``).
        """
        return Session(self._late, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only transaction."""
        with self.open(write=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing transaction, committed at the end of the block, undone on an error."""
        with self.open(write=True) as session:
            yield session
            commit(session)

    def answers(self) -> bool:
        """Whether the database can be reached now."""
        try:
            with self.reading() as session:
                session.connection().execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    def dispose(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def commit(session: Session) -> None:
    """Seal the audit entries of this transaction into the chain, then commit."""
    session.flush()
    seal_pending(session)
    session.commit()


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction was faster: the same work may succeed from its beginning."""
    if isinstance(error, OperationalError):
        return "database is locked" in str(error.orig)
    return isinstance(error, IntegrityError | StaleDataError)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=24)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own deferred BEGIN loses updates between threads; we begin ourselves.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={SQLITE_WAIT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-20000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def insert_for(session: Session) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if on_postgresql else sqlite.insert
