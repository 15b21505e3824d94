"""What a finding's page shows: evidence in words and as a picture, steps, comments, what is next.

Everything comes from the finding's own evidence, so that no firm beyond it can get in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from graph.kinds import Risk
from graph.model import (
    Controls,
    EnterpriseNode,
    Owes,
    ReceivableNode,
    Record,
    Supplies,
    TradeGraph,
    build,
    is_document,
)

from ..shared.actor import Actor
from ..shared.models import StateChange
from ..shared.transitions import history
from . import risk_queries as queries
from .models import GraphMeasure, RiskComment, RiskFinding
from .risk_queries import OFFICES, LastScan
from .risk_rules import documents_of, firms_of
from .states import FINDING


@dataclass(frozen=True, slots=True)
class Debt:
    """A line of the evidence: who owes whom by which document; ``state`` is what it is now."""

    debtor_id: str
    debtor: str
    creditor_id: str
    creditor: str
    document: str
    amount_fen: int
    issued: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Goods:
    """A line of the evidence: who supplies whom, for how much a year."""

    seller: str
    buyer: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Everything on the page. A bank is shown the evidence alone: no people, no comments."""

    finding: RiskFinding
    firms: Mapping[str, str]
    lead: str
    debts: Sequence[Debt]
    goods: Sequence[Goods]
    graph: TradeGraph
    steps: Sequence[StateChange]
    comments: Sequence[RiskComment]
    measure: GraphMeasure | None
    last_scan: LastScan | None
    can: frozenset[str]
    next_step: str

    @property
    def is_gone(self) -> bool:
        """Whether the newest scan did not find it again."""
        return self.last_scan is not None and self.finding.last_seen_on < self.last_scan.on


def look_at_finding(session: Session, actor: Actor, finding_id: str, today: date) -> FindingPage:
    """The page of a finding that the viewer may see; raises NothingIsThere."""
    finding = queries.get_finding_for_viewer(session, actor, finding_id, today)
    is_office = actor.kind in OFFICES
    evidence = finding.evidence
    names = queries.read_names(session, firms_of(evidence))
    debts, goods = _debts(session, evidence, names), _goods(evidence, names)
    return FindingPage(
        finding=finding,
        firms=names,
        lead=names[evidence["lead"]],
        debts=debts,
        goods=goods,
        graph=_graph(finding, names),
        steps=history(session, finding.id) if is_office else [],
        comments=queries.list_comments(session, finding.id) if is_office else [],
        measure=queries.find_measure(session, evidence["lead"]) if is_office else None,
        last_scan=queries.find_last_scan(session),
        can=frozenset(FINDING.allowed(finding.state)) if is_office else frozenset(),
        next_step=_next_step(finding, actor),
    )


def _debts(session: Session, evidence: Mapping[str, Any], names: Mapping[str, str]) -> list[Debt]:
    documents = queries.read_documents(session, documents_of(evidence))
    return [
        Debt(
            debtor_id=debt["debtor"],
            debtor=names[debt["debtor"]],
            creditor_id=debt["creditor"],
            creditor=names[debt["creditor"]],
            document=documents[debt["document"]].document_no,
            amount_fen=debt["amount_fen"],
            issued=date.fromisoformat(debt["issued"]) if debt["issued"] else None,
            state=documents[debt["document"]].state,
        )
        for debt in evidence.get("debts", ())
    ]


def _goods(evidence: Mapping[str, Any], names: Mapping[str, str]) -> list[Goods]:
    return [
        Goods(names[link["seller"]], names[link["buyer"]], link["amount_fen"])
        for link in evidence.get("links", ())
    ]


def _graph(finding: RiskFinding, names: Mapping[str, str]) -> TradeGraph:
    """The finding's firms with what the evidence says of them; its documents are lines."""
    evidence = finding.evidence
    risk = Risk(finding.severity)
    marked = {evidence["lead"]} if finding.kind in ("concentration", "single_point") else set(names)
    records: list[Record] = [
        EnterpriseNode(firm, name, risk=risk if firm in marked else None)
        for firm, name in names.items()
    ]
    for debt in evidence.get("debts", ()):
        ends = debt["debtor"], debt["creditor"], debt["document"], debt["amount_fen"]
        records += [ReceivableNode(debt["document"], "", debt["amount_fen"]), Owes(*ends)]
    records += [Supplies(**_link(link)) for link in evidence.get("links", ())]
    if "shared" in evidence:
        one, other = sorted(names)
        records.append(Controls(one, other, ",".join(evidence["shared"])))
    graph = build(records)
    papers = [node for node, data in graph.nodes(data=True) if is_document(data)]
    graph.remove_nodes_from(papers)
    graph.graph["around"] = evidence["lead"]
    return graph


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    return {"supplier": link["seller"], "buyer": link["buyer"], "amount_fen": link["amount_fen"]}


def _next_step(finding: RiskFinding, actor: Actor) -> str:
    if actor.kind not in OFFICES:
        return str(_("仅供参考：请结合贵行掌握的情况核实，不影响企业的申请和匹配"))
    words = {
        "found": _("下一步：受理后核实证据"),
        "open": _("下一步：%(name)s 核实后写明原因了结", name=finding.opened_by),
    }
    return str(words.get(finding.state, ""))
