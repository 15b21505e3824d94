"""The public register's pages of a bank: looks, what they found, the ledger of entries."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.calendar import add_months
from ..shared.form_acts import act_or_mend, is_missing, say_and_go
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.listing import Choice, Column, Listing
from ..shared.parameters import get_figure
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from ..trade.queries import matching_words
from .add_prior_claim import add_prior_claim
from .arrangements import NAMES
from .case import look_at_case
from .extend_registration import WARNING, extend_registration
from .forms_register import ExtensionForm, PriorForm, QueryForm, ReleaseForm, file_of
from .models import RegisterQuery, Registration
from .queries_register import list_register_queries, registrations_query
from .record_register_query import record_register_query
from .registration_page import look_at_registration
from .release_registration import release_registration
from .send_assignment_notice import send_assignment_notice
from .views_applications import act_on, done
from .words_register import STANDINGS, TONES

register = Blueprint("register", __name__)


@register.get("/applications/<application_id>/register-queries/new")
@access("bank:clerk")
def queries_new(application_id: str) -> Any:
    """The form of a look into the register, with the present moment filled in."""
    form = QueryForm(formdata=None, queried_at=now(), keeps_former=True)
    return _query_page(application_id, form)


def _query_page(application_id: str, form: QueryForm, status: int = 200) -> Any:
    session = get_session()
    case = look_at_case(session, viewer(), application_id, today())
    return render(
        "financing/register_query.html",
        status=status,
        case=case,
        form=form,
        looks=list_register_queries(session, case.application.id),
        days=get_figure(session, "registration.query_freshness", today()),
        key=new_key(),
    )


@register.post("/applications/<application_id>/register-queries/new")
@access("bank:clerk")
@once
def queries_record(application_id: str) -> Any:
    """录入查询."""
    form = QueryForm()

    def act() -> RegisterQuery:
        return record_register_query(
            get_session(), viewer(), application_id, form.query(), now(), file_of(form)
        )

    def go_on(row: RegisterQuery) -> Any:
        if row.result == "found":
            return done(application_id, _("查询已录入。请核对在先权利，逐笔录入查到的。"))
        return done(application_id, _("查询已录入。"))

    return act_or_mend(
        form, act, go_on, lambda status: _query_page(application_id, form, status), is_missing
    )


@register.post("/applications/<application_id>/prior-claims")
@access("bank:clerk")
@once
def prior_add(application_id: str) -> Any:
    """录入在先权利."""
    form = PriorForm()

    def act() -> None:
        add_prior_claim(get_session(), viewer(), application_id, form.prior(), now())

    return act_on(application_id, "prior", form, act, _("已录入，顺位已重新计算。"))


@register.post("/applications/<application_id>/assignment-notice")
@access("bank:clerk")
@once
def notice_send(application_id: str) -> Any:
    """通知付款方."""

    def act() -> None:
        send_assignment_notice(get_session(), viewer(), application_id, now())

    return act_on(application_id, "notice", HouseForm(), act, _("已通知付款方，等它签收。"))


ROW = columns(Registration)
SHOWN = (
    Column("number", _l("登记编号"), order=ROW.number, link=True),
    Column("borrower", _l("企业")),
    Column("arrangement", _l("融资方式"), "choice", labels=NAMES),
    Column("principal_fen", _l("本金"), "money"),
    Column("expires_on", _l("登记到期日"), "date", ROW.expires_on),
    Column("standing", _l("状态"), "state", labels=STANDINGS, tones=TONES),
)
IN_EXCEL = (
    *SHOWN,
    Column("application", _l("申请编号")),
    Column("document_no", _l("单据号码")),
    Column("registered_at", _l("登记时间"), "moment"),
    Column("released_on", _l("注销日"), "date"),
)


@register.get("/registrations")
@access("bank")
def ledger() -> Any:
    """登记台账: the bank's entries in the register, and the same as a workbook."""
    choices = (Choice("standing", _l("状态"), list(STANDINGS.items())),)
    as_excel = request.args.get("format") == "xlsx"
    path = url_for("register.ledger")
    shown = IN_EXCEL if as_excel else SHOWN
    listing = Listing(shown, request.args, path, choices, "expires_on")
    days = get_figure(get_session(), WARNING, today()).number
    query = registrations_query(viewer(), today(), days)
    if listing.search:
        query = query.where(
            matching_words(listing.search) | ROW.number.like(f"%{listing.search.upper()}%")
        )
    if listing.chosen("standing"):
        query = query.where(query.selected_columns.standing == listing.chosen("standing"))
    if as_excel:
        return listing.to_excel(get_session(), query, _("登记台账"))
    page = listing.fetch(get_session(), query)
    return render("financing/registrations.html", "listing", page=page)


@register.get("/registrations/<registration_id>")
@access("bank")
def ledger_show(registration_id: str) -> Any:
    """One entry: facts, and what is to be done with it."""
    return _entry_page(registration_id)


def _entry_page(registration_id: str, posted: HouseForm | None = None, status: int = 200) -> Any:
    shown = look_at_registration(get_session(), viewer(), registration_id, today())
    extending: HouseForm = ExtensionForm(
        formdata=None, expires_on=add_months(shown.row.expires_on, 12)
    )
    releasing: HouseForm = ReleaseForm(formdata=None, released_on=today())
    if isinstance(posted, ExtensionForm):
        extending = posted
    elif posted is not None:
        releasing = posted
    return render(
        "financing/registration.html",
        status=status,
        shown=shown,
        posted=posted,
        extending=extending,
        releasing=releasing,
        names=NAMES,
        standings=STANDINGS,
        tones=TONES,
        key=new_key(),
    )


def _act(registration_id: str, form: HouseForm, act: Callable[[], object], words: str) -> Any:
    address = url_for("register.ledger_show", registration_id=registration_id)
    return act_or_mend(
        form,
        act,
        lambda _row: say_and_go(words, address),
        lambda status: _entry_page(registration_id, form, status),
        is_missing,
    )


@register.post("/registrations/<registration_id>/extend")
@access("bank:clerk")
@once
def ledger_extend(registration_id: str) -> Any:
    """展期."""
    form = ExtensionForm()

    def act() -> None:
        until: date = form.expires_on.data
        extend_registration(get_session(), viewer(), registration_id, until, now(), today())

    return _act(registration_id, form, act, _("展期已录入。"))


@register.post("/registrations/<registration_id>/release")
@access("bank:clerk")
@once
def ledger_release(registration_id: str) -> Any:
    """注销."""
    form = ReleaseForm()

    def act() -> None:
        release_registration(
            get_session(),
            viewer(),
            registration_id,
            form.release_no.data,
            form.released_on.data,
            now(),
            today(),
        )

    return _act(registration_id, form, act, _("注销已录入，企业会看到。"))
