"""Sign a person in: the same words for every failure, a pause after five of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import Refusal
from ..shared.tables import columns, table
from . import sessions
from .models import LoginFailure, Membership, Organisation, User
from .passwords import Passwords

MAX_FAILURES = 5
PAUSE = timedelta(minutes=15)


class SignInFailed(Refusal):
    """User unknown, password wrong, user disabled: nobody learns which."""


class TooManyFailures(Refusal):
    """The account or address pauses after five failures."""

    status = 429


@dataclass(frozen=True)
class SignedIn:
    """The token for the cookie, and the user's language."""

    token: str
    locale: str


def sign_in(
    session: Session,
    passwords: Passwords,
    username: str,
    password: str,
    now: datetime,
    address: str = "",
    agent: str = "",
) -> SignedIn:
    """Check the password and open a session; raises SignInFailed or TooManyFailures."""
    username = username.strip().lower()
    subjects = (f"user:{username[:100]}", f"address:{address}")
    _refuse_while_paused(session, subjects, now)
    user = session.execute(
        select(User).where(columns(User).username == username)
    ).scalar_one_or_none()
    fits = passwords.fits(user.password_hash if user else None, password)
    home = _organisation_of(session, user) if user and fits else None
    if user is None or home is None:
        raise SignInFailed(_("用户名或密码不对，或该用户不能登录"))
    failure = table(LoginFailure)
    session.execute(delete(failure).where(failure.c.subject == subjects[0]))
    user.last_login_at = now
    session.add(user)
    actor = Actor(user.id, home.id, home.kind, frozenset(), user.display_name, home.name)
    audit.record(session, actor, "sign_in", user.id, now, address=address)
    token = sessions.open_session(session, user, home.id, now, address, agent)
    return SignedIn(token, user.locale)


def note_failure(session: Session, username: str, address: str, now: datetime) -> None:
    """Count a failure; called in a transaction of its own, because the sign-in was undone."""
    username = username.strip().lower()[:100]
    for subject in (f"user:{username}", f"address:{address}"):
        session.add(LoginFailure(subject=subject, at=now))


def _refuse_while_paused(session: Session, subjects: tuple[str, ...], now: datetime) -> None:
    failure = columns(LoginFailure)
    query = (
        select(func.count())
        .where(failure.subject.in_(subjects), failure.at > now - PAUSE)
        .group_by(failure.subject)
    )
    if any(count >= MAX_FAILURES for count in session.execute(query).scalars()):
        raise TooManyFailures(_("失败次数过多，请 15 分钟后再试，或请管理员重置密码"))


def _organisation_of(session: Session, user: User) -> Organisation | None:
    if user.state != "active":
        return None
    membership, organisation = columns(Membership), columns(Organisation)
    query = (
        select(Organisation)
        .join(table(Membership), membership.organisation_id == organisation.id)
        .where(membership.user_id == user.id, organisation.state == "approved")
        .order_by(membership.created_at)
        .limit(1)
    )
    return session.execute(query).scalars().first()
