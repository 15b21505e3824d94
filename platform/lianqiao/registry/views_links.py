"""One trade link: its facts, its timeline, what can be done with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from ..accounts.addresses import join_address, public_url
from ..accounts.invite_member import has_joined
from ..shared.clock import local_date
from ..shared.form_acts import act_or_mend, is_too_late, say_and_go
from ..shared.models import StateChange
from ..shared.transitions import history
from ..shared.web import access, get_session, now, render, today, viewer
from .answer_link import accept_link, end_link, refuse_link, withdraw_link
from .blueprint import registry
from .edit_link_terms import LinkTerms, check_edits, edit_link_terms, terms_of
from .forms import InviteForm, LinkTermsForm, ReasonForm
from .invite_partner import can_invite, invite_partner, other_side
from .queries import get_firm, get_link_for_side
from .rules import OTHER_WAY
from .states import LINK
from .views_documents import link_section


@registry.get("/partners/<link_id>")
@access("enterprise")
def partners_show(link_id: str) -> Any:
    """The partner as far as one may see it, and the link."""
    return _page(link_id, ReasonForm(), InviteForm())


def _page(link_id: str, reason: ReasonForm, invitation: InviteForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    link = get_link_for_side(session, actor, link_id)
    ours = link.core_id == actor.organisation
    partner = get_firm(session, other_side(link, actor.organisation))
    joined = has_joined(session, partner.organisation.id)
    steps = history(session, link.id)
    return render(
        "registry/partner.html",
        status=status,
        link=link,
        machine=LINK,
        ours=ours,
        partner=partner,
        direction=link.direction if ours else OTHER_WAY[link.direction],
        partner_size=link.partner_size if ours else link.core_size,
        own_size=link.core_size if ours else link.partner_size,
        joined=joined,
        may_invite=not joined and can_invite(partner.enterprise, link, actor),
        entered_by_us=not joined and partner.enterprise.registered_by == actor.organisation,
        steps=steps,
        signed_on=signed_on(steps),
        may_edit=ours and LINK.can(link.state, "edit_terms"),
        documents=link_section(link, actor),
        reason=reason,
        invitation=invitation,
    )


def signed_on(steps: Sequence[StateChange]) -> date | None:
    """The day on which a link last began to count: the sizes that are kept are that day's."""
    begun = [one for one in steps if one.to_state == "active" != one.from_state]
    return local_date(begun[-1].at) if begun else None


@registry.post("/partners/<link_id>/accept")
@access("enterprise")
def partners_accept(link_id: str) -> Any:
    """Accept what the other side proposed."""
    accept_link(get_session(), viewer(), link_id, now(), today())
    flash(_("已确认合作关系。"), "good")
    return redirect(url_for("registry.partners_show", link_id=link_id))


@registry.post("/partners/<link_id>/withdraw")
@access("enterprise")
def partners_withdraw(link_id: str) -> Any:
    """Take one's own proposal back."""
    withdraw_link(get_session(), viewer(), link_id, now())
    flash(_("已撤回。"), "good")
    return redirect(url_for("registry.partners_show", link_id=link_id))


@registry.post("/partners/<link_id>/end")
@access("enterprise")
def partners_end(link_id: str) -> Any:
    """End the link, or refuse the proposal, with a reason."""
    form = ReasonForm()
    return act_or_mend(
        form,
        lambda: _refuse_or_end(link_id, form.reason.data),
        lambda _none: say_and_go(
            _("已告知对方。"), url_for("registry.partners_show", link_id=link_id)
        ),
        lambda _status: _page(link_id, form, InviteForm(formdata=None), 422),
    )


def _refuse_or_end(link_id: str, reason: str) -> None:
    if request.form.get("event") == "refuse":
        refuse_link(get_session(), viewer(), link_id, reason, now())
    else:
        end_link(get_session(), viewer(), link_id, reason, now(), today())


@registry.post("/partners/<link_id>/invite")
@access("enterprise")
def partners_invite(link_id: str) -> Any:
    """Invite the partner's first person, once more if need be."""
    form = InviteForm()
    if not form.validate():
        return _page(link_id, ReasonForm(formdata=None), form, 422)
    token = invite_partner(
        get_session(),
        viewer(),
        link_id,
        now(),
        contact_name=form.contact_name.data or "",
        email=form.email.data or "",
        public_url=public_url(),
    )
    link = get_link_for_side(get_session(), viewer(), link_id)
    partner = get_firm(get_session(), other_side(link, viewer().organisation))
    return render(
        "shared/invited.html",
        name=partner.name,
        address=join_address(token),
        email=form.email.data,
        back=url_for("registry.partners_show", link_id=link_id),
        again="",
    )


@registry.get("/partners/<link_id>/terms")
@access("enterprise")
def partners_terms(link_id: str) -> Any:
    """The form of the terms, for the side that entered the link."""
    link = get_link_for_side(get_session(), viewer(), link_id)
    check_edits(link, viewer())
    return _terms_page(link_id, LinkTermsForm(formdata=None, obj=terms_of(link)))


@registry.post("/partners/<link_id>/terms")
@access("enterprise")
def partners_terms_post(link_id: str) -> Any:
    """Keep other terms, and tell the other side."""
    check_edits(get_link_for_side(get_session(), viewer(), link_id), viewer())
    form = LinkTermsForm()
    return act_or_mend(
        form,
        lambda: edit_link_terms(get_session(), viewer(), link_id, _terms(form), now()),
        lambda _link: say_and_go(
            _("已保存，并告知对方。"), url_for("registry.partners_show", link_id=link_id)
        ),
        lambda _status: _terms_page(link_id, form, 422),
        is_too_late,
    )


def _terms(form: LinkTermsForm) -> LinkTerms:
    return LinkTerms(
        form.since.data,
        form.payment_days.data,
        form.annual_volume_fen.data,
        (form.contract_no.data or "").strip(),
        form.shown_in_chain.data,
    )


def _terms_page(link_id: str, form: LinkTermsForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    link = get_link_for_side(session, actor, link_id)
    partner = get_firm(session, other_side(link, actor.organisation))
    return render("registry/link_terms.html", status=status, link=link, form=form, partner=partner)
