"""The operator's desk for organisations: list, facts, decisions, registration, first invitation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_
from sqlmodel import Session

from ..accounts.addresses import join_address, public_url
from ..accounts.approve_organisation import (
    approve_organisation,
    refuse_organisation,
    reinstate_organisation,
    suspend_organisation,
)
from ..accounts.invite_member import has_joined, invite_first_administrator
from ..accounts.models import Organisation
from ..accounts.states import ORGANISATION
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, nothing, say_and_go, try_or_mend
from ..shared.forms import HouseForm
from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .forms import (
    BankForm,
    EnterpriseForm,
    GuarantorForm,
    InviteForm,
    ReasonForm,
    RegulatorForm,
)
from .importers import IMPORTERS
from .models import Bank, Enterprise
from .organisation_queries import get_institution_for_operator, organisations_query
from .queries import find_dishonest, get_firm
from .register_firm import NewFirm, register_enterprise
from .register_institution import (
    NewBank,
    NewGuarantor,
    register_bank,
    register_guarantor,
    register_regulator,
)

KINDS = {
    "enterprise": _l("企业"),
    "bank": _l("银行"),
    "guarantor": _l("担保公司"),
    "regulator": _l("监管部门"),
    "operator": _l("平台运营"),
}
YES_NO = {"yes": _l("是"), "no": _l("否"), "": "—"}
COLUMNS = (
    Column("name", _l("名称"), order=columns(Organisation).name, link=True),
    Column("kind", _l("类别"), "choice", columns(Organisation).kind, labels=KINDS),
    Column("code", _l("代码")),
    Column("core", _l("核心企业"), "choice", labels=YES_NO),
    Column(
        "state",
        _l("状态"),
        "state",
        columns(Organisation).state,
        labels=ORGANISATION.labels,
        tones=ORGANISATION.tones,
    ),
    Column("joined", _l("已有用户"), "choice", labels=YES_NO),
    Column("created_at", _l("登记时间"), "moment", columns(Organisation).created_at),
)
CHOICES = (
    Choice("kind", _l("类别"), list(KINDS.items())),
    Choice("state", _l("状态"), list(ORGANISATION.labels.items())),
)
FORMS: dict[str, type[HouseForm]] = {
    "enterprise": EnterpriseForm,
    "bank": BankForm,
    "guarantor": GuarantorForm,
    "regulator": RegulatorForm,
}
IMPORTS = ImportPage(
    IMPORTERS,
    "registry.organisations_import",
    _l("批量登记机构"),
    "registry.organisations",
    _l("平台运营导入的机构、合作关系和失信名单直接生效。"),
)


@registry.get("/organisations")
@access("operator")
def organisations() -> Any:
    """Every organisation, by kind and state."""
    path = url_for("registry.organisations")
    listing = Listing(COLUMNS, request.args, path, CHOICES, "-created_at")
    query = organisations_query(viewer())
    for name in ("kind", "state"):
        if listing.chosen(name):
            query = query.where(getattr(columns(Organisation), name) == listing.chosen(name))
    if listing.search:
        words = f"%{listing.search}%"
        places = (columns(Organisation).name, columns(Enterprise).uscc, columns(Bank).code)
        query = query.where(or_(*(place.ilike(words) for place in places)))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, "机构")
    page = listing.fetch(get_session(), query)
    return render("registry/organisations.html", "listing", page=page)


@registry.get("/organisations/import")
@access("operator")
def organisations_import() -> Any:
    """The upload page."""
    return show_import(IMPORTS)


@registry.post("/organisations/import")
@access("operator")
def organisations_import_post() -> Any:
    """Preview a file, or import the previewed one."""
    return receive_import(IMPORTS)


@registry.get("/organisations/new/<kind>")
@access("operator")
def organisations_new(kind: str) -> Any:
    """The empty form of a kind."""
    return _form_page(kind, _form(kind))


@registry.post("/organisations/new/<kind>")
@access("operator")
def organisations_new_post(kind: str) -> Any:
    """Enter an organisation; approving it is the next step."""
    form = _form(kind)
    words = _("已登记，请核对后开通。")
    return act_or_mend(
        form,
        lambda: REGISTER[kind](get_session(), viewer(), form, now()),
        lambda row: say_and_go(
            words, url_for("registry.organisations_show", organisation_id=row.id)
        ),
        lambda _status: _form_page(kind, form, 422),
        nothing,
    )


def _form(kind: str) -> HouseForm:
    if kind not in FORMS:
        raise NothingIsThere
    return FORMS[kind]()


def _form_page(kind: str, form: HouseForm, status: int = 200) -> Any:
    return render(
        "registry/organisation_form.html", status=status, form=form, kind=kind, kinds=KINDS
    )


def _values(form: HouseForm, *names: str) -> dict[str, Any]:
    values = {name: form[name].data for name in names}
    return {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}


def _enterprise(session: Session, actor: Actor, form: Any, at: datetime) -> Organisation:
    firm = NewFirm(
        **_values(form, "uscc", "name", "industry", "park", "employees", "revenue_fen"),
        **_values(form, "assets_fen", "founded", "legal_representative", "phone", "tax_grade"),
        foreign_trade=form.foreign_trade.data,
    )
    return register_enterprise(
        session, actor, firm, at, is_core=form.is_core.data, grade=form.grade.data
    )


def _bank(session: Session, actor: Actor, form: Any, at: datetime) -> Organisation:
    bank = NewBank(
        **_values(form, "code", "name", "kind", "net_capital_fen", "tier1_capital_fen"),
        uscc=form.uscc.data or "",
    )
    return register_bank(session, actor, bank, at)


def _guarantor(session: Session, actor: Actor, form: Any, at: datetime) -> Organisation:
    guarantor = NewGuarantor(
        **_values(form, "name", "net_assets_fen", "multiple"), uscc=form.uscc.data or ""
    )
    return register_guarantor(session, actor, guarantor, at)


def _regulator(session: Session, actor: Actor, form: Any, at: datetime) -> Organisation:
    return register_regulator(session, actor, form.name.data.strip(), at)


REGISTER: dict[str, Callable[[Session, Actor, Any, datetime], Organisation]] = {
    "enterprise": _enterprise,
    "bank": _bank,
    "guarantor": _guarantor,
    "regulator": _regulator,
}


@registry.get("/organisations/<organisation_id>")
@access("operator")
def organisations_show(organisation_id: str) -> Any:
    """One organisation: facts, timeline, what can be decided."""
    return _page(organisation_id, ReasonForm(), InviteForm())


def _page(id: str, reason: ReasonForm, invitation: InviteForm, status: int = 200) -> Any:
    session = get_session()
    found = get_institution_for_operator(session, viewer(), id)
    target = found.organisation.merged_into_id
    into = get_firm(session, target) if target else None
    return render(
        "registry/organisation.html",
        status=status,
        found=found,
        machine=ORGANISATION,
        into=into,
        kinds=KINDS,
        dishonest=found.enterprise is not None and find_dishonest(session, id, today()),
        joined=has_joined(session, id),
        steps=history(session, id),
        reason=reason,
        invitation=invitation,
    )


@registry.post("/organisations/<organisation_id>/decide")
@access("operator")
def organisations_decide(organisation_id: str) -> Any:
    """Approve, refuse, suspend, reinstate; the middle two with a reason."""
    event = request.form.get("event", "")
    reason = ReasonForm()
    address = url_for("registry.organisations_show", organisation_id=organisation_id)
    return try_or_mend(
        reason,
        lambda: _decide(organisation_id, event, reason.reason.data or ""),
        lambda _none: say_and_go(_("已办理，对方会收到通知。"), address),
        lambda _status: _page(organisation_id, reason, InviteForm(formdata=None), 422),
    )


def _decide(organisation_id: str, event: str, reason: str) -> None:
    asked = (get_session(), viewer(), organisation_id)
    if event == "approve":
        approve_organisation(*asked, now())
    elif event == "reinstate":
        reinstate_organisation(*asked, now())
    elif event == "refuse":
        refuse_organisation(*asked, reason, now())
    elif event == "suspend":
        suspend_organisation(*asked, reason, now())
    else:
        raise NothingIsThere


@registry.post("/organisations/<organisation_id>/invite")
@access("operator")
def organisations_invite(organisation_id: str) -> Any:
    """Invite the first administrator; the link is shown once."""
    form = InviteForm()
    if not form.validate():
        return _page(organisation_id, ReasonForm(formdata=None), form, 422)
    token = invite_first_administrator(
        get_session(),
        viewer(),
        organisation_id,
        now(),
        contact_name=form.contact_name.data or "",
        email=form.email.data or "",
        public_url=public_url(),
    )
    return _invited(organisation_id, token, form)


def _invited(organisation_id: str, token: str, form: InviteForm) -> Any:
    found = get_institution_for_operator(get_session(), viewer(), organisation_id)
    return render(
        "shared/invited.html",
        name=found.organisation.name,
        address=join_address(token),
        email=form.email.data,
        back=url_for("registry.organisations_show", organisation_id=organisation_id),
        again="",
    )
