"""Whether the demo is there, told by its content."""

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import User
from ..registry.models import Bank
from ..shared.tables import columns
from .words import BANKS


def is_loaded(session: Session) -> bool:
    """Its first bank and its first user exist: it is loaded whole or not at all."""
    bank = select(columns(Bank).id).where(columns(Bank).code == BANKS[0][1])
    user = select(columns(User).id).where(columns(User).username == "core")
    return all(session.execute(query).first() is not None for query in (bank, user))
