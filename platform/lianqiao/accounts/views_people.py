"""The people of one's own organisation: list, roles, invite, disable, enable, revoke."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.form_acts import say_and_go, try_or_mend
from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.web import access, get_session, now, render, viewer
from .addresses import join_address, public_url
from .change_roles import change_roles
from .disable_user import disable_user, enable_user
from .importers import IMPORTERS
from .invite_member import invite_again, invite_colleague, revoke_invitation
from .models import ROLES, User
from .people import get_person, list_open_invitations, list_people
from .people_forms import ColleagueForm, RolesForm
from .words import ROLE_NAMES

people = Blueprint("people", __name__)
ADMINISTRATORS = (
    "enterprise:administrator",
    "bank:administrator",
    "guarantor:administrator",
    "regulator:administrator",
    "operator:administrator",
)
IMPORTS = ImportPage(
    IMPORTERS,
    "people.users_import",
    _l("批量邀请同事"),
    "people.users",
    _l("每行一位同事，各收到一封邀请信；已在本单位的人和已受邀的人不会重复邀请。"),
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


@people.get("/users/import")
@access(*ADMINISTRATORS)
def users_import() -> Any:
    """The upload page."""
    return show_import(IMPORTS)


@people.post("/users/import")
@access(*ADMINISTRATORS)
def users_import_post() -> Any:
    """Preview a file, or invite the people of the previewed one."""
    return receive_import(IMPORTS)


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
        phone=form.phone.data or "",
        public_url=public_url(),
    )
    return _invited(form.contact_name.data, form.email.data or "", token)


def _invited(name: str, email: str, token: str) -> Any:
    return render(
        "shared/invited.html",
        name=name,
        address=join_address(token),
        email=email,
        back=url_for("people.users"),
        again="",
    )


@people.get("/users/<user_id>")
@access(*ADMINISTRATORS)
def users_show(user_id: str) -> Any:
    """One colleague: facts, roles, what can be done."""
    person = get_person(get_session(), viewer(), user_id)
    return _person_page(user_id, RolesForm(data={role: role in person.roles for role in ROLES}))


def _person_page(user_id: str, form: RolesForm, status: int = 200) -> Any:
    person = get_person(get_session(), viewer(), user_id)
    return render("accounts/user.html", status=status, person=person, form=form, roles=ROLE_NAMES)


@people.post("/users/<user_id>/roles")
@access(*ADMINISTRATORS)
def users_roles(user_id: str) -> Any:
    """Change what a colleague may do, from that person's next request on."""
    form = RolesForm()

    def done(user: User) -> Any:
        gave_up = user.id == viewer().user_id and "administrator" not in form.chosen()
        words = _("%(name)s 的角色已保存，从下一次操作起生效。", name=user.display_name)
        return say_and_go(words, url_for("home.index" if gave_up else "people.users"))

    return try_or_mend(
        form,
        lambda: change_roles(get_session(), viewer(), user_id, form.chosen(), now()),
        done,
        lambda _status: _person_page(user_id, form, 422),
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


@people.post("/users/invitations/<invitation_id>/again")
@access(*ADMINISTRATORS)
def users_invite_again(invitation_id: str) -> Any:
    """A new link for who has not used the old one; it is shown once."""
    old, token = invite_again(get_session(), viewer(), invitation_id, now(), public_url())
    return _invited(old.contact_name or old.email, old.email, token)


@people.post("/users/invitations/<invitation_id>/revoke")
@access(*ADMINISTRATORS)
def users_revoke(invitation_id: str) -> Any:
    """Make an invitation worthless."""
    revoke_invitation(get_session(), viewer(), invitation_id, now())
    flash(_("邀请已撤回，原链接失效。"), "good")
    return redirect(url_for("people.users"))
