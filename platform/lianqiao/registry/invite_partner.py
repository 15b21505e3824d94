"""A firm invites, once more or for the first time, the first person of a partner."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.invite_member import invite_into_empty
from ..accounts.models import Organisation
from ..shared.actor import Actor
from .errors import ThisFirmIsNotYoursToInvite
from .models import Enterprise, TradeLink
from .queries import get_link_for_side
from .rules import may_invite


def invite_partner(
    session: Session,
    actor: Actor,
    link_id: str,
    now: datetime,
    *,
    contact_name: str = "",
    email: str = "",
    public_url: str = "",
) -> str:
    """Make a new invitation for the partner of a link and give its token; the old one dies.

    Raises ThisFirmIsNotYoursToInvite, SomebodyHasJoinedAlready.
    """
    row = get_link_for_side(session, actor, link_id)
    partner_id = other_side(row, actor.organisation)
    if not can_invite(session.get_one(Enterprise, partner_id), row, actor):
        raise ThisFirmIsNotYoursToInvite(_("该企业不是贵公司登记的，请由平台运营邀请"))
    return invite_into_empty(
        session,
        actor,
        session.get_one(Organisation, partner_id),
        now,
        contact_name=contact_name,
        email=email,
        public_url=public_url,
    )


def can_invite(partner: Enterprise, row: TradeLink, actor: Actor) -> bool:
    """Whether the rule lets this firm invite that one."""
    ours = row.core_id == actor.organisation
    return may_invite(
        registered_by=partner.registered_by,
        inviter=actor.organisation,
        inviter_is_core=actor.is_core,
        partner_is_core=partner.is_core,
        partner_is_customer=(row.direction == "customer") == ours,
        link_is_active=row.state == "active",
    )


def other_side(row: TradeLink, own_id: str) -> str:
    """The id of the firm across the link."""
    return row.partner_id if row.core_id == own_id else row.core_id
