"""Reads of the public register's side of a case: looks, what they found, entries, notices."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, column, exists, select
from sqlalchemy import table as named
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from ..trade.models import Asset, AssetClaim
from .models import (
    Application,
    AssignmentNotice,
    PriorClaim,
    Quote,
    RegisterQuery,
    Registration,
)

ENDED = ("drawn", "cancelled")


def list_register_queries(session: Session, application_id: str) -> Sequence[RegisterQuery]:
    """The looks into the register for a case that the bank was shown, the latest first."""
    row = columns(RegisterQuery)
    query = select(RegisterQuery).where(row.application_id == application_id)
    return session.execute(query.order_by(row.queried_at.desc(), row.id.desc())).scalars().all()


def list_prior_claims(session: Session, query_id: str) -> Sequence[PriorClaim]:
    """What one look found, in the order of entering."""
    row = columns(PriorClaim)
    query = select(PriorClaim).where(row.query_id == query_id).order_by(row.id)
    return session.execute(query).scalars().all()


def find_claimed_asset(session: Session, application_id: str) -> Asset | None:
    """The document on which the case stands now, or None: an order's debt may have moved on."""
    claim = columns(AssetClaim)
    held = select(claim.asset_id).where(claim.application_id == application_id, claim.live)
    query = select(Asset).where(columns(Asset).id.in_(held))
    found: Asset | None = session.execute(query).scalar_one_or_none()
    return found


def has_live_claim(application_id: Any) -> ColumnElement[bool]:
    """The condition: an application still holds its document, so its debt is not over."""
    claim = columns(AssetClaim)
    return exists(select(claim.id).where(claim.application_id == application_id, claim.live))


def _is_written_off(application_id: Any) -> ColumnElement[bool]:
    """The bank gave the loan up without being paid: the entry may well stay."""
    # The loan book stands above this slice; of it only that state is read.
    loan = named("loan", column("application_id"), column("state"))
    gone = and_(loan.c.application_id == application_id, loan.c.state == "written_off")
    return exists(select(loan.c.application_id).where(gone))


def standing_of_entry(today: date, warning_days: int) -> Any:
    """An entry's standing: released, to_release, expired, expiring or valid."""
    row, owner = columns(Registration), columns(Application)
    over = and_(owner.state.in_(ENDED), ~has_live_claim(owner.id), ~_is_written_off(owner.id))
    return case(
        (row.released_on.is_not(None), "released"),
        (over, "to_release"),
        (row.expires_on < today, "expired"),
        (row.expires_on <= today + timedelta(days=warning_days), "expiring"),
        else_="valid",
    )


def registrations_query(actor: Actor, today: date, warning_days: int) -> Select[Any]:
    """A bank's entries in the register.

    Columns: id, number, application (its number), borrower, document_no, arrangement,
    principal_fen, registered_at, expires_on, released_on, standing.
    """
    row, owner, quote = columns(Registration), columns(Application), columns(Quote)
    return (
        select(
            row.id,
            row.number,
            owner.number.label("application"),
            columns(Organisation).name.label("borrower"),
            columns(Asset).document_no,
            quote.arrangement,
            quote.principal_fen,
            row.registered_at,
            row.expires_on,
            row.released_on,
            standing_of_entry(today, warning_days).label("standing"),
        )
        .select_from(table(Registration))
        .join(table(Application), owner.id == row.application_id)
        .join(table(Organisation), columns(Organisation).id == owner.borrower_id)
        .join(table(Asset), columns(Asset).id == owner.asset_id)
        .join(table(Quote), columns(Quote).id == _decisive_quote())
        .where(owner.bank_id == _bank(actor))
    )


def _decisive_quote() -> Any:
    """The quote that was accepted last, also where the case was called off afterwards."""
    quote = table(Quote).alias("decisive")
    return (
        select(quote.c.id)
        .where(
            quote.c.application_id == columns(Application).id,
            quote.c.state.in_(("accepted", "withdrawn")),
            quote.c.approved_by.is_not(None),
        )
        .order_by(quote.c.id.desc())
        .limit(1)
        .correlate(table(Application))
        .scalar_subquery()
    )


def _bank(actor: Actor) -> str:
    return actor.organisation if actor.kind == "bank" else ""


def lock_registration_for(session: Session, actor: Actor, registration_id: str) -> Registration:
    """An entry of the bank's own, held and read as it is now; raises NothingIsThere."""
    row, owner = columns(Registration), columns(Application)
    mine = select(owner.id).where(owner.bank_id == _bank(actor))
    query = (
        select(Registration)
        .where(row.id == registration_id, row.application_id.in_(mine))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found: Registration | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def find_notice(session: Session, application_id: str) -> AssignmentNotice | None:
    """The notice that was sent to the debtor for a case, or None."""
    row = columns(AssignmentNotice)
    query = select(AssignmentNotice).where(row.application_id == application_id)
    return session.execute(query).scalar_one_or_none()


def notices_query(actor: Actor) -> Select[Any]:
    """The notices that were sent to a debtor.

    Columns: id, bank, creditor, document_no, asset_id, kind, due_date, arrangement, sent_at,
    received_at, standing (waiting, received, over).
    """
    row, owner, quote = columns(AssignmentNotice), columns(Application), columns(Quote)
    asset, claim = columns(Asset), columns(AssetClaim)
    bank, creditor = table(Organisation).alias("bank"), table(Organisation).alias("creditor")
    standing = case((~claim.live, "over"), (row.received_at.is_(None), "waiting"), else_="received")
    return (
        select(
            row.id,
            bank.c.name.label("bank"),
            creditor.c.name.label("creditor"),
            asset.document_no,
            asset.id.label("asset_id"),
            asset.kind,
            asset.due_date,
            quote.arrangement,
            row.sent_at,
            row.received_at,
            row.received_by,
            standing.label("standing"),
        )
        .select_from(table(AssignmentNotice))
        .join(table(Application), owner.id == row.application_id)
        .join(table(AssetClaim), claim.application_id == owner.id)
        .join(table(Asset), asset.id == claim.asset_id)
        .join(table(Quote), quote.id == _decisive_quote())
        .join(bank, bank.c.id == owner.bank_id)
        .join(creditor, creditor.c.id == asset.creditor_id)
        .where(row.debtor_id == (actor.organisation if actor.kind == "enterprise" else ""))
    )


def lock_notice_for_debtor(session: Session, actor: Actor, notice_id: str) -> AssignmentNotice:
    """A notice to the viewer's own firm, held; raises NothingIsThere."""
    row = columns(AssignmentNotice)
    query = (
        select(AssignmentNotice)
        .where(row.id == notice_id, row.debtor_id == actor.organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found: AssignmentNotice | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found
