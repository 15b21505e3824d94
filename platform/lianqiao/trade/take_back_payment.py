"""A payment that was recorded by mistake is taken back with a reason, and stays on record."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from ..shared.tables import columns, table
from ..shared.transitions import advance, note_step
from . import payment_rules, rules
from .errors import SomebodyDidItAlready
from .models import Asset, AssetPayment
from .payments import (
    get_payment_for_party,
    is_relied_upon,
    lower_paid,
    settled_from,
    tell_other_side,
)
from .states import ASSET


def take_back_payment(
    session: Session, actor: Actor, asset_id: str, payment_id: str, reason: str, now: datetime
) -> Asset:
    """撤销付款登记. A document that was settled by it is owed again.

    Raises NothingIsThere, PaymentIsSomebodyElses, ReasonIsMissing, PaymentIsReliedUpon,
    SomebodyDidItAlready.
    """
    asset, payment = get_payment_for_party(session, actor, asset_id, payment_id)
    payment_rules.check_may_take_back(
        payment.recorded_by, actor.organisation_id, asset.creditor_id, asset.debtor_id
    )
    words = rules.stated_reason(reason)[:500]
    payment_rules.check_nothing_relies(is_relied_upon=is_relied_upon(session, payment))
    # The document's row first, as when recording: two people never wait for each other.
    if not lower_paid(session, asset, payment.amount_fen) or not _mark(
        session, payment, words, now
    ):
        raise SomebodyDidItAlready(_("这笔付款登记已撤销，不必再做"))
    _take_step(session, actor, asset, words, now)
    audit.record(
        session,
        actor,
        "take_back_payment",
        asset.id,
        now,
        payment=payment.id,
        amount_fen=payment.amount_fen,
        reason=words,
    )
    title = _(
        "%(name)s 撤销了单据 %(no)s 的付款登记", name=actor.organisation_name, no=asset.document_no
    )
    body = f"{format_yuan(payment.amount_fen)} {_('元')}：{words}"
    tell_other_side(session, actor, asset, "payment_taken_back", title, body, now)
    return asset


def _mark(session: Session, payment: AssetPayment, reason: str, now: datetime) -> bool:
    """Whether this was the first to take it back."""
    row = columns(AssetPayment)
    guarded = (
        update(table(AssetPayment))
        .where(row.id == payment.id, row.taken_back.is_(False))
        .values(
            taken_back=True, taken_back_at=now, taken_back_reason=reason, version=row.version + 1
        )
    )
    moved: Any = session.execute(guarded)
    session.refresh(payment)
    return bool(moved.rowcount == 1)


def _take_step(session: Session, actor: Actor, asset: Asset, reason: str, now: datetime) -> None:
    asset.settled_on = asset.settled_fen = None
    if asset.state != "settled":
        note_step(session, ASSET, asset, "take_back", actor, now, reason, source=asset.state)
        return
    event = "reopen" if settled_from(session, asset.id) == "confirmed" else "reopen_delivered"
    advance(session, ASSET, asset, event, actor, now, reason)
