"""One side records that the debtor has paid all that is owed of a confirmed document."""

from datetime import date, datetime

from sqlmodel import Session

from ..shared.actor import Actor
from .models import Asset
from .queries import get_asset
from .record_payment import NewPayment, record_payment


def settle_asset(
    session: Session, actor: Actor, asset_id: str, paid_on: date, now: datetime, today: date
) -> Asset:
    """登记付款结清: the payment of the whole rest.

    A claim on it stays until the loan ends; the bank's loan is not touched.
    """
    record_payment(session, actor, asset_id, NewPayment(paid_on), now, today)
    return get_asset(session, asset_id)
