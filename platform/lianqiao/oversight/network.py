"""A firm's network around an opportunity, as far as one bank may see it.

The rule of the wall stands here alone. The bank sees the firms whose consent covers it, what
they owe and supply each other, and its own loans to them; of the document's other party,
should that have agreed to nothing, no more than the opportunity's page tells: its name and
this one document. Never a loan, a claim or a product of another bank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from graph.errors import NodeIsNotInView
from graph.kinds import EdgeKind, NodeKind
from graph.model import DOCUMENTS, BankNode, Controls, Lends, TradeGraph, add, is_document
from graph.view import neighbourhood

from ..financing.models import Opportunity
from ..financing.queries_matching import get_opportunity_for_bank
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..trade.models import Asset
from ..trade.queries import get_asset
from .county import looking_at_county
from .risk_queries import consenting_firms

RADII = (1, 2, 3)
SHOWN = 300  # firms and documents; those that carry most money stay
OF_PAPERS = frozenset({EdgeKind.OWES, EdgeKind.ORDERED, EdgeKind.HOLDS, EdgeKind.AGAINST})


@dataclass(frozen=True)
class Sight:
    """What one bank may see of the county: the firms that agreed, and one document.

    ``ends`` are the document's two parties, whom the opportunity's page names.
    """

    county: TradeGraph
    firms: frozenset[str]
    document: str
    ends: frozenset[str]

    def node(self, node: str, data: Mapping[str, Any]) -> bool:
        """Whether a node may be seen; a document only when both its parties agreed."""
        kind = data["kind"]
        if kind is NodeKind.ENTERPRISE:
            return node in self.firms or node in self.ends
        if kind in DOCUMENTS:
            parties = {*self.county.pred[node], *self.county.succ[node]}
            return node == self.document or parties <= self.firms
        return False

    def link(self, source: str, target: str, data: Mapping[str, Any]) -> bool:
        """Whether a link may be seen between two nodes that may, and with its document.

        Own loans and hints of common control are added later: a bank would walk over them to
        all its borrowers, and to all customers of one book-keeper.
        """
        if data["kind"] is EdgeKind.SUPPLIES:
            return source in self.firms and target in self.firms
        return data["kind"] in OF_PAPERS


@dataclass(frozen=True, slots=True)
class Network:
    """The part of the county around a firm that the bank was shown."""

    opportunity: Opportunity
    asset: Asset
    middle: str
    radius: int
    graph: TradeGraph

    @property
    def left_out(self) -> int:
        """How many firms and documents are within reach and not shown."""
        return sum(self.graph.graph["left_out"].values())

    def without_documents(self) -> TradeGraph:
        """The same with documents as lines between firms, to be drawn."""
        part: TradeGraph = self.graph.copy()
        part.remove_nodes_from(
            [node for node, data in self.graph.nodes(data=True) if is_document(data)]
        )
        part.graph["left_out"] = {}
        return part


def look_at_network(
    session: Session, actor: Actor, opportunity_id: str, focus: str, radius: int, today: date
) -> Network:
    """The network around the opportunity's borrower, or around another firm that is in view.

    Raises NothingIsThere for a foreign opportunity, and for a firm that may not be seen.
    """
    opportunity = get_opportunity_for_bank(session, actor, opportunity_id, today)
    asset = get_asset(session, opportunity.asset_id)
    agreed = frozenset(session.execute(consenting_firms(actor.organisation, today)).scalars())
    ends = frozenset({asset.borrower_id, asset.core_id})
    with looking_at_county(session) as county:
        sight = Sight(county, agreed, asset.id, ends)
        part = _around(sight, focus or asset.borrower_id, radius)
        _add_documents(part, county)
        _add_hints(part, sight)
        _add_own_loans(part, county, actor)
    return Network(opportunity, asset, focus or asset.borrower_id, radius, part)


def _around(sight: Sight, middle: str, radius: int) -> TradeGraph:
    if middle not in sight.firms | sight.ends:
        raise NothingIsThere
    try:
        return neighbourhood(
            sight.county, middle, sight.node, radius, SHOWN, visible_link=sight.link
        )
    except NodeIsNotInView:
        raise NothingIsThere from None


def _add_documents(part: TradeGraph, county: TradeGraph) -> None:
    """The documents of debts that are shown: one step further than the firms they join."""
    told = {data["document"] for *_ends, data in part.edges(data=True) if "document" in data}
    for document in sorted(told - set(part)):
        part.add_node(document, **county.nodes[document])


def _add_hints(part: TradeGraph, sight: Sight) -> None:
    """What firms that are shown have in common, where both have let the bank in."""
    shown = sorted(sight.firms & set(part))
    for source in shown:
        for target, links in sight.county.succ[source].items():
            for data in links.values():
                if data["kind"] is EdgeKind.CONTROLS and target in sight.firms and target in part:
                    add(part, Controls(source, target, data["hint"]))


def _add_own_loans(part: TradeGraph, county: TradeGraph, actor: Actor) -> None:
    """The bank's own loans to firms that are shown, whoever else lends to them."""
    bank = actor.organisation
    loans = [
        Lends(bank, firm, data["loan"], data["amount_fen"])
        for firm, links in county.succ[bank].items()
        if firm in part
        for data in links.values()
        if data["kind"] is EdgeKind.LENDS
    ]
    if loans:
        add(part, BankNode(bank, actor.organisation_name))
    for loan in loans:
        add(part, loan)
