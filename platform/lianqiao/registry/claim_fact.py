"""A firm claims a fact of its scorecard, or takes it back; what counts is decided by others."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.transitions import advance, note_step
from . import scorecard_rules as rules
from .errors import TheFactStandsAlready
from .models import ScorecardFact
from .permission import own_firm
from .scorecard_queries import get_own_fact
from .states import FACT


@dataclass(frozen=True)
class NewFact:
    """A fact as it is claimed."""

    dimension: str
    title: str
    level: str
    issuer: str = ""
    obtained_on: date | None = None
    expires_on: date | None = None


def claim_fact(
    session: Session, actor: Actor, new: NewFact, now: datetime, today: date
) -> ScorecardFact:
    """Claim a fact; the operator checks it. One that was refused or ran out may come again.

    Raises ACertificateIsMissing, TheFactIsOutOfDate, TheFactStandsAlready.
    """
    firm = own_firm(session, actor)
    rules.check_claim(new.level, new.issuer, new.obtained_on, new.expires_on, today)
    row = _find(session, firm.id, new)
    if row is None:
        row = ScorecardFact(enterprise_id=firm.id, dimension=new.dimension, title=new.title)
        _fill(row, new)
        note_step(session, FACT, row, "claim", actor, now)
    else:
        _refuse_standing(row, today)
        _fill(row, new)
        advance(session, FACT, row, "claim", actor, now)
    audit.record(session, actor, "claim_fact", row.id, now, title=row.title, level=row.level)
    return row


def withdraw_fact(session: Session, actor: Actor, fact_id: str, now: datetime) -> ScorecardFact:
    """Take one's own fact back: it counts no more."""
    row = get_own_fact(session, actor, fact_id)
    advance(session, FACT, row, "withdraw", actor, now)
    audit.record(session, actor, "withdraw_fact", row.id, now)
    return row


def _find(session: Session, firm_id: str, new: NewFact) -> ScorecardFact | None:
    fact = columns(ScorecardFact)
    query = select(ScorecardFact).where(
        fact.enterprise_id == firm_id, fact.dimension == new.dimension, fact.title == new.title
    )
    return session.execute(query).scalar_one_or_none()


def _refuse_standing(row: ScorecardFact, today: date) -> None:
    standing = rules.standing(row.state, row.expires_on, today)
    if standing == "claimed":
        raise TheFactStandsAlready(_("同名事项已申报，正等核实"), "title")
    if standing == "verified":
        raise TheFactStandsAlready(_("同名事项已核实，还在有效期内，不必再报"), "title")


def _fill(row: ScorecardFact, new: NewFact) -> None:
    row.level = new.level
    row.issuer = new.issuer
    row.obtained_on = new.obtained_on
    row.expires_on = new.expires_on
    row.checked_by, row.checked_on, row.note = "", None, ""
