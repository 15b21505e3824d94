"""One process of many: a lock that ends with its holder, however that one ends."""

import fcntl
import threading
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from .database import Database

KEY = 7215002
FILE = "scheduler.lock"


class OnlyOne:
    """PostgreSQL: an advisory lock of a connection kept for it. SQLite: a locked file."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._place = database, folder / FILE
        self._file: IO[str] | None = None
        self._connection: Connection | None = None
        self._guard = threading.Lock()

    def held_or_taken(self) -> bool:
        """Whether this process holds the lock, after trying for it."""
        with self._guard:
            return self._with_file() if self._database.is_sqlite else self._with_connection()

    def release(self) -> None:
        """Let another process go on."""
        with self._guard:
            self._drop()

    def _with_file(self) -> bool:
        if self._file is not None:
            return True
        self._place.parent.mkdir(parents=True, exist_ok=True)
        file = self._place.open("a", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _with_connection(self) -> bool:
        try:
            if self._connection is not None:
                # A broken connection has lost the lock: say so rather than run beside another.
                self._connection.execute(text("SELECT 1"))
                return True
            engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._connection = engine.connect()
            taken = self._connection.execute(text(f"SELECT pg_try_advisory_lock({KEY})"))
            if taken.scalar_one():
                return True
        except SQLAlchemyError:
            pass
        self._drop()
        return False

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            # Invalidated, not given back: the pool must not keep the lock alive.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
