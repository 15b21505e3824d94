"""The people of one's own organisation: list, invite, disable, enable, revoke."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from ..shared.web import access, get_session, now, render, viewer
from .addresses import join_address, public_url
from .disable_user import disable_user, enable_user
from .invite_member import invite_colleague, revoke_invitation
from .people import list_open_invitations, list_people
from .people_forms import ROLE_NAMES, ColleagueForm

people = Blueprint("people", __name__)
ADMINISTRATORS = (
    "enterprise:administrator",
    "bank:administrator",
    "guarantor:administrator",
    "regulator:administrator",
    "operator:administrator",
)


@people.get("/users")
@access(*ADMINISTRATORS)
def users() -> Any:
    """Who may act for the organisation, and who is invited."""
    return _page(ColleagueForm())


def _page(form: ColleagueForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    return render(
        "accounts/users.html",
        status=status,
        form=form,
        people=list_people(session, actor),
        invitations=list_open_invitations(session, actor, now()),
        roles=ROLE_NAMES,
    )


@people.post("/users/invite")
@access(*ADMINISTRATORS)
def users_invite() -> Any:
    """Invite a colleague; the link is shown once."""
    form = ColleagueForm()
    if not form.validate():
        return _page(form, 422)
    token = invite_colleague(
        get_session(),
        viewer(),
        form.role.data,
        now(),
        contact_name=form.contact_name.data,
        email=form.email.data or "",
        public_url=public_url(),
    )
    return render(
        "shared/invited.html",
        name=form.contact_name.data,
        address=join_address(token),
        email=form.email.data,
        back=url_for("people.users"),
        again="",
    )


@people.post("/users/<user_id>/disable")
@access(*ADMINISTRATORS)
def users_disable(user_id: str) -> Any:
    """Shut a colleague out, at once."""
    user = disable_user(get_session(), viewer(), user_id, now())
    flash(_("已停用 %(name)s，其登录已结束。", name=user.display_name), "good")
    return redirect(url_for("people.users"))


@people.post("/users/<user_id>/enable")
@access(*ADMINISTRATORS)
def users_enable(user_id: str) -> Any:
    """Let a colleague back in."""
    user = enable_user(get_session(), viewer(), user_id, now())
    flash(_("已恢复 %(name)s。", name=user.display_name), "good")
    return redirect(url_for("people.users"))


@people.post("/users/invitations/<invitation_id>/revoke")
@access(*ADMINISTRATORS)
def users_revoke(invitation_id: str) -> Any:
    """Make an invitation worthless."""
    revoke_invitation(get_session(), viewer(), invitation_id, now())
    flash(_("邀请已撤回，原链接失效。"), "good")
    return redirect(url_for("people.users"))
