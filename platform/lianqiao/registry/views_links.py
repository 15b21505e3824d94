"""One trade link: its facts, its timeline, what can be done with it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from ..accounts.addresses import join_address, public_url
from ..accounts.invite_member import has_joined
from ..shared.errors import Refusal
from ..shared.transitions import history
from ..shared.web import access, get_session, now, refuse_on_form, render, today, viewer
from .answer_link import accept_link, end_link, refuse_link, withdraw_link
from .blueprint import registry
from .forms import InviteForm, ReasonForm
from .invite_partner import can_invite, invite_partner, other_side
from .queries import get_firm, get_link_for_side
from .rules import OTHER_WAY
from .states import LINK


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
    return render(
        "registry/partner.html",
        status=status,
        link=link,
        machine=LINK,
        ours=ours,
        partner=partner,
        direction=link.direction if ours else OTHER_WAY[link.direction],
        partner_size=link.partner_size if ours else link.core_size,
        joined=joined,
        may_invite=not joined and can_invite(partner.enterprise, link, actor),
        entered_by_us=not joined and partner.enterprise.registered_by == actor.organisation,
        steps=history(session, link.id),
        reason=reason,
        invitation=invitation,
    )


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
    if form.validate():
        try:
            _refuse_or_end(link_id, form.reason.data)
        except Refusal as refusal:
            if refusal.field is None:
                raise
            refuse_on_form(form, refusal)
        else:
            flash(_("已告知对方。"), "good")
            return redirect(url_for("registry.partners_show", link_id=link_id))
    return _page(link_id, form, InviteForm(formdata=None), 422)


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
