"""Reads of the list of dishonest debtors; the viewer is part of each query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .merged import codes_of
from .models import DishonestyListing, Enterprise
from .queries import listing_stands

READERS = ("operator", "regulator")


def get_own_listing(session: Session, actor: Actor, listing_id: str) -> DishonestyListing:
    """An entry about the viewer's own firm, by any of its codes; raises NothingIsThere."""
    entry = columns(DishonestyListing)
    query = select(DishonestyListing).where(
        entry.id == listing_id, entry.uscc.in_(codes_of(str(actor.organisation_id)))
    )
    found: DishonestyListing | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def get_listing_for_viewer(session: Session, actor: Actor, listing_id: str) -> DishonestyListing:
    """An entry with its steps: for operator, regulator and the firm itself."""
    if actor.kind not in READERS:
        return get_own_listing(session, actor, listing_id)
    row = session.get(DishonestyListing, listing_id)
    if row is None:
        raise NothingIsThere
    return row


def list_listings(
    session: Session, enterprise_id: str, on: date, *, standing_only: bool
) -> Sequence[Any]:
    """A firm's entries, the newest first, for callers that may see its file.

    Entries under the code of a firm that was merged into it are the firm's own.
    ``standing_only`` leaves out what was lifted or has run out: a bank reads no old sins.
    """
    entry = columns(DishonestyListing)
    query = select(
        *(getattr(entry, name) for name in ("id", "case_no", "authority", "reason", "listed_on")),
        *(entry.expires_on, entry.lifted_on, entry.state, standing_column(on)),
    ).where(entry.uscc.in_(codes_of(enterprise_id)))
    if standing_only:
        query = query.where(listing_stands(on))
    return session.execute(query.order_by(entry.listed_on.desc(), entry.id)).all()


def listings_query(actor: Actor, on: date) -> Select[Any]:
    """Every entry, for operator and regulator, with its ``standing`` and the firm, if any."""
    if actor.kind not in READERS:
        raise NothingIsThere
    entry, firm = columns(DishonestyListing), columns(Enterprise)
    return (
        select(
            entry.id,
            entry.name,
            entry.uscc,
            entry.case_no,
            entry.authority,
            entry.reason,
            entry.listed_on,
            entry.expires_on,
            standing_column(on),
            case((firm.id.is_not(None), "yes"), else_="no").label("registered"),
        )
        .select_from(table(DishonestyListing))
        .outerjoin(table(Enterprise), firm.uscc == entry.uscc)
    )


def standing_column(on: date) -> Any:
    """``dishonesty_rules.standing`` as SQL."""
    entry = columns(DishonestyListing)
    return case(
        (and_(entry.lifted_on.is_not(None), entry.lifted_on <= on), "lifted"),
        (entry.listed_on > on, "ahead"),
        (and_(entry.expires_on.is_not(None), entry.expires_on < on), "expired"),
        (entry.state == "lifted", "listed"),
        else_=entry.state,
    ).label("standing")
