"""Reads what two firms have and plans what becomes of it, without writing anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, and_, or_, select
from sqlmodel import Session

from ..shared.tables import columns, metadata
from . import merge_rules as rules
from .merge_references import Key, Reference, references
from .merge_rules import LinkFact, LinkPlan, Obstacle, Taken
from .models import TradeLink

# What happens to a row of the merged firm that would stand under the same key as one of the
# staying firm. drop: it says nothing more; park: it stays with the merged firm as history;
# own: planned below by a rule of its own; never: the column holds no firm.
COLLISIONS: Mapping[str, str] = {
    "membership": "drop",
    "risk_finding_firm": "drop",
    "graph_measure": "drop",
    "saved_mapping": "drop",
    "scorecard_fact": "park",
    "set_off_answer": "park",
    "vault_document": "park",
    "trade_link": "own",
    "authorisation": "own",  # those of the merged firm end before anything is moved
    "credit_limit": "own",
    "receivable": "own",
    "purchase_order": "own",
    "asset_claim": "never",  # the holder of a claim is a bank
}
PAPERS = ("receivable", "purchase_order")
Rows = dict[str, set[str]]


@dataclass(frozen=True)
class JoinedLimit:
    """What is taken under the merged firm's limit goes under the staying firm's, in fen."""

    gone_id: str
    stay_id: str
    taken: Taken


@dataclass
class Plan:
    """What becomes of the rows of both firms, by table and id.

    ``parked`` rows stay with the merged firm, ``traded`` ones of the staying firm go to it,
    ``dropped`` ones are deleted; everything else of the merged firm moves.
    """

    gone: str
    stay: str
    obstacles: list[Obstacle] = field(default_factory=list)
    ends: tuple[str, ...] = ()
    limits: list[JoinedLimit] = field(default_factory=list)
    doubles: list[tuple[str, str]] = field(default_factory=list)
    parked: Rows = field(default_factory=lambda: defaultdict(set))
    traded: Rows = field(default_factory=lambda: defaultdict(set))
    dropped: Rows = field(default_factory=lambda: defaultdict(set))


def plan_merge(session: Session, gone: str, stay: str, *, hold: bool = False) -> Plan:
    """Plan the merge of one firm into another; its obstacles are part of the plan.

    With ``hold`` nobody moves the limits until the caller's transaction ends.
    """
    plan = Plan(gone, stay)
    _plan_links(session, plan)
    _plan_limits(session, plan, hold=hold)
    _plan_papers(session, plan)
    _plan_set_offs(session, plan)
    for reference in references():
        _plan_collisions(session, plan, reference)
    return plan


def named(name: str) -> Table:
    """A table by name: those of the slices above are not imported here."""
    return metadata.tables[name]


def collisions(
    session: Session, place: Table, key: Key, moved: Iterable[str], plan: Plan
) -> list[tuple[str, str]]:
    """(row of the merged firm, row of the staying firm) that would stand under one key."""
    ours, theirs = _rows_under(place, key), _rows_under(place, key)
    found: list[tuple[str, str]] = []
    for name in set(key.columns) & set(moved):
        same = [ours.c[other] == theirs.c[other] for other in key.columns if other != name]
        query = (
            select(ours.c.id, theirs.c.id)
            .join_from(ours, theirs, and_(theirs.c[name] == plan.stay, *same))
            .where(ours.c[name] == plan.gone)
        )
        found += [(a, b) for a, b in session.execute(query.order_by(ours.c.id))]
    return found


def _rows_under(place: Table, key: Key) -> Any:
    if key.where is None:
        return place.alias()
    return select(place).where(key.where).subquery()


def _plan_collisions(session: Session, plan: Plan, reference: Reference) -> None:
    rule = COLLISIONS.get(reference.name)
    if rule in ("own", "never"):
        return
    for key in reference.keys:
        found = collisions(session, reference.table, key, reference.columns, plan)
        if not found:
            continue
        if rule is None:
            plan.obstacles.append(rules.unknown_collision(reference.name))
        rows = plan.dropped if rule == "drop" else plan.parked
        rows[reference.name] |= {gone for gone, _stay in found}
        if reference.name == "vault_document":
            plan.doubles += found


def _plan_links(session: Session, plan: Plan) -> None:
    links = rules.plan_links(_links(session, plan), plan.gone, plan.stay)
    if links.between:
        plan.obstacles.append(rules.links_between())
    _keep_links(plan, links)


def _keep_links(plan: Plan, links: LinkPlan) -> None:
    plan.ends = links.ends
    plan.parked["trade_link"] |= links.parked
    plan.traded["trade_link"] |= links.traded


def _links(session: Session, plan: Plan) -> list[LinkFact]:
    link, pair = columns(TradeLink), (plan.gone, plan.stay)
    query = (
        select(link.id, link.core_id, link.partner_id, link.direction, link.state)
        .where(or_(link.core_id.in_(pair), link.partner_id.in_(pair)))
        .order_by(link.id)
    )
    return [LinkFact(*row) for row in session.execute(query)]


def _plan_limits(session: Session, plan: Plan, *, hold: bool) -> None:
    """Limits per party: two of one bank and scope become one; at most one of them is in use."""
    row = named("credit_limit").c
    query = select(
        row.id,
        row.holder_id,
        row.scope,
        row.party_id,
        row.ceiling_fen,
        row.reserved_fen,
        row.used_fen,
    ).where(row.party_id.in_((plan.gone, plan.stay)))
    query = query.order_by(row.holder_id, row.scope, row.id)
    query = query.with_for_update() if hold else query
    limits = {(one.party_id, one.holder_id, one.scope): one for one in session.execute(query)}
    told = set()
    for (party, holder, scope), ours in limits.items():
        theirs = limits.get((plan.stay, holder, scope))
        if party != plan.gone or theirs is None:
            continue
        taken = _taken(ours)
        obstacle = rules.check_limits(taken, _taken(theirs))
        if obstacle is not None and obstacle.why not in told:
            told.add(obstacle.why)
            plan.obstacles.append(obstacle)
        plan.limits.append(JoinedLimit(ours.id, theirs.id, taken))
        plan.dropped["credit_limit"].add(ours.id)


def _taken(row: Any) -> Taken:
    return Taken(int(row.ceiling_fen), int(row.reserved_fen), int(row.used_fen))


def _plan_papers(session: Session, plan: Plan) -> None:
    _plan_papers_between(session, plan)
    refused: list[str] = []
    for reference in references():
        if reference.name in PAPERS:
            for key in reference.keys:
                pairs = collisions(session, reference.table, key, reference.columns, plan)
                refused += _place_same_papers(session, plan, reference.name, pairs)
    if refused:
        plan.obstacles.append(rules.same_papers(sorted(set(refused))))


def _plan_papers_between(session: Session, plan: Plan) -> None:
    """Documents of the two against each other: only withdrawn ones may be left behind."""
    row = named("asset").c
    both = or_(
        and_(row.creditor_id == plan.gone, row.debtor_id == plan.stay),
        and_(row.creditor_id == plan.stay, row.debtor_id == plan.gone),
    )
    refused = []
    for id_, number, state in session.execute(
        select(row.id, row.document_no, row.state).where(both)
    ):
        if state == "withdrawn":
            _leave(plan.parked, id_)
        else:
            refused.append(number)
    if refused:
        plan.obstacles.append(rules.papers_between(sorted(refused)))


def _leave(rows: Rows, asset_id: str) -> None:
    """A document is one row in three tables, of which one extends the first."""
    for name in ("asset", *PAPERS):
        rows[name].add(asset_id)


def _place_same_papers(
    session: Session, plan: Plan, name: str, pairs: Sequence[tuple[str, str]]
) -> list[str]:
    if not pairs:
        return []
    row = named("asset").c
    ids = {one for pair in pairs for one in pair}
    query = select(row.id, row.document_no, row.state).where(row.id.in_(ids))
    papers = {paper.id: paper for paper in session.execute(query)}
    refused = []
    for gone, stay in pairs:
        match rules.place_of_same_paper(papers[gone].state, papers[stay].state):
            case "park":
                _leave(plan.parked, gone)
            case "trade":
                _leave(plan.traded, stay)
            case "refuse":
                refused.append(papers[gone].document_no)
    return refused


def _plan_set_offs(session: Session, plan: Plan) -> None:
    """A set-off that waits for both would hear one firm twice."""
    part, whole = named("set_off_part").c, named("set_off").c
    waiting: dict[str, set[str]] = defaultdict(set)
    for column in (part.debtor_id, part.creditor_id):
        query = (
            select(whole.number, column)
            .join_from(named("set_off_part"), named("set_off"), whole.id == part.set_off_id)
            .where(whole.state == "proposed", column.in_((plan.gone, plan.stay)))
        )
        for number, firm in session.execute(query):
            waiting[number].add(firm)
    numbers = sorted(number for number, firms in waiting.items() if len(firms) > 1)
    if numbers:
        plan.obstacles.append(rules.set_off_of_both(numbers))
