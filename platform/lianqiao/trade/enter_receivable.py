"""Enter a receivable, by its creditor or by its debtor, whose upload confirms it."""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.invoice_number import normalise
from .enter_asset import enter_asset
from .models import Asset
from .papers import NewReceivable, paper_of_receivable


def enter_receivable(
    session: Session,
    actor: Actor,
    new: NewReceivable,
    now: datetime,
    today: date,
    *,
    secret: str,
) -> Asset:
    """Enter a receivable. ``secret`` keys the fingerprints.

    Raises the refusals of rules.py, DocumentIsThereAlready, ReasonForNearDocumentIsMissing.
    """
    tidy = replace(
        new, invoice_no=normalise(new.invoice_no), invoice_code=normalise(new.invoice_code)
    )
    return enter_asset(session, actor, paper_of_receivable(tidy), now, today, secret)
