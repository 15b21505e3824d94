"""Reads of receivables and orders; the viewer's side is part of each query."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, null, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Authorisation
from ..registry.queries import consent_to
from ..shared.actor import Actor
from ..shared.day_span import days_between
from ..shared.errors import NothingIsThere
from ..shared.models import StateChange
from ..shared.tables import columns, table
from .models import Asset, SetOff, SetOffPart, owed_fen
from .size_book import SizeBook

OPEN_STATES = ("entered", "confirming", "confirmed", "disputed")
WAITING_STATES = ("entered", "confirming")
ASKING_EVENTS = ("enter", "resubmit")


def get_asset(session: Session, asset_id: str) -> Asset:
    """An asset by id, without asking who looks: for slices above that have checked theirs."""
    found = session.get(Asset, asset_id)
    if found is None:
        raise NothingIsThere
    return found


def get_asset_for_party(
    session: Session, actor: Actor, asset_id: str, *, hold: bool = False
) -> Asset:
    """An asset, for its creditor and its debtor; raises NothingIsThere for all others.

    ``hold`` keeps others from it until the transaction ends, and reads it as it is now.
    """
    return _one(session, asset_id, is_party(actor), hold=hold)


def get_asset_for_bank(
    session: Session, actor: Actor, asset_id: str, on: date, laid_before: Select[Any]
) -> Asset:
    """An asset with its documents, for a bank that considers it while the firm's consent holds.

    ``laid_before`` selects the ids of assets that the slices above laid before the bank: its
    opportunities and applications. Raises NothingIsThere.
    """
    if actor.kind != "bank":
        raise NothingIsThere
    row, consent = columns(Asset), columns(Authorisation)
    agreed = exists(
        select(consent.id).where(
            consent.enterprise_id == row.borrower_id, consent_to(actor.organisation, on)
        )
    )
    return _one(session, asset_id, row.id.in_(laid_before), agreed)


def get_asset_for_borrower(session: Session, actor: Actor, asset_id: str) -> Asset:
    """An asset, for the side that wants it financed, which mends and withdraws it."""
    return _one(session, asset_id, columns(Asset).borrower_id == _own(actor))


def get_asset_for_confirmer(
    session: Session, actor: Actor, asset_id: str, *, hold: bool = False
) -> Asset:
    """An asset, for the side across from the borrower, whose own login alone confirms."""
    return _one(session, asset_id, columns(Asset).core_id == _own(actor), hold=hold)


def is_party(actor: Actor) -> ColumnElement[bool]:
    """The condition on an asset: the viewer's firm is one of its two sides."""
    asset = columns(Asset)
    return or_(asset.creditor_id == _own(actor), asset.debtor_id == _own(actor))


def _own(actor: Actor) -> str:
    return actor.organisation if actor.kind == "enterprise" else ""


def _one(
    session: Session, asset_id: str, *conditions: ColumnElement[bool], hold: bool = False
) -> Asset:
    query = select(Asset).where(columns(Asset).id == asset_id, *conditions)
    if hold:
        query = query.with_for_update(key_share=True)
        query = query.execution_options(populate_existing=True)
    found: Asset | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def awaits_confirmation(actor: Actor, today: date) -> ColumnElement[bool]:
    """The condition on an asset: the viewer's answer is awaited and it is not paid yet.

    What a colleague has confirmed as the first of two persons waits for an approver.
    """
    asset = columns(Asset)
    awaited = asset.state == "entered"
    if actor.has("approver"):
        second = and_(asset.state == "confirming", asset.proposed_by != actor.user_id)
        awaited = or_(awaited, second)
    return and_(
        asset.core_id == _own(actor),
        awaited,
        or_(asset.settled_on.is_(None), asset.settled_on > today),
    )


def is_overdue(today: date) -> ColumnElement[bool]:
    """The condition on an asset: its confirmed debt is late, wholly or in part.

    Derived, never stored: the effective due date is over and something is still owed. Orders
    are none of it: their day of payment is an estimate, the invoice carries the debt.
    """
    asset = columns(Asset)
    return and_(
        asset.kind == "receivable",
        asset.state == "confirmed",
        asset.effective_due_date < today,
        owed_fen(asset) > 0,
    )


def awaits_mending(actor: Actor) -> ColumnElement[bool]:
    """The condition on an asset: the other side disputes it and the viewer's firm mends it."""
    asset = columns(Asset)
    return and_(asset.borrower_id == _own(actor), asset.state == "disputed")


def find_sizes(session: Session, creditor_id: str, debtor_id: str) -> tuple[str, str]:
    """Size classes of creditor and debtor when their contract was signed."""
    return sizes_towards(session, debtor_id, [creditor_id])[creditor_id]


