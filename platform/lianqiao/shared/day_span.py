"""Days between two dates as an SQL expression, the same on both engines."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):  # noqa: N801 - it reads as the SQL function that it is
    """Whole days from the second date to the first; negative when the first is earlier."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **words: Any) -> str:
    later, earlier = (compiler.process(part, **words) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **words: Any) -> str:
    later, earlier = (compiler.process(part, **words) for part in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"
