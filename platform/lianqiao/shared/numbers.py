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
