"""Reads of authorisations; the viewer is part of each query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Authorisation, Bank
from .queries import consent_to


@dataclass(frozen=True)
class Granted:
    """An authorisation with the bank's name; both None where it is for every bank."""

    id: str
    bank_id: str | None
    bank: str | None
    scope: str
    granted_on: date
    expires_on: date
    revoked_on: date | None
    granted_by: str

    @property
    def number(self) -> str:
        """The number of the letter."""
        return number_of(self.id, self.granted_on)


def number_of(id: str, granted_on: date) -> str:
    """The number that an authorisation's letter bears."""
    return f"SQS-{granted_on:%Y%m%d}-{id[-6:].upper()}"


def get_own_authorisation(session: Session, actor: Actor, id: str) -> Authorisation:
    """An authorisation that the viewer's own firm gave; raises NothingIsThere."""
    row = session.get(Authorisation, id)
    if row is None or row.enterprise_id != actor.organisation_id:
        raise NothingIsThere
    return row


def get_authorisation_for_viewer(
    session: Session, actor: Actor, id: str, on: date
) -> Authorisation:
    """An authorisation: for the firm, operator, regulator, and a bank that it lets in that day."""
    if actor.kind in ("operator", "regulator"):
        row = session.get(Authorisation, id)
    elif actor.kind == "bank":
        lets_in = consent_to(actor.organisation, on)
        query = select(Authorisation).where(columns(Authorisation).id == id, lets_in)
        row = session.execute(query).scalar_one_or_none()
    else:
        row = get_own_authorisation(session, actor, id)
    if row is None:
        raise NothingIsThere
    return row


def list_authorisations(session: Session, enterprise_id: str) -> Sequence[Granted]:
    """All that a firm ever granted, the newest first, for callers that may see all of it."""
    return _granted(session, columns(Authorisation).enterprise_id == enterprise_id)


def find_basis(session: Session, actor: Actor, enterprise_id: str, on: date) -> Granted | None:
    """The authorisation under which the viewer's bank reads a file: the one that lasts longest."""
    own = columns(Authorisation).enterprise_id == enterprise_id
    mine = _granted(session, own, consent_to(actor.organisation, on))
    return max(mine, key=lambda one: one.expires_on, default=None)


def _granted(session: Session, *conditions: Any) -> list[Granted]:
    row, bank = columns(Authorisation), columns(Organisation)
    query = (
        select(
            row.id,
            row.bank_id,
            bank.name,
            row.scope,
            row.granted_on,
            row.expires_on,
            row.revoked_on,
            row.granted_by,
        )
        .select_from(table(Authorisation))
        .outerjoin(table(Organisation), bank.id == row.bank_id)
        .where(*conditions)
        .order_by(row.granted_on.desc(), row.created_at.desc(), row.id.desc())
    )
    return [Granted(*found) for found in session.execute(query)]


def list_open_banks(session: Session) -> list[tuple[str, str]]:
    """(id, name) of every bank that is on the platform, for a firm's choice."""
    organisation = columns(Organisation)
    query = (
        select(organisation.id, organisation.name)
        .join(table(Bank), columns(Bank).id == organisation.id)
        .where(organisation.state == "approved")
        .order_by(organisation.name)
    )
    return [(row.id, row.name) for row in session.execute(query)]


def find_bank_name(session: Session, bank_id: str | None) -> str | None:
    """The name of the bank of an authorisation that the viewer has been shown, None for all."""
    organisation = session.get(Organisation, bank_id) if bank_id else None
    return None if organisation is None else organisation.name
