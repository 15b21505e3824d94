"""Firms held for the rest of a transaction, so that what is said about a pair is said in turn.

Two firms that propose the same link from their two sides make two different rows, which no
unique index sees as one: the second proposal has to wait and to read what the first wrote.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session

from ..shared.tables import columns
from .bulk import in_parts
from .models import Enterprise


def hold_firms(session: Session, codes: Iterable[str]) -> None:
    """Hold the firms of these credit codes, always in the order of the codes: nobody waits
    for somebody who waits. On SQLite the writing transaction holds everything already.
    """
    firm = columns(Enterprise)
    for part in in_parts(sorted(set(codes))):
        query = select(firm.id).where(firm.uscc.in_(part)).order_by(firm.uscc)
        session.execute(query.with_for_update(key_share=True))
