"""Applications: the list of each side, a new one in two steps, a case's page, the firm's steps."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, is_missing
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, now, render, today, viewer
from . import queries
from .apply_for_financing import apply_for_financing, check_application
from .cancel_application import cancel_application
from .case_forms import reason_form
from .forms import AnswerForm, ApplicationForm
from .models import Application
from .pages import case_page
from .resubmit_application import resubmit_application
from .states import APPLICATION
from .withdraw_application import withdraw_application
from .words import KINDS

applications = Blueprint("applications", __name__, url_prefix="/applications")


@applications.get("")
@access("bank", "enterprise")
def applications_list() -> Any:
    """The list of a firm's or bank's applications, and the same as a workbook."""
    actor = viewer()
    listing = _listing(actor)
    query = queries.list_applications(
        actor, listing.search, listing.chosen("state"), listing.chosen("mine") == "1"
    )
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("融资申请"))
    page = listing.fetch(get_session(), query)
    return render("financing/applications_list.html", "listing", page=page)


def _listing(actor: Actor) -> Listing:
    by = queries.sort_columns()
    party = _l("银行") if actor.kind == "enterprise" else _l("申请企业")
    state = APPLICATION
    columns = [
        Column("number", _l("申请编号"), order=by.number, link=True),
        Column("party", party, order=by.party),
        Column("product", _l("产品"), order=by.product),
        Column("document_no", _l("单据号码"), order=by.document_no),
        Column("requested_fen", _l("申请金额"), "money", by.requested_fen),
        Column("state", _l("状态"), "state", by.state, labels=state.labels, tones=state.tones),
        Column("submitted_at", _l("提交时间"), "moment", by.submitted_at),
        Column("answer_by", _l("最迟处理"), "date", by.answer_by),
    ]
    choices = [Choice("state", _l("状态"), list(APPLICATION.labels.items()))]
    if actor.kind == "bank":
        choices.append(Choice("mine", _l("经办"), [("1", _l("我受理的"))]))
    path = url_for("applications.applications_list")
    return Listing(columns, request.args, path, choices, default_sort="-submitted_at")


@applications.get("/new")
@access("enterprise")
def applications_list_new() -> Any:
    """The form, with as much as possible filled in; what cannot be is said before typing."""
    asset_id, product_id = _pair(request.args.get)
    pair, _asset = check_application(get_session(), viewer(), asset_id, product_id, today())
    form = ApplicationForm(formdata=None, requested_fen=pair.bounds.most_fen)
    return _form_page(form, asset_id, product_id)


def _pair(read: Callable[[str, str], str]) -> tuple[str, str]:
    """The document and the product that are asked for, or the opportunity that names both."""
    opportunity_id = read("opportunity", "")
    if opportunity_id:
        return queries.get_pair_of_opportunity(get_session(), viewer(), opportunity_id)
    asset_id, product_id = read("asset", ""), read("product", "")
    if not asset_id or not product_id:
        raise NothingIsThere
    return asset_id, product_id


def _form_page(form: ApplicationForm, asset_id: str, product_id: str, status: int = 200) -> Any:
    return _pair_page("financing/applications_new.html", form, asset_id, product_id, status)


def _pair_page(
    template: str, form: ApplicationForm, asset_id: str, product_id: str, status: int = 200
) -> Any:
    session = get_session()
    pair, asset = check_application(session, viewer(), asset_id, product_id, today())
    return render(
        template,
        status=status,
        form=form,
        asset=asset,
        pair=pair,
        bank=queries.get_name(session, pair.product.bank_id),
        core=queries.get_name(session, asset.core_id),
        kinds=KINDS,
        key=new_key(),
    )


@applications.post("/check")
@access("enterprise")
def applications_list_check() -> Any:
    """The answers once more before they are sent, or the form again to change them."""
    asset_id, product_id = _pair(request.form.get)
    form = ApplicationForm()
    if request.form.get("change"):
        return _form_page(form, asset_id, product_id)
    if not form.validate():
        return _form_page(form, asset_id, product_id, 422)
    return _pair_page("financing/applications_check.html", form, asset_id, product_id)


@applications.post("")
@access("enterprise")
@once
def applications_list_submit() -> Any:
    """Submit the application."""
    asset_id, product_id = _pair(request.form.get)
    form = ApplicationForm()

    def act() -> Application:
        return apply_for_financing(
            get_session(),
            viewer(),
            asset_id,
            product_id,
            form.requested_fen.data,
            form.purpose.data,
            now(),
            today(),
        )

    return act_or_mend(
        form,
        act,
        lambda made: done(
            made.id, _("申请 %(number)s 已提交，银行会尽快受理。", number=made.number)
        ),
        lambda status: _form_page(form, asset_id, product_id, status),
    )


@applications.get("/<application_id>")
@access("bank", "enterprise")
def applications_list_show(application_id: str) -> Any:
    """A case: facts, reasons, timeline, what can be done now."""
    return case_page(application_id)


@applications.post("/<application_id>/withdraw")
@access("enterprise")
@once
def withdraw(application_id: str) -> Any:
    """The firm takes its application back."""
    form = reason_form("withdraw")

    def act() -> None:
        words = form.reason.data or ""
        withdraw_application(get_session(), viewer(), application_id, now(), words)

    return act_on(application_id, "withdraw", form, act, _("申请已撤回。"))


@applications.post("/<application_id>/resubmit")
@access("enterprise")
@once
def resubmit(application_id: str) -> Any:
    """The firm answers the bank."""
    form = AnswerForm()

    def act() -> None:
        words = form.answer.data
        resubmit_application(get_session(), viewer(), application_id, words, now(), today())

    return act_on(application_id, "resubmit", form, act, _("已提交，银行继续审查。"))


@applications.post("/<application_id>/cancel")
@access("bank:clerk", "enterprise")
@once
def cancel(application_id: str) -> Any:
    """Either side calls an accepted case off before drawdown."""
    form = reason_form("cancel")

    def act() -> None:
        cancel_application(get_session(), viewer(), application_id, form.reason.data, now())

    return act_on(application_id, "cancel", form, act, _("已撤销，额度和单据已释放。"))


def act_on(
    application_id: str, event: str, form: HouseForm, act: Callable[[], object], words: str
) -> Any:
    """Do what a form on the case's page asks, or show the page with what is to be mended."""
    return act_or_mend(
        form,
        act,
        lambda _made: done(application_id, words),
        lambda status: case_page(application_id, {event: form}, status),
        is_missing,
    )


def done(application_id: str, words: str) -> Any:
    """Back to the case's page, with a word of what was done."""
    flash(words, "good")
    return redirect(url_for("applications.applications_list_show", application_id=application_id))
