"""The chain as a picture with a table beside it."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from graph.chain import core_enterprises, tiers
from graph.model import TradeGraph
from graph.table import rows

from ..shared.actor import Actor
from ..shared.pictures import draw
from ..shared.web import access, get_session, render, today, viewer
from .blueprint import registry
from .chain import chain_for_viewer, visible_trades
from .words import PARK_NAMES


@registry.get("/chain")
@access("enterprise", "bank", "regulator", "operator")
def chain() -> Any:
    """Who supplies whom, as far as the viewer may see it."""
    actor = viewer()
    park = request.args.get("park", "")
    if actor.kind not in ("regulator", "operator") or park not in PARK_NAMES:
        park = ""
    graph = chain_for_viewer(get_session(), actor, today(), park)
    return render(
        "registry/chain.html",
        picture=draw(graph) if graph.number_of_edges() else None,
        rows=[row for row in rows(graph) if row.target is not None],
        firms=graph.number_of_nodes(),
        deepest=_deepest(graph, actor),
        park=park,
        parks=PARK_NAMES,
        href=_addresses(actor),
    )


def _deepest(graph: TradeGraph, actor: Actor) -> int:
    """How many tiers of suppliers stand above the core enterprises, or above the viewer."""
    starts = core_enterprises(graph)
    if actor.kind == "enterprise" and actor.organisation in graph:
        starts = [actor.organisation]
    return max(tiers(graph, starts, "up").values(), default=0)


def _addresses(actor: Actor) -> Callable[[Any], str | None]:
    """Where a firm in the picture leads: its link for a partner, its file for an office."""
    if actor.kind != "enterprise":
        return lambda node: url_for("registry.enterprises_show", enterprise_id=node.id)
    own = actor.organisation
    links = {
        trade.seller if trade.buyer == own else trade.buyer: trade.link_id
        for trade in visible_trades(get_session(), actor, today())
        if own in (trade.seller, trade.buyer)
    }

    def address(node: Any) -> str | None:
        if node.id == own:
            return url_for("registry.enterprises_show", enterprise_id=own)
        link = links.get(node.id)
        return url_for("registry.partners_show", link_id=link) if link else None

    return address
