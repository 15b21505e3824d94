"""Tables of organisations, their people, sessions and notices."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from ..shared.tables import Row, check, one_of, reference, text

ORGANISATION_KINDS = ("enterprise", "bank", "guarantor", "regulator", "operator")
ORGANISATION_STATES = ("applied", "approved", "suspended", "refused", "merged")
USER_STATES = ("active", "disabled")
ROLES = ("clerk", "approver", "administrator")


class Organisation(Row, table=True):
    """A firm, bank, guarantor, authority, or the operator. Registry rows extend it one to one."""

    __tablename__ = "organisation"
    __table_args__ = (
        one_of("kind", ORGANISATION_KINDS),
        one_of("state", ORGANISATION_STATES),
        check("merged", "(state = 'merged') = (merged_into_id IS NOT NULL)"),
    )

    kind: str = text(12, index=True)
    name: str = text(200, index=True)
    state: str = text(12, default="applied")
    merged_into_id: str | None = reference("organisation.id", index=False, default=None)


class User(Row, table=True):
    """A person who signs in. The name in ``username`` is kept in lower case."""

    __tablename__ = "app_user"
    __table_args__ = (one_of("state", USER_STATES),)

    username: str = text(60, unique=True)
    display_name: str = text(80)
    email: str = text(254, default="")
    phone: str = text(30, default="")
    password_hash: str = text(200)
    state: str = text(10, default="active")
    locale: str = text(10, default="zh")
    last_login_at: datetime | None = None


class Membership(Row, table=True):
    """A role that a person holds in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "role"),
        one_of("role", ROLES),
    )

    user_id: str = reference("app_user.id")
    organisation_id: str = reference("organisation.id")
    role: str = text(14)


class UserSession(Row, table=True):
    """A sign-in, alive until it idles, ends, or is revoked. Only the token's hash is kept."""

    __tablename__ = "user_session"

    user_id: str = reference("app_user.id")
    organisation_id: str = reference("organisation.id")
    token_hash: str = text(64, unique=True)
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    address: str = text(60, default="")
    agent: str = text(200, default="")


class LoginFailure(Row, table=True):
    """A failed sign-in, counted by account and by address."""

    __tablename__ = "login_failure"

    subject: str = text(120, index=True)
    at: datetime = Field(index=True)


class Invitation(Row, table=True):
    """A link by which a person joins an organisation; used once, and only until it expires."""

    __tablename__ = "invitation"

    organisation_id: str = reference("organisation.id")
    invited_by: str = reference("organisation.id")
    role: str = text(14, default="administrator")
    contact_name: str = text(80, default="")
    email: str = text(254, default="")
    phone: str = text(30, default="")
    token_hash: str = text(64, unique=True)
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Notice(Row, table=True):
    """A line in an organisation's notice centre, for one role, one person or everybody in it."""

    __tablename__ = "notice"

    organisation_id: str = reference("organisation.id")
    role: str = text(14, default="")
    user_id: str | None = reference("app_user.id", index=False, default=None)
    kind: str = text(40)
    title: str = text(200)
    body: str = Field(sa_type=Text, default="")
    path: str = text(300, default="")
    at: datetime = Field(index=True)
    read_at: datetime | None = None
