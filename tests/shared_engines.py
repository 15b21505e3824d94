"""SQL is compiled once per process, however many databases the tests make.

Every test has an engine of its own with its own connections. What SQLAlchemy compiles and knows
of types hangs on the engine's dialect, though, and a test's databases are all of one kind.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Engine
from sqlalchemy.util import LRUCache

STATEMENTS = 5_000


class OneDialect:
    """Makes engines as the application does, and lets those of one kind share the dialect."""

    def __init__(self, make: Callable[[str], Engine]) -> None:
        self._make, self._first = make, dict[str, Engine]()

    def __call__(self, url: str) -> Engine:
        """An engine for the address."""
        engine = self._make(url)
        first = self._first.get(engine.name)
        if first is None or not _has_met_its_server(first):
            engine._compiled_cache = LRUCache(STATEMENTS)
            self._first[engine.name] = engine
            return engine
        # The engine's own dialect is left behind, so nobody needs what it would ask the server.
        engine.dialect.initialize = _ask_nothing  # type: ignore[method-assign]
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine


def _has_met_its_server(engine: Engine) -> bool:
    return engine.dialect.server_version_info is not None


def _ask_nothing(_connection: Connection) -> None:
    pass
