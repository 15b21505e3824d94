"""An invited person follows the link, chooses a name and a password, and is in."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere, Refusal
from ..shared.tables import columns
from .models import Invitation, Membership, Organisation, User
from .passwords import Passwords, check_profile
from .rules import OPEN_TO_NEWCOMERS
from .sessions import hash_token


class UsernameIsTaken(Refusal):
    """Another person has the user name."""


@dataclass(frozen=True)
class Invited:
    """What the invited person sees first."""

    invitation: Invitation
    organisation: Organisation


@dataclass(frozen=True)
class NewPerson:
    """What the invited person typed."""

    username: str
    display_name: str
    password: str
    email: str = ""


def get_invitation(session: Session, token: str, now: datetime) -> Invited:
    """The living invitation of a link; raises NothingIsThere when used, over or unknown.

    A link into an organisation that is suspended, refused or merged opens nothing.
    """
    invitation = columns(Invitation)
    query = select(Invitation, Organisation).join(
        Organisation, columns(Organisation).id == invitation.organisation_id
    )
    row = session.execute(
        query.where(
            invitation.token_hash == hash_token(token),
            invitation.used_at.is_(None),
            invitation.revoked_at.is_(None),
            invitation.expires_at > now,
            columns(Organisation).state.in_(OPEN_TO_NEWCOMERS),
        )
    ).one_or_none()
    if row is None:
        raise NothingIsThere
    return Invited(row[0], row[1])


def join_organisation(
    session: Session, passwords: Passwords, token: str, person: NewPerson, now: datetime
) -> User:
    """Create the user with the invitation's role, and use the invitation up."""
    invited = get_invitation(session, token, now)
    username = person.username.strip().lower()
    check_profile(person.password, username)
    if session.execute(select(columns(User).id).where(columns(User).username == username)).first():
        raise UsernameIsTaken(_("用户名「%(name)s」已有人用，请换一个", name=username), "username")
    user = add_user(
        session,
        invited.organisation,
        username,
        person.display_name,
        passwords.hash(person.password),
        (invited.invitation.role, "clerk"),
        person.email or invited.invitation.email,
    )
    user.phone = invited.invitation.phone
    invited.invitation.used_at = now
    session.add(invited.invitation)
    actor = Actor(
        user.id,
        invited.organisation.id,
        invited.organisation.kind,
        frozenset(),
        user.display_name,
        invited.organisation.name,
    )
    audit.record(session, actor, "join", invited.organisation.id, now, username=username)
    session.flush()
    return user


def add_user(
    session: Session,
    organisation: Organisation,
    username: str,
    display_name: str,
    password_hash: str,
    roles: tuple[str, ...],
    email: str = "",
) -> User:
    """Add a person with roles. The caller notes the audit entry."""
    user = User(
        username=username, display_name=display_name, email=email, password_hash=password_hash
    )
    session.add(user)
    session.flush()
    for role in sorted(set(roles)):
        session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role))
    return user
