"""Numbers of papers: prefix, day, and a count without gaps."""

from datetime import date

from sqlalchemy import update
from sqlmodel import Session

from .database import insert_for
from .models import Counter
from .tables import table


def next_number(session: Session, prefix: str, today: date) -> str:
    """The next number, such as ``SQ-20261123-0007``. Undone with the transaction."""
    key = f"{prefix}-{today:%Y%m%d}"
    counter = table(Counter)
    insert = insert_for(session)(counter).values(key=key, value=0)
    session.execute(insert.on_conflict_do_nothing())
    step = update(counter).where(counter.c.key == key).values(value=counter.c.value + 1)
    value = session.execute(step.returning(counter.c.value)).scalar_one()
    return f"{key}-{value:04d}"


class NumberSeries:
    """Numbers for a whole file: the counter is held by the transaction, and written with it.

    Not to be mixed with ``next_number`` of the same prefix while rows are still unflushed.
    """

    def __init__(self, session: Session, prefix: str, today: date) -> None:
        self._key = f"{prefix}-{today:%Y%m%d}"
        insert = insert_for(session)(table(Counter)).values(key=self._key, value=0)
        session.execute(insert.on_conflict_do_nothing())
        self._row = session.get_one(
            Counter, self._key, populate_existing=True, with_for_update=True
        )

    def next(self) -> str:
        """The next number."""
        self._row.value += 1
        return f"{self._key}-{self._row.value:04d}"
