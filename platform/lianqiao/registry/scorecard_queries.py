"""Reads of the scorecard; the viewer is part of each query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.models import StateChange
from ..shared.parameters import Figure, get_figures
from ..shared.tables import columns, table
from .models import FACT_LEVELS, ScorecardFact
from .scorecard_rules import Weights
from .states import FACT

POINTS, MOST = "scorecard.points", "scorecard.dimension_maximum"


def get_own_fact(session: Session, actor: Actor, fact_id: str) -> ScorecardFact:
    """A fact of the viewer's own firm; raises NothingIsThere."""
    row = session.get(ScorecardFact, fact_id)
    if row is None or row.enterprise_id != actor.organisation_id:
        raise NothingIsThere
    return row


def get_fact_for_viewer(session: Session, actor: Actor, fact_id: str) -> ScorecardFact:
    """A fact, for the firm that claimed it and for the operator; raises NothingIsThere."""
    if not actor.is_operator:
        return get_own_fact(session, actor, fact_id)
    row = session.get(ScorecardFact, fact_id)
    if row is None:
        raise NothingIsThere
    return row


def find_claimant(session: Session, fact_id: str) -> str | None:
    """The person who claimed a fact last; None where no person of the platform did."""
    step = columns(StateChange)
    query = (
        select(step.actor_user_id)
        .where(step.machine == FACT.name, step.subject_id == fact_id, step.event == "claim")
        .order_by(step.at.desc(), step.created_at.desc(), step.id.desc())
        .limit(1)
    )
    found: str | None = session.execute(query).scalar_one_or_none()
    return found


def list_facts(session: Session, enterprise_id: str, *, checked_only: bool) -> Sequence[Any]:
    """A firm's facts, for callers that have asked whether the viewer may see its file.

    ``checked_only`` leaves out what nobody has verified: banks are shown no mere claims.
    """
    fact = columns(ScorecardFact)
    query = select(table(ScorecardFact)).where(fact.enterprise_id == enterprise_id)
    if checked_only:
        query = query.where(fact.state == "verified")
    return session.execute(query.order_by(fact.created_at, fact.id)).all()


def read_weights(session: Session, on: date) -> tuple[Weights, Figure | None]:
    """Points by level, highest first, with the cap; and the figure that names their source."""
    points = get_figures(session, POINTS, on)
    most = get_figures(session, MOST, on).get("")
    by_level = {level: points[level].number for level in FACT_LEVELS if level in points}
    return Weights(by_level, most.number if most else 0), most


def facts_query(actor: Actor, on: date) -> Select[Any]:
    """Every fact, for the operator alone: with the firm's name, and ``standing`` on a day."""
    if not actor.is_operator:
        raise NothingIsThere
    fact, organisation = columns(ScorecardFact), columns(Organisation)
    over = and_(fact.state == "verified", fact.expires_on < on)
    return (
        select(
            fact.id,
            organisation.name.label("firm"),
            fact.dimension,
            fact.title,
            fact.level,
            fact.issuer,
            fact.obtained_on,
            fact.expires_on,
            case((over, "expired"), else_=fact.state).label("standing"),
            fact.created_at,
        )
        .select_from(table(ScorecardFact))
        .join(table(Organisation), organisation.id == fact.enterprise_id)
        .where(organisation.state != "merged")
    )
