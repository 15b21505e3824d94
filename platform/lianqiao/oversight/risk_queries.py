"""Reads of risk findings; who may see which is part of each query.

Regulator and operator see all. A bank sees a finding only when every firm that it speaks of
lets this bank see its file on that day (docs/decisions/0012): else it is not there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, false, func, or_, select, true
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.bulk import in_parts
from ..registry.models import Authorisation, Enterprise
from ..registry.queries import consent_to
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.models import SavedSetting
from ..shared.parameters import get_figure
from ..shared.tables import columns, table
from ..trade.models import Asset
from .models import GraphMeasure, RiskComment, RiskFinding, RiskFindingFirm
from .risk_rules import RiskFigures

OFFICES = ("regulator", "operator")
LAST_SCAN = "risk_scan"
PARTY = table(Organisation).alias("party")


@dataclass(frozen=True)
class LastScan:
    """When the county was last searched, and at how many firms the search was cut short."""

    on: date
    findings: int
    cut_at: tuple[str, ...]


def read_risk_figures(session: Session, on: date) -> RiskFigures:
    """The figures of the risk rules in force on a day."""

    def figure(key: str, scope: str = "") -> int:
        return get_figure(session, f"risk.{key}", on, scope).number

    return RiskFigures(
        ring_least_fen=figure("ring_least"),
        ring_spread_ppm=figure("ring_spread"),
        ring_spread_high_ppm=figure("ring_spread", "high"),
        ring_window_days=figure("ring_window"),
        ring_firms=figure("ring_firms"),
        sales_least_fen=figure("sales_least"),
        sales_high_fen=figure("sales_least", "high"),
        largest_buyer_ppm=figure("largest_buyer"),
        hhi_ppm=figure("hhi"),
        cut_off_firms=figure("cut_off_firms"),
        cut_off_firms_high=figure("cut_off_firms", "high"),
        hub_samples=figure("hub_samples"),
    )


def consenting_firms(bank_id: str, on: date) -> Any:
    """The ids of the firms that let a bank see their file on a day, as a subquery."""
    return select(columns(Authorisation).enterprise_id).where(consent_to(bank_id, on))


def visible_to(actor: Actor, on: date) -> Any:
    """The condition on a finding: the viewer may see it."""
    if actor.kind in OFFICES:
        return true()
    if actor.kind != "bank":
        return false()
    part = columns(RiskFindingFirm)
    hidden = select(part.id).where(
        part.finding_id == columns(RiskFinding).id,
        part.enterprise_id.not_in(consenting_firms(actor.organisation, on)),
    )
    return ~exists(hidden)


def findings_query(
    actor: Actor, on: date, search: str = "", park: str = "", states: Sequence[str] = ()
) -> Select[Any]:
    """The findings that the viewer may see, as columns of a list; ``lead`` is a firm's name."""
    row, lead = columns(RiskFinding), columns(Organisation)
    count = select(func.count(columns(RiskFindingFirm).id)).where(
        columns(RiskFindingFirm).finding_id == row.id
    )
    query = (
        select(
            row.id,
            row.number,
            row.kind,
            row.severity,
            lead.name.label("lead"),
            count.scalar_subquery().label("firms"),
            row.amount_fen,
            row.found_on,
            row.last_seen_on,
            row.state,
        )
        .join(table(Organisation), lead.id == row.evidence["lead"].as_string())
        .where(visible_to(actor, on))
    )
    if states:
        query = query.where(row.state.in_(states))
    if park:
        query = query.where(_has_firm(columns(Enterprise).park == park))
    if search:
        like = f"%{search.lower()}%"
        named = _has_firm(func.lower(PARTY.c.name).like(like))
        query = query.where(or_(func.lower(row.number).like(like), named))
    return query


def _has_firm(condition: Any) -> Any:
    """Whether one of the firms that a finding speaks of meets a condition."""
    part = columns(RiskFindingFirm)
    firms = select(part.id).join(table(Enterprise), columns(Enterprise).id == part.enterprise_id)
    of_it = firms.join(PARTY, PARTY.c.id == part.enterprise_id)
    return exists(of_it.where(part.finding_id == columns(RiskFinding).id, condition))


def count_findings(session: Session, actor: Actor, on: date, state: str) -> int:
    """How many findings of a state the viewer's list holds."""
    query = findings_query(actor, on, states=[state]).subquery()
    return int(session.execute(select(func.count()).select_from(query)).scalar_one())


