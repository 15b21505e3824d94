"""An administrator shuts a colleague out, or lets the colleague back in."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from . import sessions
from .errors import YouCannotDisableYourself
from .models import User
from .people import get_colleague


def disable_user(session: Session, actor: Actor, user_id: str, now: datetime) -> User:
    """Disable a colleague; every sign-in of that person ends. Raises YouCannotDisableYourself."""
    if user_id == actor.user_id:
        raise YouCannotDisableYourself(_("不能停用自己，请另一位管理员来做"))
    user = get_colleague(session, actor, user_id)
    user.state = "disabled"
    session.add(user)
    sessions.revoke_all(session, user.id, now)
    audit.record(session, actor, "disable_user", user.id, now)
    return user


def enable_user(session: Session, actor: Actor, user_id: str, now: datetime) -> User:
    """Let a disabled colleague sign in again."""
    user = get_colleague(session, actor, user_id)
    user.state = "active"
    session.add(user)
    audit.record(session, actor, "enable_user", user.id, now)
    return user
