"""A firm's consent that banks see its file: signing it, taking it back, the letter."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from ..shared.anchors import entry_about
from ..shared.form_acts import act_or_mend, nothing
from ..shared.letters import send_letter
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .consent import grant_authorisation, revoke_authorisation
from .consent_queries import (
    find_bank_name,
    get_authorisation_for_viewer,
    list_open_banks,
    number_of,
)
from .consent_rules import is_live
from .forms import ConsentForm
from .queries import get_firm, get_firm_for_viewer
from .views_enterprises import only_own


@registry.get("/enterprises/<enterprise_id>/consent")
@access("enterprise:administrator")
def enterprises_consent(enterprise_id: str) -> Any:
    """The empty letter of authorisation."""
    only_own(enterprise_id)
    return _form_page(enterprise_id, _form())


@registry.post("/enterprises/<enterprise_id>/consent")
@access("enterprise:administrator")
def enterprises_consent_post(enterprise_id: str) -> Any:
    """Sign it: for every bank, or for each of those that were ticked."""
    only_own(enterprise_id)
    form = _form()

    def done(_granted: object) -> Any:
        flash(_("授权已生效。"), "good")
        return _back(enterprise_id)

    return act_or_mend(
        form,
        lambda: _grant(form),
        done,
        lambda _status: _form_page(enterprise_id, form, 422),
        nothing,
    )


def _form() -> ConsentForm:
    form = ConsentForm()
    form.offer(list_open_banks(get_session()))
    return form


def _grant(form: ConsentForm) -> None:
    session, actor, until = get_session(), viewer(), form.expires_on.data
    for bank_id in form.chosen:
        grant_authorisation(session, actor, until, now(), today(), bank_id)


def _form_page(enterprise_id: str, form: ConsentForm, status: int = 200) -> Any:
    firm = get_firm_for_viewer(get_session(), viewer(), enterprise_id, today())
    return render("registry/consent_form.html", status=status, form=form, firm=firm)


def _back(enterprise_id: str) -> Any:
    file = url_for("registry.enterprises_show", enterprise_id=enterprise_id)
    return redirect(f"{file}#consents")


@registry.post("/consents/<authorisation_id>/revoke")
@access("enterprise:administrator")
def consents_revoke(authorisation_id: str) -> Any:
    """Take one consent back."""
    row = revoke_authorisation(get_session(), viewer(), authorisation_id, now(), today())
    flash(_("授权已撤销，相应的银行不再能查阅贵公司资料。"), "good")
    return _back(row.enterprise_id)


@registry.get("/consents/<authorisation_id>/letter")
@access("enterprise", "bank", "regulator", "operator")
def consents_letter(authorisation_id: str) -> Any:
    """授权书, to be printed; it carries its place in the audit chain."""
    session = get_session()
    row = get_authorisation_for_viewer(session, viewer(), authorisation_id, today())
    return send_letter(
        "registry/consent_letter.html",
        f"{_('授权书')}-{number_of(row.id, row.granted_on)}",
        row=row,
        firm=get_firm(session, row.enterprise_id),
        bank=find_bank_name(session, row.bank_id),
        number=number_of(row.id, row.granted_on),
        live=is_live(row, today()),
        anchor=entry_about(session, row.id, "grant_authorisation"),
    )
