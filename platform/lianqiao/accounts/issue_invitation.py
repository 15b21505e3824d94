"""Make the link by which a person joins an organisation, and the letter that carries it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.outbox import queue_mail
from .models import Invitation, Organisation
from .sessions import hash_token

VALID_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Guest:
    """Who is invited, and as what. Without an address the link is handed over."""

    contact_name: str = ""
    email: str = ""
    role: str = "administrator"
    phone: str = ""


def issue_invitation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    guest: Guest,
    now: datetime,
    public_url: str = "",
) -> str:
    """Make an invitation and return its token, of which only the hash is kept.

    The caller has decided that ``actor`` may invite into ``organisation``, and notes the
    audit entry.
    """
    token = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            organisation_id=organisation.id,
            invited_by=actor.organisation_id or organisation.id,
            role=guest.role,
            contact_name=guest.contact_name,
            email=guest.email,
            phone=guest.phone,
            token_hash=hash_token(token),
            expires_at=now + VALID_FOR,
        )
    )
    if guest.email:
        _write(session, actor, organisation, guest, link_of(public_url, token), now)
    return token


def link_of(public_url: str, token: str) -> str:
    """The address that an invited person opens."""
    return f"{public_url.rstrip('/')}/join/{token}"


def _write(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    guest: Guest,
    link: str,
    now: datetime,
) -> None:
    subject = _("%(who)s 邀请贵公司加入链桥", who=actor.organisation_name)
    body = _(
        "%(name)s：\n\n请在 14 天内打开下面的链接，"
        "为 %(organisation)s 设置用户名和密码：\n%(link)s",
        name=guest.contact_name or organisation.name,
        organisation=organisation.name,
        link=link,
    )
    queue_mail(session, guest.email, subject, body, now)
