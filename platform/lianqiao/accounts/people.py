"""Reads of an organisation's own people and invitations, for its administrators."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import ROLES, Invitation, Membership, Organisation, User


@dataclass(frozen=True)
class Person:
    """A colleague as the administrator sees them."""

    id: str
    username: str
    display_name: str
    email: str
    phone: str
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


def hold_people(session: Session, actor: Actor) -> None:
    """Let one change of an organisation's people wait for the other's end.

    Whoever waited may have lost the right meanwhile. Raises NothingIsThere.
    """
    organisation = columns(Organisation)
    held = select(organisation.id).where(organisation.id == actor.organisation)
    session.execute(held.with_for_update(key_share=True))
    if actor.user_id is not None and not _administers(session, actor):
        raise NothingIsThere


def _administers(session: Session, actor: Actor) -> bool:
    user, member = columns(User), columns(Membership)
    query = _holders(actor.organisation, "administrator").with_only_columns(member.id)
    return session.execute(query.where(user.id == actor.user_id)).first() is not None


def count_other_administrators(session: Session, organisation_id: str, user_id: str) -> int:
    """How many active people administer the organisation besides this one."""
    query = _holders(organisation_id, "administrator").where(columns(User).id != user_id)
    return int(session.execute(query).scalar_one())


def has_other_approver(session: Session, organisation_id: str, user_id: str | None) -> bool:
    """Whether somebody active besides this person may approve for the organisation."""
    query = _holders(organisation_id, "approver")
    if user_id is not None:
        query = query.where(columns(User).id != user_id)
    return bool(session.execute(query).scalar_one())


def _holders(organisation_id: str, role: str) -> Any:
    user, member = columns(User), columns(Membership)
    return (
        select(func.count())
        .select_from(table(Membership))
        .join(table(User), user.id == member.user_id)
        .where(
            member.organisation_id == organisation_id,
            member.role == role,
            user.state == "active",
        )
    )


def list_roles(session: Session, organisation_id: str, user_id: str) -> list[Membership]:
    """The roles of a person in an organisation, as rows."""
    member = columns(Membership)
    query = select(Membership).where(
        member.organisation_id == organisation_id, member.user_id == user_id
    )
    return list(session.execute(query.order_by(member.role)).scalars())


def get_person(session: Session, actor: Actor, user_id: str) -> Person:
    """A colleague with the roles; raises NothingIsThere."""
    get_colleague(session, actor, user_id)
    return next(one for one in list_people(session, actor) if one.id == user_id)


def list_people(session: Session, actor: Actor) -> list[Person]:
    """The people of the viewer's organisation, by name, each with all roles."""
    user, member = columns(User), columns(Membership)
    query = (
        select(
            user.id,
            user.username,
            user.display_name,
            user.email,
            user.phone,
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
            row.phone,
            row.state,
            row.last_login_at,
            (*roles, row.role),
        )
    return [replace(one, roles=_in_order(one.roles)) for one in found.values()]


def _in_order(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(role for role in ROLES if role in roles)


def list_open_invitations(session: Session, actor: Actor, now: datetime) -> list[Any]:
    """Links into the viewer's organisation that nobody has used, the newest first.

    ``over`` says that the time is up: it can be sent again.
    """
    invitation = columns(Invitation)
    query = (
        select(
            invitation.id,
            invitation.role,
            invitation.contact_name,
            invitation.email,
            invitation.phone,
            invitation.expires_at,
            (invitation.expires_at <= now).label("over"),
        )
        .where(
            invitation.organisation_id == actor.organisation,
            invitation.used_at.is_(None),
            invitation.revoked_at.is_(None),
        )
        .order_by(invitation.created_at.desc())
    )
    return list(session.execute(query))
