"""Sign in and out, join by invitation, one's own account, notices, language."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.errors import Refusal
from ..shared.form_acts import act_or_mend, nothing, say_and_go
from ..shared.web import (
    access,
    database,
    find_viewer,
    get_session,
    now,
    refuse_on_form,
    render,
    viewer,
)
from . import queries, sessions
from .change_password import change_password
from .forms import JoinForm, LoginForm, PasswordForm
from .join_organisation import NewPerson, get_invitation, join_organisation
from .passwords import Passwords
from .sign_in import SignedIn, SignInFailed, note_failure, sign_in

accounts = Blueprint("accounts", __name__)
DEMO_USERS = ("core", "supplier", "bank", "bank-approver", "guarantor", "regulator", "operator")


def passwords() -> Passwords:
    """The application's password hasher."""
    hasher: Passwords = current_app.extensions["lianqiao.passwords"]
    return hasher


@accounts.get("/login")
@access("anyone")
def login() -> Any:
    """The sign-in page; who is signed in already goes home."""
    if find_viewer() is not None:
        return redirect(url_for("home.index"))
    return _login_page(LoginForm())


@accounts.post("/login")
@access("anyone")
def login_post() -> Any:
    """Sign in; a failure is counted although the request's own transaction is undone."""
    form = LoginForm()
    if not form.validate():
        return _login_page(form, 422)
    address, agent = request.remote_addr or "", request.user_agent.string
    try:
        signed_in = sign_in(
            get_session(),
            passwords(),
            form.username.data,
            form.password.data,
            now(),
            address,
            agent,
        )
    except Refusal as refusal:
        refuse_on_form(form, refusal)
        get_session().close()
        if isinstance(refusal, SignInFailed):
            with database().writing() as own:
                note_failure(own, form.username.data, address, now())
        return _login_page(form, refusal.status)
    _remember(signed_in)
    return redirect(_safe_target(request.args.get("next", "")))


def _remember(signed_in: SignedIn) -> None:
    session.clear()
    session["token"] = signed_in.token
    session["locale"] = signed_in.locale


def _login_page(form: LoginForm, status: int = 200) -> Any:
    return render("accounts/login.html", form=form, demo_users=DEMO_USERS, status=status)


def _safe_target(target: str) -> str:
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if inside else url_for("home.index")


@accounts.post("/logout")
@access("signed_in")
def logout() -> Any:
    """End this sign-in, in the database too."""
    sessions.revoke(get_session(), session.get("token", ""), now())
    session.clear()
    return redirect(url_for("accounts.login"))


@accounts.get("/join/<token>")
@access("anyone")
def join(token: str) -> Any:
    """What an invited person sees."""
    invited = get_invitation(get_session(), token, now())
    form = JoinForm(display_name=invited.invitation.contact_name, email=invited.invitation.email)
    return render("accounts/join.html", form=form, invited=invited)


@accounts.post("/join/<token>")
@access("anyone")
def join_post(token: str) -> Any:
    """Join, and be asked to sign in."""
    db: Session = get_session()
    get_invitation(db, token, now())
    form = JoinForm()
    return act_or_mend(
        form,
        lambda: join_organisation(db, passwords(), token, _person(form), now()),
        lambda _user: say_and_go(
            _("已加入。现在用刚设的用户名和密码登录。"), url_for("accounts.login")
        ),
        lambda _status: _join_page(db, token, form),
        nothing,
    )


def _person(form: JoinForm) -> NewPerson:
    return NewPerson(
        form.username.data, form.display_name.data, form.password.data, form.email.data or ""
    )


def _join_page(db: Session, token: str, form: JoinForm) -> Any:
    invited = get_invitation(db, token, now())
    return render("accounts/join.html", form=form, invited=invited, status=422)


@accounts.get("/me")
@access("signed_in")
def me() -> Any:
    """One's own account."""
    return _me_page(PasswordForm())


def _me_page(form: PasswordForm, status: int = 200) -> Any:
    db, actor = get_session(), viewer()
    user = queries.get_user(db, str(actor.user_id))
    return render("accounts/me.html", form=form, user=user, status=status)


@accounts.post("/me/password")
@access("signed_in")
def password_post() -> Any:
    """Change the password; every sign-in ends."""
    form = PasswordForm()

    def act() -> None:
        change_password(
            get_session(), passwords(), viewer(), form.current.data, form.password.data, now()
        )
        session.clear()

    words = _("密码已改，请用新密码登录。")
    return act_or_mend(
        form,
        act,
        lambda _none: say_and_go(words, url_for("accounts.login")),
        lambda _status: _me_page(form, 422),
        nothing,
    )


@accounts.get("/notices")
@access("signed_in")
def notices() -> Any:
    """The notice centre."""
    rows = queries.list_notices(get_session(), viewer())
    return render("accounts/notices.html", notices=rows)


@accounts.post("/notices/read")
@access("signed_in")
def notices_read() -> Any:
    """Mark one notice as read and go where it leads, or mark all of them."""
    notice_id = request.form.get("notice") or None
    queries.mark_read(get_session(), viewer(), notice_id, now())
    target = request.form.get("path", "") if notice_id else ""
    return redirect(_safe_target(target) if target else url_for("accounts.notices"))


@accounts.post("/language")
@access("anyone")
def language() -> Any:
    """Switch between Chinese and English; a signed-in person's choice is kept."""
    locale = "en" if request.form.get("locale") == "en" else "zh"
    session["locale"] = locale
    actor = find_viewer()
    if actor is not None:
        user = queries.get_user(get_session(), str(actor.user_id))
        user.locale = locale
        get_session().add(user)
    return redirect(_safe_target(request.form.get("back", "")))
