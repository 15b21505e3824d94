"""Reads of an organisation's own people and invitations, for its administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Invitation, Membership, User


@dataclass(frozen=True)
class Person:
    """A colleague as the administrator sees them."""

    id: str
    username: str
    display_name: str
    email: str
    state: str
    last_login_at: datetime | None
    roles: tuple[str, ...]


def get_colleague(session: Session, actor: Actor, user_id: str) -> User:
    """A person of the administrator's own organisation; raises NothingIsThere."""
    member = columns(Membership)
    query = (
        select(User)
        .join(table(Membership), member.user_id == columns(User).id)
        .where(columns(User).id == user_id, member.organisation_id == actor.organisation)
    )
    user: User | None = session.execute(query).scalars().first()
    if user is None or not actor.has("administrator"):
        raise NothingIsThere
    return user


def list_people(session: Session, actor: Actor) -> list[Person]:
    """The people of the viewer's organisation, by name, each with all roles."""
    user, member = columns(User), columns(Membership)
    query = (
        select(
            user.id,
            user.username,
            user.display_name,
            user.email,
            user.state,
            user.last_login_at,
            member.role,
        )
        .join(table(Membership), member.user_id == user.id)
        .where(member.organisation_id == actor.organisation)
        .order_by(user.display_name, user.id, member.role)
    )
    found: dict[str, Person] = {}
    for row in session.execute(query):
        roles = found[row.id].roles if row.id in found else ()
        found[row.id] = Person(
            row.id,
            row.username,
            row.display_name,
            row.email,
            row.state,
            row.last_login_at,
            (*roles, row.role),
        )
    return list(found.values())


def list_open_invitations(session: Session, actor: Actor, now: datetime) -> list[Any]:
    """Links into the viewer's organisation that still work, the newest first."""
    invitation = columns(Invitation)
    query = (
        select(
            invitation.id,
            invitation.role,
            invitation.contact_name,
            invitation.email,
            invitation.expires_at,
        )
        .where(
            invitation.organisation_id == actor.organisation,
            invitation.used_at.is_(None),
            invitation.revoked_at.is_(None),
            invitation.expires_at > now,
        )
        .order_by(invitation.created_at.desc())
    )
    return list(session.execute(query))
