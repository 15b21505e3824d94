"""Reads of firms and trade links; the viewer is part of each query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from ..accounts.models import Membership, Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Authorisation, DishonestyListing, Enterprise, TradeLink
from .rules import OTHER_WAY


def get_link_for_side(session: Session, actor: Actor, link_id: str) -> TradeLink:
    """A trade link, for the two firms it joins; raises NothingIsThere for all others."""
    row = session.get(TradeLink, link_id)
    if row is None or actor.organisation_id not in (row.core_id, row.partner_id):
        raise NothingIsThere
    return row


def find_link_between(
    session: Session, own_id: str, partner_id: str, direction: str
) -> TradeLink | None:
    """The link by which ``partner_id`` is supplier or customer of ``own_id``, or None.

    Either side may have entered it. One that lives comes before one that is over, one's own
    before the other side's.
    """
    link = columns(TradeLink)
    query = select(TradeLink).where(
        or_(
            and_(
                link.core_id == own_id, link.partner_id == partner_id, link.direction == direction
            ),
            and_(
                link.core_id == partner_id,
                link.partner_id == own_id,
                link.direction == OTHER_WAY[direction],
            ),
        )
    )
    rows = session.execute(query).scalars().all()
    ranked = sorted(
        rows, key=lambda r: (r.state not in ("active", "proposed"), r.core_id != own_id)
    )
    return ranked[0] if ranked else None


def trades(session: Session, seller_id: str, buyer_id: str) -> bool:
    """Whether an active link says that the one supplies the other. No permission."""
    found = find_link_between(session, buyer_id, seller_id, "supplier")
    return found is not None and found.state == "active"


def partners_query(actor: Actor) -> Select[Any]:
    """The viewer's links, from the viewer's side of each.

    Columns: id, other_id, name, uscc, direction (what the other is to the viewer), state,
    since, payment_days, annual_volume_fen, contract_no, joined ("yes"/"no"), proposed_by
    ("us"/"them").
    """
    link, firm, organisation = columns(TradeLink), columns(Enterprise), columns(Organisation)
    ours = link.core_id == actor.organisation
    other = case((ours, link.partner_id), else_=link.core_id)
    flipped = case((link.direction == "supplier", "customer"), else_="supplier")
    return (
        select(
            link.id,
            firm.id.label("other_id"),
            organisation.name,
            firm.uscc,
            case((ours, link.direction), else_=flipped).label("direction"),
            link.state,
            link.since,
            link.payment_days,
            link.annual_volume_fen,
            link.contract_no,
            case((_somebody_in(firm.id), "yes"), else_="no").label("joined"),
            case((ours, "us"), else_="them").label("proposed_by"),
        )
        .select_from(table(TradeLink))
        .join(table(Enterprise), firm.id == other)
        .join(table(Organisation), organisation.id == firm.id)
        .where(or_(ours, link.partner_id == actor.organisation))
    )


def _somebody_in(organisation_id: Any) -> Any:
    member = columns(Membership)
    return exists(select(member.id).where(member.organisation_id == organisation_id))


def to_answer(actor: Actor) -> Any:
    """The condition on a link: the viewer's answer is awaited."""
    link = columns(TradeLink)
    return and_(link.state == "proposed", link.partner_id == actor.organisation)


def not_joined(actor: Actor) -> Any:
    """The condition on a link: the viewer registered it and nobody is there yet."""
    link = columns(TradeLink)
    return and_(
        link.core_id == actor.organisation,
        link.state.in_(("proposed", "active")),
        ~_somebody_in(link.partner_id),
    )


@dataclass(frozen=True)
class Firm:
    """A firm's two rows."""

    organisation: Organisation
    enterprise: Enterprise

    @property
    def name(self) -> str:
        """The firm's name."""
        return self.organisation.name


def get_firm(session: Session, enterprise_id: str) -> Firm:
    """A firm by id, without asking who looks: for callers that have checked theirs."""
    organisation = session.get(Organisation, enterprise_id)
    enterprise = session.get(Enterprise, enterprise_id)
    if organisation is None or enterprise is None:
        raise NothingIsThere
    return Firm(organisation, enterprise)


def get_firm_for_viewer(session: Session, actor: Actor, enterprise_id: str, on: date) -> Firm:
    """A firm's whole file: its own people, the operator, the regulator, and banks with consent.

    Everyone else, and a bank without a live consent of the firm, finds nothing.
    """
    firm = get_firm(session, enterprise_id)
    if actor.organisation_id == enterprise_id or actor.kind in ("operator", "regulator"):
        return firm
    if actor.kind == "bank" and has_consented(session, enterprise_id, actor.organisation, on):
        return firm
    raise NothingIsThere


def has_consented(session: Session, enterprise_id: str, bank_id: str, on: date) -> bool:
    """Whether the firm's consent to a bank holds on a day (征信业管理条例 art. 29)."""
    query = select(columns(Authorisation).id).where(
        columns(Authorisation).enterprise_id == enterprise_id, consent_to(bank_id, on)
    )
    return session.execute(query).first() is not None


def consent_holds(on: date) -> Any:
    """The condition on an authorisation row: it holds on a day."""
    row = columns(Authorisation)
    return and_(row.revoked_on.is_(None), row.granted_on <= on, row.expires_on >= on)


def consent_to(bank_id: str, on: date) -> Any:
    """The condition on an authorisation row: it lets this bank see the file on a day."""
    row = columns(Authorisation)
    return and_(consent_holds(on), or_(row.bank_id.is_(None), row.bank_id == bank_id))


def listing_stands(on: date) -> Any:
    """The condition on an entry of the list of dishonest debtors: it stops financing on a day."""
    row = columns(DishonestyListing)
    begun = and_(row.listed_on <= on, or_(row.lifted_on.is_(None), row.lifted_on > on))
    return and_(begun, or_(row.expires_on.is_(None), row.expires_on >= on))


def is_dishonest(on: date) -> Any:
    """Whether the enterprise of the enclosing query stands on the list on a day, as a column.

    Under its own code or that of a firm that was merged into it: a merge washes nobody clean.
    """
    row = columns(DishonestyListing)
    own = select(row.id).where(row.uscc == columns(Enterprise).uscc, listing_stands(on))
    return or_(exists(own), columns(Enterprise).id.in_(_listed_before_merging(on)))


def _listed_before_merging(on: date) -> Any:
    """Ids of the firms into which a firm was merged whose code stands on the list on a day."""
    row, earlier = columns(DishonestyListing), aliased(table(Enterprise))
    before = aliased(table(Organisation))
    return (
        select(before.c.merged_into_id)
        .select_from(table(DishonestyListing))
        .join(earlier, earlier.c.uscc == row.uscc)
        .join(before, before.c.id == earlier.c.id)
        .where(before.c.merged_into_id.is_not(None), listing_stands(on))
    )


def find_dishonest(session: Session, enterprise_id: str, on: date) -> bool:
    """Whether a firm stands on the list of dishonest debtors on a day. No permission."""
    query = select(is_dishonest(on)).where(columns(Enterprise).id == enterprise_id)
    return bool(session.execute(query).scalar_one())
