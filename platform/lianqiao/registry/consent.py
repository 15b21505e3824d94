"""A firm's written consent that banks see its file: granted to a day, revoked at any time."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared import audit
from ..shared.actor import Actor
from ..shared.parameters import get_figure
from ..shared.tables import columns
from .consent_queries import get_own_authorisation
from .consent_rules import check_consent, is_live
from .errors import NoBankIsNamed, NoConsentIsLive
from .models import Authorisation, Bank
from .permission import own_firm

LONGEST = "consent.term_maximum"


def grant_authorisation(
    session: Session,
    actor: Actor,
    expires_on: date,
    now: datetime,
    today: date,
    bank_id: str | None = None,
) -> Authorisation:
    """Let a bank, or every bank where none is named, see the firm's file until a day.

    An earlier consent for the same bank ends. 征信业管理条例 art. 29: scope and expiry are in
    writing. Raises TheEndIsNotAhead, NoBankIsNamed.
    """
    firm = own_firm(session, actor)
    check_consent(expires_on, today, get_figure(session, LONGEST, today).number)
    if bank_id is not None and not _is_open(session, bank_id):
        raise NoBankIsNamed(_("请从名单里选择银行"), "banks")
    earlier = _find_unrevoked(session, firm.id, bank_id)
    if earlier is not None:
        earlier.revoked_on = today
        session.add(earlier)
        session.flush()  # the new row would meet the old one in the unique index
    row = Authorisation(
        enterprise_id=firm.id,
        bank_id=bank_id,
        granted_on=today,
        expires_on=expires_on,
        granted_by=actor.name,
    )
    session.add(row)
    audit.record(
        session,
        actor,
        "grant_authorisation",
        row.id,
        now,
        enterprise=firm.id,
        bank=bank_id or "all",
        expires_on=expires_on,
        scope=row.scope,
    )
    return row


def revoke_authorisation(
    session: Session, actor: Actor, authorisation_id: str, now: datetime, today: date
) -> Authorisation:
    """Take a consent back: whom it let see the file sees it no more. Raises NoConsentIsLive."""
    row = get_own_authorisation(session, actor, authorisation_id)
    if not is_live(row, today):
        raise NoConsentIsLive(_("这份授权已经不在有效期内，不必撤销"))
    row.revoked_on = today
    session.add(row)
    audit.record(session, actor, "revoke_authorisation", row.id, now, enterprise=row.enterprise_id)
    return row


def _is_open(session: Session, bank_id: str) -> bool:
    """Whether it is a bank that is on the platform."""
    organisation = session.get(Organisation, bank_id)
    known = session.get(Bank, bank_id) is not None
    return known and organisation is not None and organisation.state == "approved"


def _find_unrevoked(
    session: Session, enterprise_id: str, bank_id: str | None
) -> Authorisation | None:
    """The consent for the same bank, or for all, that was not revoked, expired or not."""
    row = columns(Authorisation)
    same = row.bank_id.is_(None) if bank_id is None else row.bank_id == bank_id
    query = select(Authorisation).where(
        row.enterprise_id == enterprise_id, row.revoked_on.is_(None), same
    )
    return session.execute(query).scalar_one_or_none()
