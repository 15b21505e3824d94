"""Whose rows an import may hold: the operator's any bank's, a bank's only its own."""

from sqlalchemy import select
from sqlmodel import Session

from ..registry.models import Bank
from ..shared.actor import Actor
from ..shared.tables import columns
from .permission import bank_of


def own_bank(actor: Actor) -> str | None:
    """The bank whose rows alone are accepted, None for the operator.

    Raises OnlyABankHasProducts.
    """
    return None if actor.is_operator else bank_of(actor)


def banks_by_code(session: Session) -> dict[str, str]:
    """Ids of all banks by the code that files call them."""
    bank = columns(Bank)
    return {row.code: row.id for row in session.execute(select(bank.code, bank.id))}
