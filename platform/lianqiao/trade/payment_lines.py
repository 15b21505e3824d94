"""The payments of a document as its page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import Refusal
from . import payment_rules
from .models import Asset, AssetPayment
from .payments import is_relied_upon, list_payments
from .queries import get_names


@dataclass(frozen=True)
class PaymentLine:
    """A payment, the organisation that recorded it, and whether the viewer may take it back."""

    payment: AssetPayment
    recorded_by: str
    may_take_back: bool


def payment_lines(session: Session, actor: Actor, asset: Asset) -> Sequence[PaymentLine]:
    """The page's lines, oldest first. The caller has fetched the asset with permission."""
    payments = list_payments(session, asset.id)
    names = get_names(session, sorted({one.recorded_by for one in payments}))
    return [
        PaymentLine(one, names.get(one.recorded_by, ""), _may_take_back(session, actor, asset, one))
        for one in payments
    ]


def _may_take_back(session: Session, actor: Actor, asset: Asset, payment: AssetPayment) -> bool:
    if payment.taken_back:
        return False
    try:
        payment_rules.check_may_take_back(
            payment.recorded_by, actor.organisation_id, asset.creditor_id, asset.debtor_id
        )
        payment_rules.check_nothing_relies(is_relied_upon=is_relied_upon(session, payment))
    except Refusal:
        return False
    return True
