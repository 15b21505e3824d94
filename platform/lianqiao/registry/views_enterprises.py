"""A firm's file: its profile and its consent that banks see it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from ..shared.errors import NothingIsThere, Refusal
from ..shared.web import access, get_session, now, refuse_on_form, render, today, viewer
from .blueprint import registry
from .consent import find_unrevoked, grant_authorisation, is_live, revoke_authorisation
from .edit_profile import Profile, edit_profile
from .forms import ConsentForm, ProfileForm
from .queries import find_dishonest, get_firm_for_viewer

PROFILE = (
    *("park", "industry", "employees", "revenue_fen", "assets_fen", "founded"),
    *("legal_representative", "phone", "foreign_trade"),
)


@registry.get("/enterprises")
@access("enterprise")
def enterprises() -> Any:
    """One's own file."""
    return redirect(url_for("registry.enterprises_show", enterprise_id=viewer().organisation))


@registry.get("/enterprises/<enterprise_id>")
@access("enterprise", "bank", "regulator", "operator")
def enterprises_show(enterprise_id: str) -> Any:
    """A firm's file, for those who may see it."""
    return _page(enterprise_id, ConsentForm())


def _page(enterprise_id: str, form: ConsentForm, status: int = 200) -> Any:
    session, actor, day = get_session(), viewer(), today()
    firm = get_firm_for_viewer(session, actor, enterprise_id, day)
    consent = find_unrevoked(session, enterprise_id)
    return render(
        "registry/enterprise.html",
        status=status,
        firm=firm,
        own=actor.organisation_id == enterprise_id,
        consent=consent,
        live=is_live(consent, day),
        dishonest=find_dishonest(session, enterprise_id, day),
        form=form,
    )


def _only_own(enterprise_id: str) -> None:
    """Everything but looking is for the firm's own people."""
    if viewer().organisation != enterprise_id:
        raise NothingIsThere


@registry.get("/enterprises/<enterprise_id>/edit")
@access("enterprise")
def enterprises_edit(enterprise_id: str) -> Any:
    """The form of the profile."""
    _only_own(enterprise_id)
    firm = get_firm_for_viewer(get_session(), viewer(), enterprise_id, today())
    form = ProfileForm(obj=firm.enterprise)
    return render("registry/enterprise_form.html", form=form, firm=firm)


@registry.post("/enterprises/<enterprise_id>/edit")
@access("enterprise")
def enterprises_edit_post(enterprise_id: str) -> Any:
    """Keep the profile."""
    _only_own(enterprise_id)
    form = ProfileForm()
    if form.validate():
        try:
            profile = Profile(**{name: form[name].data for name in PROFILE})
            edit_profile(get_session(), viewer(), profile, now())
        except Refusal as refusal:
            refuse_on_form(form, refusal)
        else:
            flash(_("企业资料已保存。"), "good")
            return redirect(url_for("registry.enterprises_show", enterprise_id=enterprise_id))
    firm = get_firm_for_viewer(get_session(), viewer(), enterprise_id, today())
    return render("registry/enterprise_form.html", form=form, firm=firm, status=422)


@registry.post("/enterprises/<enterprise_id>/consent")
@access("enterprise:administrator")
def enterprises_consent(enterprise_id: str) -> Any:
    """Grant the consent to a day, or revoke it."""
    _only_own(enterprise_id)
    if request.form.get("event") == "revoke":
        revoke_authorisation(get_session(), viewer(), now(), today())
        flash(_("授权已撤销，银行不再能查阅贵公司资料。"), "good")
        return redirect(url_for("registry.enterprises_show", enterprise_id=enterprise_id))
    form = ConsentForm()
    if form.validate():
        try:
            grant_authorisation(get_session(), viewer(), form.expires_on.data, now(), today())
        except Refusal as refusal:
            refuse_on_form(form, refusal)
        else:
            flash(_("授权已生效。"), "good")
            return redirect(url_for("registry.enterprises_show", enterprise_id=enterprise_id))
    return _page(enterprise_id, form, 422)
