"""Payments of one receivable or order: recorded, whole or in part, and taken back."""

from typing import Any

from flask import flash
from flask_babel import gettext as _

from ..shared.idempotency import once
from ..shared.web import access, get_session, now, today, viewer
from .blueprint import for_both
from .forms import PaymentForm, TakeBackForm
from .models import Asset, owed_fen
from .payments import get_payment_for_party
from .queries import get_asset
from .record_payment import NewPayment, record_payment
from .take_back_payment import take_back_payment
from .views_assets import act_on, fetch


@for_both("pay", "/<asset_id>/payments", post=True)
@access("enterprise")
@once
def pay(kind: str, asset_id: str) -> Any:
    """登记付款, whole or part."""
    asset = fetch(kind, asset_id)
    form = PaymentForm()
    return act_on(kind, asset_id, form, lambda: _record(asset, form), "")


@for_both("settle", "/<asset_id>/settle", post=True)
@access("enterprise")
@once
def settle(kind: str, asset_id: str) -> Any:
    """登记付款结清: all that is still owed."""
    asset = fetch(kind, asset_id)
    form = PaymentForm()
    form.amount_fen.data = None
    return act_on(kind, asset_id, form, lambda: _record(asset, form), "")


def _record(asset: Asset, form: PaymentForm) -> Asset:
    new = NewPayment(form.paid_on.data, form.amount_fen.data, form.means.data, form.note.data or "")
    record_payment(get_session(), viewer(), asset.id, new, now(), today())
    paid = get_asset(get_session(), asset.id)
    flash(_("已登记部分付款，对方会收到通知。") if owed_fen(paid) else _("已登记付清。"), "good")
    return paid


@for_both("take_back", "/<asset_id>/payments/<payment_id>/take-back", post=True)
@access("enterprise")
@once
def take_back(kind: str, asset_id: str, payment_id: str) -> Any:
    """撤销付款登记, with a reason."""
    asset = fetch(kind, asset_id)
    get_payment_for_party(get_session(), viewer(), asset.id, payment_id)
    form = TakeBackForm()

    def act() -> Asset:
        return take_back_payment(
            get_session(), viewer(), asset.id, payment_id, form.reason.data, now()
        )

    return act_on(kind, asset_id, form, act, _("已撤销这笔付款登记，对方会看到原因。"))
