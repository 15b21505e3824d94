"""The chain: a picture to walk through by plain links, and the same firms as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from graph.chain import core_enterprises, isolated_firms
from graph.concentration import concentration
from graph.kinds import EdgeKind
from graph.layers import layers
from graph.model import TradeGraph
from graph.table import to_json

from ..shared.actor import Actor
from ..shared.listing import Column, Listing
from ..shared.pictures import draw
from ..shared.web import access, get_session, render, today, viewer
from .blueprint import registry
from .chain import OFFICES, chain_for_viewer, visible_trades
from .chain_page import (
    RADII,
    Asked,
    FirmRow,
    depth,
    firm_row,
    firm_rows,
    judgement,
    linked_part,
    part_asked_for,
    places_of,
)
from .words import PARK_NAMES

DRAWN = 150  # boxes; the rest of a column is one box with their number
COLUMNS = (
    Column("name", _l("企业"), order=True, link=True),
    Column("role", _l("位置")),
    Column("park", _l("园区"), order=True),
    Column("suppliers", _l("供应商数"), "number", order=True),
    Column("customers", _l("客户数"), "number", order=True),
    Column("volume_fen", _l("年交易额（元）"), "money", order=True),
)
# A share is told only where the whole county is seen: of a part it would mislead.
SHARES = (
    Column("largest", _l("最大的客户")),
    Column("largest_ppm", _l("其占比"), "ppm", order=True),
)


@dataclass(frozen=True)
class Frame:
    """The whole that the viewer sees, the part that was asked for, and what was asked."""

    actor: Actor
    whole: TradeGraph
    part: TradeGraph
    asked: Asked
    park: str


@registry.get("/chain")
@access("enterprise", "bank", "regulator", "operator")
def chain() -> Any:
    """Who supplies whom, as far as the viewer may see it; also as JSON and as a workbook."""
    frame = _frame()
    if request.args.get("format") == "json":
        return jsonify(to_json(frame.part))
    listing = _listing(frame)
    rows = _searched(listing, firm_rows(frame.whole, frame.part))
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(rows), str(_("产业链企业")))
    return _page(frame, listing, rows)


def _page(frame: Frame, listing: Listing, rows: list[FirmRow]) -> Any:
    drawn = linked_part(frame.part)
    whole, asked, actor = frame.whole, frame.asked, frame.actor
    return render(
        "registry/chain.html",
        "listing",
        page=listing.page_of(rows),
        picture=draw(drawn, limit=DRAWN) if drawn.number_of_edges() else None,
        asked=asked,
        radii=RADII,
        park=frame.park,
        parks=PARK_NAMES,
        cores=_cores(whole),
        middle=_middle(frame),
        places=places_of(whole, actor.organisation) if actor.kind == "enterprise" else [],
        own=_middle_of(whole, actor.organisation) if actor.kind == "enterprise" else None,
        figures=_figures(frame),
        focus=lambda **more: _address(frame, **more),
        href=lambda node: _address(frame, around=node.id),
        leads_to=_addresses(actor),
    )


def _frame() -> Frame:
    actor, args = viewer(), request.args
    office = actor.kind in OFFICES
    park = args.get("park", "") if office else ""
    park = park if park in PARK_NAMES else ""
    radius = args.get("radius", "")
    asked = Asked(
        around=args.get("around", ""),
        radius=int(radius) if radius in {str(one) for one in RADII} else 2,
        core=args.get("core", "") if office and not args.get("around") else "",
    )
    whole = chain_for_viewer(get_session(), actor, today(), park)
    whole.graph["around"] = actor.organisation if actor.kind == "enterprise" else None
    return Frame(actor, whole, part_asked_for(whole, asked), asked, park)


def _listing(frame: Frame) -> Listing:
    path = url_for("registry.chain")
    kept = {"around": frame.asked.around, "core": frame.asked.core, "park": frame.park}
    if frame.asked.around:
        kept["radius"] = str(frame.asked.radius)
    shown = (*COLUMNS, *SHARES) if frame.actor.kind in OFFICES else COLUMNS
    return Listing(shown, request.args, path, kept=kept)


def _searched(listing: Listing, rows: list[FirmRow]) -> list[FirmRow]:
    return [row for row in rows if listing.search.casefold() in row.name.casefold()]


def _cores(graph: TradeGraph) -> list[tuple[str, str]]:
    named = [(node, graph.nodes[node]["label"]) for node in core_enterprises(graph)]
    return sorted(named, key=lambda pair: pair[1])


def _middle(frame: Frame) -> dict[str, Any] | None:
    return _middle_of(frame.whole, frame.asked.around) if frame.asked.around else None


def _middle_of(graph: TradeGraph, firm: str) -> dict[str, Any] | None:
    """A firm's row and what its concentration means."""
    if firm not in graph:
        return None
    spread = concentration(graph, firm, EdgeKind.SUPPLIES)
    return {"row": firm_row(graph, layers(graph), firm), "judgement": judgement(spread)}


def _figures(frame: Frame) -> dict[str, int]:
    graph, actor = frame.part, frame.actor
    starts = core_enterprises(graph)
    if actor.kind == "enterprise" and actor.organisation in graph:
        starts = [actor.organisation]
    return {
        "firms": graph.number_of_nodes(),
        "links": graph.number_of_edges(),
        "up": depth(graph, starts, "up"),
        "down": depth(graph, starts, "down"),
        "alone": len(isolated_firms(graph)),
    }


def _address(frame: Frame, **more: Any) -> str:
    """This page with other words; a new middle keeps the radius, and leaves a core's chain."""
    words: dict[str, Any] = {"park": frame.park, "core": frame.asked.core, **more}
    if "around" in more:
        words |= {"core": "", "radius": more.get("radius", frame.asked.radius)}
    return url_for("registry.chain", **{name: value for name, value in words.items() if value})


def _addresses(actor: Actor) -> Callable[[str], str | None]:
    """Where a firm's own page is: its link for a partner, its file for an office."""
    if actor.kind != "enterprise":
        return lambda firm: url_for("registry.enterprises_show", enterprise_id=firm)
    own = actor.organisation
    links = {
        trade.seller if trade.buyer == own else trade.buyer: trade.link_id
        for trade in visible_trades(get_session(), actor, today())
        if own in (trade.seller, trade.buyer)
    }

    def address(firm: str) -> str | None:
        if firm == own:
            return url_for("registry.enterprises_show", enterprise_id=own)
        link = links.get(firm)
        return url_for("registry.partners_show", link_id=link) if link else None

    return address