def get_finding_for_viewer(
    session: Session, actor: Actor, finding_id: str, on: date
) -> RiskFinding:
    """A finding that the viewer may see; raises NothingIsThere."""
    query = select(RiskFinding).where(columns(RiskFinding).id == finding_id, visible_to(actor, on))
    return _there(session.execute(query).scalar_one_or_none())


def lock_finding_for_office(session: Session, actor: Actor, finding_id: str) -> RiskFinding:
    """A finding for the people who deal with it, held until the transaction ends."""
    query = select(RiskFinding).where(columns(RiskFinding).id == finding_id)
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.execute(held).scalar_one_or_none() if actor.kind in OFFICES else None
    return _there(found)


def _there(found: RiskFinding | None) -> RiskFinding:
    if found is None:
        raise NothingIsThere
    return found


def read_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The names of firms that a finding speaks of, by id; the caller may see the finding.

    Read by the evidence, so that a firm that was merged into another one keeps its place.
    """
    organisation = columns(Organisation)
    found: dict[str, str] = {}
    for part in in_parts(ids):
        query = select(organisation.id, organisation.name).where(organisation.id.in_(part))
        found |= {row.id: row.name for row in session.execute(query)}
    return found


def list_comments(session: Session, finding_id: str) -> Sequence[RiskComment]:
    """What was written to a finding, oldest first."""
    row = columns(RiskComment)
    query = select(RiskComment).where(row.finding_id == finding_id)
    return session.execute(query.order_by(row.at, row.created_at)).scalars().all()


def read_documents(session: Session, ids: Iterable[str]) -> dict[str, Any]:
    """Number and state of documents that the viewer has been shown, by id."""
    asset = columns(Asset)
    found: dict[str, Any] = {}
    for part in in_parts(ids):
        query = select(asset.id, asset.document_no, asset.state).where(asset.id.in_(part))
        found |= {row.id: row for row in session.execute(query)}
    return found


def find_last_scan(session: Session) -> LastScan | None:
    """The last scan of the county, or None before the first one."""
    kept = session.get(SavedSetting, LAST_SCAN)
    if kept is None or not kept.value:
        return None
    on = date.fromisoformat(kept.value["on"])
    return LastScan(on, int(kept.value["findings"]), tuple(kept.value["cut_at"]))


def find_last_measure(session: Session) -> date | None:
    """The day of the newest measurement of the hubs."""
    newest: date | None = session.execute(
        select(func.max(columns(GraphMeasure).measured_on))
    ).scalar_one()
    return newest


def hubs_query(search: str = "", park: str = "") -> Select[Any]:
    """What the job measured of each firm, as columns of a list. For the offices alone."""
    row, firm, organisation = columns(GraphMeasure), columns(Enterprise), columns(Organisation)
    query = (
        select(
            firm.id,
            organisation.name,
            firm.park,
            row.betweenness_ppm,
            row.dependents,
            row.measured_on,
        )
        .select_from(table(GraphMeasure))
        .join(table(Enterprise), firm.id == row.enterprise_id)
        .join(table(Organisation), organisation.id == firm.id)
    )
    if park:
        query = query.where(firm.park == park)
    if search:
        query = query.where(func.lower(organisation.name).like(f"%{search.lower()}%"))
    return query


def list_firms_to_ask(session: Session, asked: str) -> list[tuple[str, str]]:
    """(id, name) of the core enterprises and of the firm that was asked for, by name."""
    firm, organisation = columns(Enterprise), columns(Organisation)
    query = (
        select(firm.id, organisation.name)
        .join(table(Organisation), organisation.id == firm.id)
        .where(or_(firm.is_core, firm.id == asked))
        .order_by(organisation.name, firm.id)
    )
    return [(row.id, row.name) for row in session.execute(query)]


def find_measure(session: Session, enterprise_id: str) -> GraphMeasure | None:
    """What the job measured of one firm."""
    query = select(GraphMeasure).where(columns(GraphMeasure).enterprise_id == enterprise_id)
    return session.execute(query).scalar_one_or_none()


def read_sampling(session: Session) -> tuple[int, int] | None:
    """(firms sampled, firms in all) of the newest measurement; None before the first one."""
    row = columns(GraphMeasure)
    query = select(row.samples, row.firms).order_by(row.measured_on.desc()).limit(1)
    found = session.execute(query).first()
    return None if found is None else (int(found.samples), int(found.firms))