def sizes_towards(
    session: Session, debtor_id: str, creditor_ids: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Of each creditor of one debtor: size classes of creditor and debtor at signing.

    Those of the link; of the firms as they are now where no link tells (order 802, art. 3).
    """
    book = SizeBook(session, [debtor_id, *creditor_ids])
    return {one: book.of(one, debtor_id) for one in creditor_ids}


def find_entered_at(session: Session, asset_id: str) -> datetime | None:
    """When the asset was last laid before the side that confirms."""
    query = select(_entered_at(asset_id))
    found: datetime | None = session.execute(query).scalar_one_or_none()
    return found


def _entered_at(asset_id: Any) -> Any:
    step = columns(StateChange)
    query = select(func.max(step.at)).where(
        step.machine == "asset",
        step.subject_id == asset_id,
        step.event.in_(ASKING_EVENTS),  # sent back by a colleague is not asked anew
    )
    return query.scalar_subquery()


def seen_occupied(actor: Actor) -> Any:
    """What is occupied of an asset, for its borrower alone: others see, and sort by, nothing."""
    asset = columns(Asset)
    return case((asset.borrower_id == actor.organisation, asset.occupied_fen), else_=None)


def overdue_since(today: date) -> Any:
    """Days for which an asset is overdue, None of one that is not."""
    late = days_between(literal(today), columns(Asset).effective_due_date)
    return case((is_overdue(today), late), else_=None)


def assets_query(actor: Actor, kind: str, today: date | None = None) -> Select[Any]:
    """The viewer's receivables or orders, on either side.

    Columns: id, number, document_no, partner (name), role (creditor/debtor), amount_fen,
    owed_fen (of a confirmed one), occupied_fen (the borrower's own alone), issue_date,
    due_date, effective_due_date, days_overdue (where ``today`` is given), state.
    """
    asset, other = columns(Asset), table(Organisation).alias("other")
    own = _own(actor)
    partner = case((asset.creditor_id == own, asset.debtor_id), else_=asset.creditor_id)
    return (
        select(
            asset.id,
            asset.number,
            asset.document_no,
            other.c.name.label("partner"),
            case((asset.creditor_id == own, "creditor"), else_="debtor").label("role"),
            asset.amount_fen,
            case((asset.state == "confirmed", owed_fen(asset)), else_=None).label("owed_fen"),
            seen_occupied(actor).label("occupied_fen"),
            asset.issue_date,
            asset.due_date,
            asset.effective_due_date,
            (null() if today is None else overdue_since(today)).label("days_overdue"),
            asset.state,
        )
        .select_from(table(Asset))
        .join(other, other.c.id == partner)
        .where(asset.kind == kind, is_party(actor))
    )


def to_confirm_query(actor: Actor, today: date) -> Select[Any]:
    """What waits for the viewer's answer.

    Columns: id, kind, state, number, document_no, partner_id, partner, amount_fen, issue_date,
    due_date, proposed_fen, proposed_due, entered_at.
    """
    asset, other = columns(Asset), columns(Organisation)
    return (
        select(
            asset.id,
            asset.kind,
            asset.number,
            asset.document_no,
            asset.borrower_id.label("partner_id"),
            other.name.label("partner"),
            asset.amount_fen,
            asset.issue_date,
            asset.due_date,
            asset.state,
            asset.proposed_fen,
            asset.proposed_due,
            _entered_at(asset.id).label("entered_at"),
        )
        .join(table(Organisation), other.id == asset.borrower_id)
        .where(awaits_confirmation(actor, today))
    )


def matching_words(search: str) -> ColumnElement[bool]:
    """The condition on an asset: its number or the document's holds what was typed."""
    asset = columns(Asset)
    words = f"%{search.replace('%', '').lower()}%"
    return or_(func.lower(asset.number).like(words), func.lower(asset.document_no).like(words))


def get_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Names of the parties of an asset that the viewer has been shown."""
    organisation = columns(Organisation)
    query = select(organisation.id, organisation.name).where(organisation.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}


def paid_by_set_offs(session: Session, asset_id: str) -> Sequence[Any]:
    """What set-offs have paid of a document, oldest first: id, number, ended_on, amount_fen.

    The caller has fetched the document with permission: its two sides are parties of these.
    """
    part, row = columns(SetOffPart), columns(SetOff)
    query = (
        select(row.id, row.number, row.ended_on, part.amount_fen)
        .join(table(SetOff), row.id == part.set_off_id)
        .where(part.asset_id == asset_id, row.state == "carried_out")
        .order_by(row.ended_on, row.id)
    )
    return session.execute(query).all()
