"""Rules of an organisation's people: values in, an outcome or a refusal out."""

from collections.abc import Collection

from flask_babel import gettext as _

from .errors import RoleIsUnknown, SomebodyMustAdminister
from .models import ROLES

OPEN_TO_NEWCOMERS = ("applied", "approved")


def check_roles(roles: Collection[str]) -> tuple[str, ...]:
    """The roles of a person, in the order of ROLES. Raises RoleIsUnknown.

    A person without a role could not sign in; whoever should not act is disabled instead.
    """
    if not roles or not set(roles) <= set(ROLES):
        raise RoleIsUnknown(_("至少选一个角色；不再让此人使用时请停用"), "roles")
    return tuple(role for role in ROLES if role in roles)


def check_somebody_administers(others: int) -> None:
    """Whether a person may cease to administer when so many ``others`` do.

    Nobody inside the organisation could let anybody in any more. Raises SomebodyMustAdminister.
    """
    if others < 1:
        raise SomebodyMustAdminister(_("这是最后一位管理员，请先让另一位同事担任管理员"), "roles")


def takes_newcomers(organisation_state: str) -> bool:
    """Whether people may join: not where the organisation is suspended, refused or merged."""
    return organisation_state in OPEN_TO_NEWCOMERS
