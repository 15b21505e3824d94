"""A firm's written consent that banks see its file: granted to a day, revoked at any time."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns
from .errors import NoConsentIsLive
from .models import Authorisation
from .permission import own_firm
from .rules import check_consent


def grant_authorisation(
    session: Session, actor: Actor, expires_on: date, now: datetime, today: date
) -> Authorisation:
    """Let banks see the firm's file until a day; an earlier consent ends.

    征信业管理条例 art. 29: scope and expiry are in writing. Raises TheEndIsNotAhead.
    """
    firm = own_firm(session, actor)
    check_consent(expires_on, today)
    earlier = find_unrevoked(session, firm.id)
    if earlier is not None:
        earlier.revoked_on = today
        session.add(earlier)
        session.flush()  # the new row would meet the old one in the unique index
    row = Authorisation(
        enterprise_id=firm.id, granted_on=today, expires_on=expires_on, granted_by=actor.name
    )
    session.add(row)
    audit.record(
        session, actor, "grant_authorisation", firm.id, now, expires_on=expires_on, scope=row.scope
    )
    return row


def revoke_authorisation(
    session: Session, actor: Actor, now: datetime, today: date
) -> Authorisation:
    """Take the consent back: banks see no file from now on. Raises NoConsentIsLive."""
    firm = own_firm(session, actor)
    row = find_unrevoked(session, firm.id)
    if row is None:
        raise NoConsentIsLive(_("现在没有有效的授权"))
    row.revoked_on = today
    session.add(row)
    audit.record(session, actor, "revoke_authorisation", firm.id, now)
    return row


def find_unrevoked(session: Session, enterprise_id: str) -> Authorisation | None:
    """The consent that was not revoked, expired or not; at most one is there."""
    row = columns(Authorisation)
    query = select(Authorisation).where(
        row.enterprise_id == enterprise_id, row.revoked_on.is_(None), row.bank_id.is_(None)
    )
    return session.execute(query).scalar_one_or_none()


def is_live(row: Authorisation | None, on: date) -> bool:
    """Whether a consent holds on a day."""
    return row is not None and row.revoked_on is None and row.granted_on <= on <= row.expires_on
