"""A firm registers whom it buys from or sells to: the firm where it is new, and the link."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.invite_member import has_joined, invite_into_empty
from ..accounts.models import Organisation
from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance, note_step
from .answer_link import activate
from .errors import TheyAreLinkedAlready
from .hold_firms import hold_firms
from .merged import check_not_merged
from .models import Enterprise, TradeLink
from .permission import own_firm
from .queries import find_link_between
from .register_firm import NewFirm, add_firm, find_firm, firm_rows
from .rules import check_partner, link_starts_active, on_word_of_one_side
from .states import LINK


@dataclass(frozen=True)
class NewLink:
    """A trade link as it is entered: the partner is ``supplier`` or ``customer``."""

    direction: str
    since: date | None = None
    payment_days: int | None = None
    annual_volume_fen: int | None = None
    contract_no: str = ""
    shown_in_chain: bool = False


@dataclass(frozen=True)
class Registered:
    """What came of it; ``token`` is there when the firm is new and was invited."""

    organisation_id: str
    link_id: str
    is_new: bool
    state: str
    token: str | None


def register_partner(
    session: Session,
    actor: Actor,
    firm: NewFirm,
    link: NewLink,
    now: datetime,
    today: date,
    *,
    public_url: str = "",
) -> Registered:
    """Register a partner and propose the link; a firm that is new is invited.

    Of a firm that the platform knows nothing is changed and nothing told: only the link is
    proposed. Raises PartnerIsOneself, TheyAreLinkedAlready, ThisCustomerMustRegisterFirst,
    IndustryIsNotKnown, TheFirmIsMerged.
    """
    own = own_firm(session, actor)
    check_not_merged(session, firm.uscc, "uscc")
    hold_firms(session, (own.uscc, firm.uscc))
    known = find_firm(session, firm.uscc)
    check_partner(own.uscc, firm.uscc, link.direction, known=known is not None, by_core=own.is_core)
    partner = known or _new_firm(session, actor, own, firm, now)
    row = _propose(session, actor, own, partner, link, now, today)
    audit.record(
        session, actor, "register_partner", row.id, now, uscc=firm.uscc, direction=link.direction
    )
    token = None
    if known is None:
        organisation = session.get_one(Organisation, partner.id)
        token = invite_into_empty(
            session,
            actor,
            organisation,
            now,
            contact_name=firm.contact_name,
            email=firm.email,
            public_url=public_url,
        )
    return Registered(partner.id, row.id, known is None, row.state, token)


def _new_firm(
    session: Session, actor: Actor, own: Enterprise, firm: NewFirm, now: datetime
) -> Enterprise:
    # A core enterprise vouches for its partners; others' are approved by the operator.
    organisation, enterprise = firm_rows(
        firm, state="approved" if own.is_core else "applied", registered_by=own.id
    )
    add_firm(session, actor, organisation, enterprise, now)
    return enterprise


def _propose(
    session: Session,
    actor: Actor,
    own: Enterprise,
    partner: Enterprise,
    link: NewLink,
    now: datetime,
    today: date,
) -> TradeLink:
    found = find_link_between(session, own.id, partner.id, link.direction)
    if found is not None and found.state in ("proposed", "active"):
        raise TheyAreLinkedAlready(_already(found, own.id), "uscc")
    joined = has_joined(session, partner.id)
    if found is not None and found.core_id == own.id:
        row = found
        fill_terms(row, link)
        advance(session, LINK, row, "propose", actor, now)
    else:
        row = link_row(own.id, partner.id, link)
        note_step(session, LINK, row, "propose", actor, now)
    if link_starts_active(by_core=own.is_core, partner_has_joined=joined):
        activate(session, actor, row, now, today, on_word_of_one_side())
    elif joined:
        title = _("%(name)s 登记了与贵公司的合作关系，请确认", name=actor.organisation_name)
        notify(session, partner.id, "link_proposed", title, now, path=f"/partners/{row.id}")
    return row


def link_row(own_id: str, partner_id: str, link: NewLink) -> TradeLink:
    """A proposed link; the registering side is ``core``."""
    row = TradeLink(core_id=own_id, partner_id=partner_id, direction=link.direction)
    fill_terms(row, link)
    return row


def fill_terms(row: TradeLink, link: NewLink) -> None:
    """Put the terms of trade into a link."""
    row.since = link.since
    row.payment_days = link.payment_days
    row.annual_volume_fen = link.annual_volume_fen
    row.contract_no = link.contract_no or ""
    row.shown_in_chain = link.shown_in_chain


def _already(found: TradeLink, own_id: str) -> str:
    if found.state == "active":
        words: str = _("与该企业已有这一合作关系，不必再登记")
    elif found.core_id == own_id:
        words = _("已向该企业提出过，正等对方确认")
    else:
        words = _("对方已先向贵公司提出，请在「合作方」里确认")
    return words
