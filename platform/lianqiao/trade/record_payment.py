"""One side records what the debtor paid of a confirmed document, wholly or in part."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance, note_step
from . import payment_rules
from .errors import TheInvoiceIsPaid
from .models import Asset, AssetPayment, owed_fen
from .payments import is_invoiced, paid_up_on, raise_paid, tell_banks, tell_other_side
from .queries import get_asset_for_party
from .states import ASSET


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What was paid, as it is typed. ``amount_fen`` None is all that is still owed."""

    paid_on: date
    amount_fen: int | None = None
    means: str = "transfer"
    note: str = ""


def record_payment(
    session: Session, actor: Actor, asset_id: str, new: NewPayment, now: datetime, today: date
) -> AssetPayment:
    """登记付款. The payment of the last fen settles the document; no loan is touched.

    Raises NothingIsThere, TransitionIsNotAllowed, TheInvoiceIsPaid, DatesAreNotPossible,
    AmountIsNotPossible, which names what is still owed.
    """
    asset = get_asset_for_party(session, actor, asset_id)
    ASSET.target(asset.state, "settle")
    if asset.kind == "order" and is_invoiced(session, asset.id):
        raise TheInvoiceIsPaid(_("这张订单已开票，请在对应的应收账款上登记付款"))
    payment_rules.check_paid_on(asset.issue_date, new.paid_on, today)
    amount_fen = payment_rules.paid_amount(owed_fen(asset), new.amount_fen)
    if not raise_paid(session, asset, amount_fen):
        ASSET.target(asset.state, "settle")
        raise payment_rules.above_what_is_owed(owed_fen(asset))
    payment = _keep(session, actor, asset, new, amount_fen, now)
    _take_step(session, actor, asset, now)
    audit.record(
        session,
        actor,
        "record_payment",
        asset.id,
        now,
        payment=payment.id,
        paid_on=payment.paid_on,
        amount_fen=amount_fen,
        owed_fen=owed_fen(asset),
    )
    _tell(session, actor, asset, payment, now)
    return payment


def _keep(
    session: Session, actor: Actor, asset: Asset, new: NewPayment, amount_fen: int, now: datetime
) -> AssetPayment:
    payment = AssetPayment(
        created_at=now,
        asset_id=asset.id,
        paid_on=new.paid_on,
        amount_fen=amount_fen,
        means=new.means,
        note=new.note.strip()[:200],
        recorded_by=str(actor.organisation_id),
        recorded_name=actor.name,
    )
    session.add(payment)
    session.flush()
    return payment


def _take_step(session: Session, actor: Actor, asset: Asset, now: datetime) -> None:
    if owed_fen(asset):
        note_step(session, ASSET, asset, "pay", actor, now, source=asset.state)
        return
    asset.settled_on = paid_up_on(session, asset.id)
    asset.settled_fen = asset.confirmed_fen - asset.credited_fen
    advance(session, ASSET, asset, "settle", actor, now)


def _tell(
    session: Session, actor: Actor, asset: Asset, payment: AssetPayment, now: datetime
) -> None:
    left, name = owed_fen(asset), actor.organisation_name
    body = payment_rules.words_of_payment(payment.paid_on, payment.amount_fen, left)
    if left:
        kind = "asset_paid"
        title = _("%(name)s 登记了单据 %(no)s 的部分付款", name=name, no=asset.document_no)
    else:
        kind = "asset_settled"
        title = _("%(name)s 登记单据 %(no)s 已付清", name=name, no=asset.document_no)
    tell_other_side(session, actor, asset, kind, title, body, now)
    tell_banks(session, asset, body, now)
