"""An administrator changes what a colleague may do; it holds from that person's next request on."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .models import Membership, User
from .notify import notify
from .people import count_other_administrators, get_colleague, hold_people, list_roles
from .rules import check_roles, check_somebody_administers
from .words import ROLE_NAMES


def change_roles(
    session: Session, actor: Actor, user_id: str, roles: Collection[str], now: datetime
) -> User:
    """Give a person of the own organisation just these roles, and tell that person.

    Two administrators who demote each other at the same moment follow one another.
    Raises NothingIsThere, RoleIsUnknown, SomebodyMustAdminister.
    """
    wanted = check_roles(roles)
    hold_people(session, actor)
    user = get_colleague(session, actor, user_id)
    held = list_roles(session, actor.organisation, user.id)
    before = {row.role for row in held}
    if before == set(wanted):
        return user
    if "administrator" in before - set(wanted):
        check_somebody_administers(count_other_administrators(session, actor.organisation, user.id))
    _replace(session, actor.organisation, user, held, wanted)
    audit.record(
        session, actor, "change_roles", user.id, now, before=sorted(before), after=sorted(wanted)
    )
    title = _("您的角色已改为：%(roles)s", roles=_words(wanted))
    body = _("由 %(who)s 更改，从下一次操作起生效", who=actor.name)
    notify(session, actor.organisation, "roles_changed", title, now, body=body, user_id=user.id)
    return user


def _replace(
    session: Session,
    organisation_id: str,
    user: User,
    held: list[Membership],
    wanted: tuple[str, ...],
) -> None:
    for row in held:
        if row.role not in wanted:
            session.delete(row)
    for role in sorted(set(wanted) - {row.role for row in held}):
        session.add(Membership(user_id=user.id, organisation_id=organisation_id, role=role))
    session.flush()


def _words(roles: tuple[str, ...]) -> str:
    return "、".join(str(ROLE_NAMES[role]) for role in roles)
