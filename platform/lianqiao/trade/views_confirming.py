"""What the confirming side does with a document, and credit notes of either side."""

from typing import Any

from flask import flash
from flask_babel import gettext as _

from ..shared.web import access, get_session, now, today, viewer
from .blueprint import for_both, trade
from .confirm_asset import confirm_asset
from .confirm_forms import ConfirmForm, CreditNoteForm, DisputeForm, back_form
from .dispute_with_paper import dispute_with_paper
from .enter_credit_note import enter_credit_note
from .models import Asset
from .queries import get_asset_for_confirmer
from .send_back_confirmation import send_back_confirmation
from .views_assets import act_on, fetch


@for_both("confirm", "/<asset_id>/confirm", post=True)
@access("enterprise")
def confirm(kind: str, asset_id: str) -> Any:
    """确权, wholly or in part; above an amount the first or the second of two persons."""
    asset = fetch(kind, asset_id, get_asset_for_confirmer)
    form = ConfirmForm()
    return act_on(kind, asset_id, form, lambda: _confirm(asset, form), "")


def _confirm(asset: Asset, form: ConfirmForm) -> Asset:
    answer = form.answer()
    done = confirm_asset(
        get_session(),
        viewer(),
        asset.id,
        now(),
        today(),
        amount_fen=answer.amount_fen,
        due_date=answer.due_date,
        reason=answer.reason,
    )
    if done.state == "confirming":
        flash(_("已初审，等本单位另一位有审批权限的人员复核后生效。"), "good")
    else:
        flash(_("已确权。"), "good")
    return done


@for_both("send_back", "/<asset_id>/send-back", post=True)
@access("enterprise")
def send_back(kind: str, asset_id: str) -> Any:
    """退回初审, or take one's own back."""
    asset = fetch(kind, asset_id, get_asset_for_confirmer)
    form = back_form(asset, viewer())

    def act() -> Asset:
        reason = form.back_reason.data or ""
        return send_back_confirmation(get_session(), viewer(), asset.id, reason, now())

    return act_on(kind, asset_id, form, act, _("初审已退回，可以重新核对。"))


@for_both("dispute", "/<asset_id>/dispute", post=True)
@access("enterprise")
def dispute(kind: str, asset_id: str) -> Any:
    """Dispute with a reason, with a paper where there is one."""
    asset = fetch(kind, asset_id, get_asset_for_confirmer)
    form = DisputeForm()

    def act() -> Asset:
        return dispute_with_paper(
            get_session(),
            viewer(),
            asset.id,
            form.reason.data,
            now(),
            form.undisputed_fen.data,
            form.paper(),
        )

    return act_on(kind, asset_id, form, act, _("已提出异议，对方会看到原因。"))


@trade.post("/receivables/<asset_id>/credit-notes")
@access("enterprise")
def credit_notes_post(asset_id: str) -> Any:
    """登记红冲."""
    asset = fetch("receivable", asset_id)
    form = CreditNoteForm()

    def act() -> Asset:
        return enter_credit_note(get_session(), viewer(), asset.id, form.new_note(), now(), today())

    return act_on("receivable", asset_id, form, act, _("红冲已登记，双方都会收到通知。"))
