"""The chain as a graph: the active trade links that the viewer may see, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from graph.model import EnterpriseNode, Record, Supplies, TradeGraph, build

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.tables import columns, table
from .bulk import in_parts
from .models import Authorisation, Enterprise, TradeLink
from .queries import consent_to

OFFICES = ("regulator", "operator")
TIERS_BEYOND_ONE = 2  # a core enterprise sees at most three tiers up and down


@dataclass(frozen=True)
class Trade:
    """An active link read as goods flow: who supplies whom, for how much a year."""

    link_id: str
    seller: str
    buyer: str
    amount_fen: int
    shown_in_chain: bool


def chain_for_viewer(session: Session, actor: Actor, on: date, park: str = "") -> TradeGraph:
    """The graph of the trade links that the viewer may see.

    A firm sees its own links; a core enterprise also those behind its partners that they
    let it see; a bank those between firms that consented; regulator and operator all, of
    one park when asked. A firm stands in the picture only at the end of a visible link, or
    because it is the viewer's own; offices also see the firms without any.
    """
    trades = visible_trades(session, actor, on)
    return build(_records(session, actor, trades, park))


def visible_trades(session: Session, actor: Actor, on: date) -> list[Trade]:
    """The links behind ``chain_for_viewer``."""
    link = columns(TradeLink)
    if actor.kind in OFFICES:
        return _trades(session, [])
    if actor.kind == "bank":
        consented = select(columns(Authorisation).enterprise_id).where(
            consent_to(actor.organisation, on)
        )
        return _trades(session, [link.core_id.in_(consented), link.partner_id.in_(consented)])
    if actor.kind != "enterprise":
        return []
    own = actor.organisation
    direct = _trades(session, [or_(link.core_id == own, link.partner_id == own)])
    return [*direct, *_behind(session, own, direct)] if actor.is_core else direct


def _behind(session: Session, own: str, direct: Sequence[Trade]) -> list[Trade]:
    """Links further up and down, as far as each was opened to the chain by who entered it."""
    shown = _trades(session, [columns(TradeLink).shown_in_chain.is_(True)])
    seen = {trade.link_id for trade in direct}
    found: list[Trade] = []
    up = {trade.seller for trade in direct if trade.buyer == own}
    down = {trade.buyer for trade in direct if trade.seller == own}
    for _tier in range(TIERS_BEYOND_ONE):
        above = [t for t in shown if t.buyer in up and t.link_id not in seen]
        below = [t for t in shown if t.seller in down and t.link_id not in seen]
        found += dict.fromkeys([*above, *below])
        seen |= {trade.link_id for trade in found}
        up, down = {trade.seller for trade in above}, {trade.buyer for trade in below}
    return found


def _trades(session: Session, conditions: Iterable[Any]) -> list[Trade]:
    link = columns(TradeLink)
    query = (
        select(
            link.id,
            link.core_id,
            link.partner_id,
            link.direction,
            link.annual_volume_fen,
            link.shown_in_chain,
        )
        .where(link.state == "active", *conditions)
        .order_by(link.id)
    )
    return [_trade(*row) for row in session.execute(query)]


def _trade(
    id_: str, core: str, partner: str, direction: str, amount: int | None, shown: bool
) -> Trade:
    seller, buyer = (partner, core) if direction == "supplier" else (core, partner)
    return Trade(id_, seller, buyer, amount or 0, shown)


def _records(session: Session, actor: Actor, trades: Sequence[Trade], park: str) -> list[Record]:
    ids = {end for trade in trades for end in (trade.seller, trade.buyer)}
    if actor.kind == "enterprise":
        ids.add(actor.organisation)
    if actor.kind in OFFICES:
        ids.update(session.execute(_approved()).scalars())
    firms = {node.id: node for node in _firms(session, ids)}
    if park:
        trades = [t for t in trades if park in (firms[t.seller].park, firms[t.buyer].park)]
        ends = {end for trade in trades for end in (trade.seller, trade.buyer)}
        kept = ends | {id_ for id_ in ids if firms[id_].park == park}
        firms = {id_: node for id_, node in firms.items() if id_ in kept}
    return [*firms.values(), *(Supplies(t.seller, t.buyer, t.amount_fen) for t in trades)]


def _approved() -> Any:
    firm, organisation = columns(Enterprise), columns(Organisation)
    return (
        select(firm.id)
        .join(table(Organisation), organisation.id == firm.id)
        .where(organisation.state == "approved")
    )


def _firms(session: Session, ids: Iterable[str]) -> list[EnterpriseNode]:
    firm, organisation = columns(Enterprise), columns(Organisation)
    found: list[EnterpriseNode] = []
    for part in in_parts(sorted(ids)):
        query = (
            select(firm.id, organisation.name, firm.is_core, firm.park)
            .join(table(Organisation), organisation.id == firm.id)
            .where(firm.id.in_(part))
        )
        found += [EnterpriseNode(*row) for row in session.execute(query)]
    return found
