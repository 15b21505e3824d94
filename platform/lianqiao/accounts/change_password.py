"""A person changes the password; every sign-in of that person ends."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import Refusal
from . import queries, sessions
from .passwords import Passwords, check_profile


class CurrentPasswordIsWrong(Refusal):
    """The password in force was not given."""


def change_password(
    session: Session, passwords: Passwords, actor: Actor, current: str, new: str, now: datetime
) -> None:
    """Replace the password; raises CurrentPasswordIsWrong or PasswordIsTooWeak."""
    user = queries.get_user(session, str(actor.user_id))
    if not passwords.fits(user.password_hash, current):
        raise CurrentPasswordIsWrong(_("现在的密码不对"), "current")
    check_profile(new, user.username)
    user.password_hash = passwords.hash(new)
    session.add(user)
    sessions.revoke_all(session, user.id, now)
    audit.record(session, actor, "change_password", user.id, now)
