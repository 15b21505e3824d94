"""Invite people: the operator an organisation's first one, an administrator the colleagues."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .errors import (
    InvitationIsOver,
    OrganisationIsNotApproved,
    RoleIsUnknown,
    SomebodyHasJoinedAlready,
)
from .issue_invitation import Guest, issue_invitation
from .models import ROLES, Invitation, Membership, Organisation
from .queries import get_organisation_for_operator
from .rules import takes_newcomers


def has_joined(session: Session, organisation_id: str) -> bool:
    """Whether anybody acts for the organisation."""
    member = columns(Membership)
    query = select(member.id).where(member.organisation_id == organisation_id).limit(1)
    return session.execute(query).first() is not None


def invite_first_administrator(
    session: Session,
    actor: Actor,
    organisation_id: str,
    now: datetime,
    *,
    contact_name: str = "",
    email: str = "",
    public_url: str = "",
) -> str:
    """The operator invites into an approved organisation where nobody is yet; gives the token.

    An earlier link dies. Raises OrganisationIsNotApproved, SomebodyHasJoinedAlready.
    """
    organisation = get_organisation_for_operator(session, actor, organisation_id)
    if organisation.state != "approved":
        raise OrganisationIsNotApproved(_("先同意开通，再邀请管理员"))
    return invite_into_empty(
        session,
        actor,
        organisation,
        now,
        contact_name=contact_name,
        email=email,
        public_url=public_url,
    )


def invite_into_empty(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    now: datetime,
    *,
    contact_name: str = "",
    email: str = "",
    public_url: str = "",
) -> str:
    """Invite the first administrator; the caller has decided that ``actor`` may.

    Raises SomebodyHasJoinedAlready, OrganisationIsNotApproved.
    """
    check_empty(session, organisation)
    end_open_ones(session, organisation.id, now)
    guest = Guest(contact_name, email)
    token = issue_invitation(session, actor, organisation, guest, now, public_url)
    audit.record(session, actor, "invite", organisation.id, now, role=guest.role)
    return token


def check_empty(session: Session, organisation: Organisation) -> None:
    """Whether a first person may still be invited.

    Raises SomebodyHasJoinedAlready, OrganisationIsNotApproved.
    """
    if not takes_newcomers(organisation.state):
        raise OrganisationIsNotApproved(_("该单位已停用、未通过审核或已合并，不能邀请"))
    if has_joined(session, organisation.id):
        raise SomebodyHasJoinedAlready(_("该单位已有人加入，由它的管理员邀请其他人"))


def invite_colleague(
    session: Session,
    actor: Actor,
    role: str,
    now: datetime,
    *,
    contact_name: str = "",
    email: str = "",
    phone: str = "",
    public_url: str = "",
) -> str:
    """An administrator invites into the own organisation with a role; gives the token."""
    if role not in ROLES:
        raise RoleIsUnknown(_("请选择角色"), "role")
    organisation = own_organisation(session, actor)
    guest = Guest(contact_name, email, role, phone)
    token = issue_invitation(session, actor, organisation, guest, now, public_url)
    audit.record(session, actor, "invite", organisation.id, now, role=role)
    return token


def invite_again(
    session: Session, actor: Actor, invitation_id: str, now: datetime, public_url: str = ""
) -> tuple[Invitation, str]:
    """A new link for a person who has not used the old one, which dies; gives the token too.

    Raises NothingIsThere, InvitationIsOver.
    """
    organisation = own_organisation(session, actor)
    old = _unused(session, actor, invitation_id, now)
    guest = Guest(old.contact_name, old.email, old.role, old.phone)
    token = issue_invitation(session, actor, organisation, guest, now, public_url)
    audit.record(session, actor, "invite_again", organisation.id, now, role=old.role, old=old.id)
    return old, token


def revoke_invitation(session: Session, actor: Actor, invitation_id: str, now: datetime) -> None:
    """Make a link into the own organisation worthless; raises InvitationIsOver."""
    own_organisation(session, actor)
    row = _unused(session, actor, invitation_id, now)
    audit.record(session, actor, "revoke_invitation", row.id, now)


def _unused(session: Session, actor: Actor, invitation_id: str, now: datetime) -> Invitation:
    """An invitation into the own organisation that nobody used, revoked from now on."""
    row = session.get(Invitation, invitation_id)
    if row is None or row.organisation_id != actor.organisation:
        raise NothingIsThere
    if row.used_at is not None or row.revoked_at is not None:
        raise InvitationIsOver(_("这个邀请已经用过或撤回了"))
    row.revoked_at = now
    session.add(row)
    session.flush()
    return row


def own_organisation(session: Session, actor: Actor) -> Organisation:
    """The organisation whose people the person administers; raises NothingIsThere."""
    if actor.organisation_id is None or not actor.has("administrator"):
        raise NothingIsThere
    organisation = session.get(Organisation, actor.organisation_id)
    if organisation is None:
        raise NothingIsThere
    return organisation


def end_open_ones(session: Session, organisation_id: str, now: datetime) -> None:
    """Revoke every link into an organisation that was not used."""
    invitation = table(Invitation)
    session.execute(
        update(invitation)
        .where(
            invitation.c.organisation_id == organisation_id,
            invitation.c.used_at.is_(None),
            invitation.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
