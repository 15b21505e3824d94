"""The end of a loan: its step, what it held elsewhere, and the renewal review that is over."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from ..financing.free_after_settlement import free_after_settlement
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.transitions import advance
from .models import Loan
from .queries import find_open_renewal
from .states import LOAN, RENEWAL


def end_loan(
    session: Session, loan: Loan, event: str, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Take the last step of a loan and free its limits and asset in the same transaction.

    Limits are those of the application at the head of a chain of renewals: a renewed loan
    hands them to its successor.
    """
    advance(session, LOAN, loan, event, actor, now, reason)
    if event == "renew":
        return
    renewal = find_open_renewal(session, loan.id)
    if renewal is not None:
        over = "settle" if event == "settle" else "lapse"
        advance(session, RENEWAL, renewal, over, actor, now, reason)
    application_id = first_application(session, loan)
    if application_id is not None:
        free_after_settlement(session, _for_bank(actor, loan), application_id, now)


def first_application(session: Session, loan: Loan) -> str | None:
    """The application that the loan, or the one it renewed, was drawn on."""
    row = columns(Loan)
    application_id, parent = loan.application_id, loan.renewed_from_id
    while application_id is None and parent is not None:
        query = select(row.application_id, row.renewed_from_id).where(row.id == parent)
        application_id, parent = session.execute(query).one()
    return application_id


def _for_bank(actor: Actor, loan: Loan) -> Actor:
    # The operator imports for a bank: what the loan held is freed in the bank's name.
    return (
        actor if actor.kind == "bank" else replace(actor, kind="bank", organisation_id=loan.bank_id)
    )
