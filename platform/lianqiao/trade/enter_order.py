"""Enter an order, by its seller or its buyer; the upload of the side across confirms it."""

from datetime import date, datetime

from sqlmodel import Session

from ..shared.actor import Actor
from .enter_asset import enter_asset
from .models import Asset
from .papers import NewOrder, paper_of_order


def enter_order(
    session: Session, actor: Actor, new: NewOrder, now: datetime, today: date, *, secret: str
) -> Asset:
    """Enter an order. ``secret`` keys the fingerprints.

    Of an order that the seller finances the buyer is asked; of one that the buyer finances
    the seller is, so that nobody confirms his own borrowing. Raises the refusals of
    rules.py, DocumentIsThereAlready, ReasonForNearDocumentIsMissing.
    """
    return enter_asset(session, actor, paper_of_order(new), now, today, secret)
