"""What a firm's file shows to one viewer: profile, completeness, scorecard, list, consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.codes import SECTIONS, section_of
from ..shared.parameters import Figure
from ..shared.size_class import SizeStory, explain
from ..shared.tables import columns
from ..vault.models import VaultDocument
from .completeness import Item, Known, completeness
from .consent_queries import Granted, find_basis, list_authorisations
from .consent_rules import is_live, standing
from .dishonesty_queries import list_listings
from .models import Enterprise, TradeLink
from .queries import Firm, find_dishonest, get_firm_for_viewer
from .scorecard_queries import list_facts, read_weights
from .scorecard_rules import DimensionScore, counts, score
from .scorecard_rules import standing as fact_standing


@dataclass(frozen=True)
class FirmFile:
    """The page of one firm for one viewer; what the viewer may not see is empty."""

    firm: Firm
    own: bool
    section: str
    size: SizeStory
    gaps: list[Item]
    scores: list[DimensionScore]
    points: dict[str, int]
    source: Figure | None
    facts: list[tuple[Any, str, bool]]
    listings: Sequence[Any]
    dishonest: bool
    consents: list[tuple[Granted, str]]
    basis: Granted | None

    @property
    def total(self) -> int:
        """The points of all dimensions."""
        return sum(one.points for one in self.scores)

    @property
    def most(self) -> int:
        """The most points that there are."""
        return sum(one.most for one in self.scores)

    @property
    def is_open(self) -> bool:
        """Whether any bank may see the file now."""
        return bool(self._live)

    @property
    def has_both(self) -> bool:
        """Whether one consent is for every bank while others name one."""
        return {row.bank_id is None for row in self._live} == {True, False}

    @property
    def _live(self) -> list[Granted]:
        return [row for row, name in self.consents if name == "live"]


def look_at_firm(session: Session, actor: Actor, enterprise_id: str, today: date) -> FirmFile:
    """Gather the page; raises NothingIsThere where the viewer may not see the file."""
    firm = get_firm_for_viewer(session, actor, enterprise_id, today)
    own = actor.organisation_id == enterprise_id
    in_bank = actor.kind == "bank"
    facts = list_facts(session, enterprise_id, checked_only=not (own or actor.is_operator))
    weights, source = read_weights(session, today)
    granted = [] if in_bank else list_authorisations(session, enterprise_id)
    one = firm.enterprise
    return FirmFile(
        firm=firm,
        own=own,
        section=f"{section_of(one.industry)} {SECTIONS[section_of(one.industry)]}",
        size=explain(one.industry, one.employees, one.revenue_fen, one.assets_fen),
        gaps=completeness(_known(session, one, facts, granted, today)) if own else [],
        scores=score(facts, weights, today),
        points=dict(weights.points),
        source=source,
        facts=[
            (fact, fact_standing(fact.state, fact.expires_on, today), counts(fact, today))
            for fact in facts
        ],
        listings=list_listings(session, enterprise_id, today, standing_only=in_bank),
        dishonest=find_dishonest(session, enterprise_id, today),
        consents=[(row, standing(row, granted, today)) for row in granted],
        basis=find_basis(session, actor, enterprise_id, today) if in_bank else None,
    )


def _known(
    session: Session, one: Enterprise, facts: Sequence[Any], granted: Sequence[Granted], today: date
) -> Known:
    story = explain(one.industry, one.employees, one.revenue_fen, one.assets_fen)
    return Known(
        contact=bool(one.legal_representative and one.phone and one.founded),
        size=story.result is not None,
        tax_grade=bool(one.tax_grade),
        partners=_has_partner(session, one.id),
        documents=_has_licence(session, one.id, today),
        scorecard=any(counts(fact, today) for fact in facts),
        consent=any(is_live(row, today) for row in granted),
    )


def _has_partner(session: Session, enterprise_id: str) -> bool:
    link = columns(TradeLink)
    mine = or_(link.core_id == enterprise_id, link.partner_id == enterprise_id)
    return bool(session.execute(select(exists().where(mine, link.state == "active"))).scalar())


def _has_licence(session: Session, enterprise_id: str, today: date) -> bool:
    paper = columns(VaultDocument)
    valid = or_(paper.valid_to.is_(None), paper.valid_to >= today)
    mine = paper.owner_id == enterprise_id
    query = exists().where(mine, paper.kind == "licence", paper.state == "current", valid)
    return bool(session.execute(select(query)).scalar())
