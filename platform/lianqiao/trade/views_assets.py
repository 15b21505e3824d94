"""One receivable or order: its facts, its timeline, what each side can do with it, the letter."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, has_no_field, is_too_late, say_and_go
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key
from ..shared.letters import send_letter
from ..shared.web import access, get_session, now, render, today, viewer
from .asset_page import find_anchor, look_at, terms_of
from .blueprint import address, for_both, secret
from .check_reading import clauses_of
from .confirm_forms import confirming_forms
from .confirm_page import look_at_confirming
from .deliver_order import deliver_order
from .errors import NotConfirmedYet
from .forms import MendForm, MendOrderForm, PaymentForm, TakeBackForm, typed_clauses
from .late_interest_page import late_of
from .models import Asset, owed_fen
from .payments import has_been_financed
from .queries import get_asset_for_borrower, get_asset_for_party
from .resubmit_asset import resubmit_asset
from .states import ASSET
from .views_documents import asset_section
from .withdraw_asset import withdraw_asset

Fetch = Callable[..., Asset]


def fetch(kind: str, asset_id: str, by: Fetch = get_asset_for_party) -> Asset:
    """The document, under its own kind's address alone."""
    asset = by(get_session(), viewer(), asset_id)
    if asset.kind != kind:
        raise NothingIsThere
    return asset


@for_both("show", "/<asset_id>")
@access("enterprise")
def show_asset(kind: str, asset_id: str) -> Any:
    """A document, for its two sides."""
    return _page(kind, asset_id)


def _page(kind: str, asset_id: str, posted: HouseForm | None = None) -> Any:
    asset = fetch(kind, asset_id)
    forms: dict[str, HouseForm] = {
        **confirming_forms(asset, viewer(), today()),
        "paying": PaymentForm(formdata=None, paid_on=today(), amount_fen=owed_fen(asset)),
        "taking_back": TakeBackForm(formdata=None),
    }
    for name, form in forms.items():
        if posted is not None and type(posted) is type(form):
            forms[name] = posted
    return render(
        "trade/asset.html",
        status=200 if posted is None else 422,
        shown=look_at(get_session(), viewer(), asset, today()),
        asset=asset,
        kind=kind,
        posted=posted,
        papers=asset_section(asset, viewer()),
        stage=look_at_confirming(get_session(), viewer(), asset, today()),
        key=new_key(),
        was_financed=has_been_financed(get_session(), viewer(), asset),
        late=late_of(get_session(), asset, today()),
        **forms,
    )


def act_on(kind: str, asset_id: str, form: HouseForm, act: Callable[[], Asset], done: str) -> Any:
    """Validate, act, go back to the document; what is wrong stands beside its field."""

    def go(asset: Asset) -> Any:
        return say_and_go(done, address(asset)) if done else redirect(address(asset))

    return act_or_mend(form, act, go, lambda _status: _page(kind, asset_id, form))


@for_both("withdraw", "/<asset_id>/withdraw", post=True)
@access("enterprise")
def withdraw(kind: str, asset_id: str) -> Any:
    """Take it back before it is confirmed."""
    asset = fetch(kind, asset_id, get_asset_for_borrower)
    withdraw_asset(get_session(), viewer(), asset.id, now())
    flash(_("已撤回。更正后可以重新提交。"), "good")
    return redirect(address(asset))


@for_both("deliver", "/<asset_id>/deliver", post=True)
@access("enterprise")
def deliver(kind: str, asset_id: str) -> Any:
    """Record that an order's goods were delivered."""
    asset = fetch(kind, asset_id)
    deliver_order(get_session(), viewer(), asset.id, now())
    flash(_("已登记交付。开票后请录入应收账款。"), "good")
    return redirect(address(asset))


@for_both("mend", "/<asset_id>/mend")
@access("enterprise")
def show_mend(kind: str, asset_id: str) -> Any:
    """The form to mend a disputed or withdrawn document."""
    asset = fetch(kind, asset_id, get_asset_for_borrower)
    ASSET.target(asset.state, "resubmit")
    terms = terms_of(asset)
    return _mend_page(
        kind, asset, _mend_form(kind, **vars(terms), **typed_clauses(clauses_of(asset)))
    )


@for_both("mend_post", "/<asset_id>/mend", post=True)
@access("enterprise")
def receive_mend(kind: str, asset_id: str) -> Any:
    """Lay the mended document before the other side again."""
    asset = fetch(kind, asset_id, get_asset_for_borrower)
    form = _mend_form(kind)
    return act_or_mend(
        form,
        lambda: _resubmit(asset, form),
        lambda _none: say_and_go(_("已重新提交，等对方确权。"), address(asset)),
        lambda _status: _mend_page(kind, fetch(kind, asset_id, get_asset_for_borrower), form, 422),
        lambda refusal: is_too_late(refusal) and has_no_field(refusal),
    )


def _resubmit(asset: Asset, form: MendForm) -> None:
    resubmit_asset(
        get_session(),
        viewer(),
        asset.id,
        form.reason.data,
        now(),
        today(),
        terms=form.terms(),
        near_reason=form.near_reason.data or "",
        secret=secret(),
        clauses=form.clauses() if asset.kind == "receivable" else None,
    )


def _mend_form(kind: str, **values: Any) -> MendForm:
    return MendForm(**values) if kind == "receivable" else MendOrderForm(**values)


def _mend_page(kind: str, asset: Asset, form: MendForm, status: int = 200) -> Any:
    return render("trade/mend.html", status=status, kind=kind, asset=asset, form=form)


@for_both("letter", "/<asset_id>/letter")
@access("enterprise")
def letter(kind: str, asset_id: str) -> Any:
    """确权书, to print."""
    asset = fetch(kind, asset_id)
    if not asset.confirmation_no:
        raise NotConfirmedYet(_("还没有确权，没有确权书可以打印"))
    session = get_session()
    return send_letter(
        "trade/letter.html",
        f"{_('确权书')}-{asset.confirmation_no}",
        asset=asset,
        kind=kind,
        shown=look_at(session, viewer(), asset, today()),
        anchor=find_anchor(session, asset),
    )
