"""Who may do what in the registry, where a fetch alone does not say it."""

from flask_babel import gettext
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import ItIsNotYours
from .errors import FirmHasNoProfile
from .models import Enterprise


def only_operator(actor: Actor) -> None:
    """Raises ItIsNotYours for everybody but the platform's operator."""
    if not actor.is_operator:
        raise ItIsNotYours(gettext("只有平台运营可以这样做"))


def own_firm(session: Session, actor: Actor) -> Enterprise:
    """The firm for which the person acts; raises FirmHasNoProfile for banks and offices."""
    firm = session.get(Enterprise, actor.organisation_id) if actor.organisation_id else None
    if firm is None:
        raise FirmHasNoProfile(gettext("只有企业有合作方和企业资料"))
    return firm
