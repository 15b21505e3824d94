"""Sign-ins kept in the database: found by token, idle after 30 minutes, over after 12 hours."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.tables import columns, table
from .models import Membership, Organisation, User, UserSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


def hash_token(token: str) -> str:
    """What is stored of a secret that a person carries."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session,
    user: User,
    organisation_id: str,
    now: datetime,
    address: str = "",
    agent: str = "",
) -> str:
    """Start a sign-in and return its token, which is not kept anywhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user.id,
            organisation_id=organisation_id,
            token_hash=hash_token(token),
            last_seen_at=now,
            expires_at=now + ABSOLUTE,
            address=address[:60],
            agent=agent[:200],
        )
    )
    return token


def find_live(session: Session, token: str, now: datetime) -> UserSession | None:
    """The living sign-in of a token, or None."""
    sign_in = columns(UserSession)
    query = select(UserSession).where(
        sign_in.token_hash == hash_token(token),
        sign_in.revoked_at.is_(None),
        sign_in.expires_at > now,
        sign_in.last_seen_at > now - IDLE,
    )
    return session.execute(query).scalar_one_or_none()


def actor_of(session: Session, sign_in: UserSession) -> Actor | None:
    """The person behind a sign-in, None when the user or organisation may not act."""
    user, organisation, membership = columns(User), columns(Organisation), columns(Membership)
    query = (
        select(user.display_name, organisation.kind, organisation.name, membership.role)
        .select_from(table(User))
        .join(table(Membership), membership.user_id == user.id)
        .join(table(Organisation), organisation.id == membership.organisation_id)
        .where(
            user.id == sign_in.user_id,
            user.state == "active",
            organisation.id == sign_in.organisation_id,
            organisation.state == "approved",
        )
    )
    rows = session.execute(query).all()
    if not rows:
        return None
    return Actor(
        user_id=sign_in.user_id,
        organisation_id=sign_in.organisation_id,
        kind=rows[0].kind,
        roles=frozenset(row.role for row in rows),
        name=rows[0].display_name,
        organisation_name=rows[0].name,
    )


def touch(session: Session, sign_in_id: str, now: datetime) -> None:
    """Remember that the person was here; bulk, so that no version is spent on it."""
    sign_in = table(UserSession)
    session.execute(update(sign_in).where(sign_in.c.id == sign_in_id).values(last_seen_at=now))


def revoke(session: Session, token: str, now: datetime) -> None:
    """End one sign-in."""
    sign_in = table(UserSession)
    session.execute(
        update(sign_in)
        .where(sign_in.c.token_hash == hash_token(token), sign_in.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, user_id: str, now: datetime) -> None:
    """End every sign-in of a person: the password changed, or the user was disabled."""
    sign_in = table(UserSession)
    session.execute(
        update(sign_in)
        .where(sign_in.c.user_id == user_id, sign_in.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
