"""An administrator shuts a colleague out, or lets the colleague back in."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from . import sessions
from .errors import YouCannotDisableYourself
from .models import User
from .notify import notify
from .people import count_other_administrators, get_colleague, hold_people, list_roles
from .rules import check_somebody_administers


def disable_user(session: Session, actor: Actor, user_id: str, now: datetime) -> User:
    """Disable a colleague; every sign-in of that person ends.

    Raises YouCannotDisableYourself, SomebodyMustAdminister.
    """
    if user_id == actor.user_id:
        raise YouCannotDisableYourself(_("不能停用自己，请另一位管理员来做"))
    hold_people(session, actor)
    user = get_colleague(session, actor, user_id)
    own = actor.organisation
    if any(row.role == "administrator" for row in list_roles(session, own, user.id)):
        check_somebody_administers(count_other_administrators(session, own, user.id))
    user.state = "disabled"
    session.add(user)
    sessions.revoke_all(session, user.id, now)
    audit.record(session, actor, "disable_user", user.id, now)
    return user


def enable_user(session: Session, actor: Actor, user_id: str, now: datetime) -> User:
    """Let a disabled colleague sign in again, and tell that person."""
    hold_people(session, actor)
    user = get_colleague(session, actor, user_id)
    user.state = "active"
    session.add(user)
    session.flush()
    audit.record(session, actor, "enable_user", user.id, now)
    title = _("%(who)s 恢复了您的使用权限，可以登录", who=actor.name)
    notify(session, actor.organisation, "user_enabled", title, now, user_id=user.id)
    return user
