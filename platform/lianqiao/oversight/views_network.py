"""A bank's view around an opportunity: picture, table, JSON, walked through by plain links."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from graph.kinds import EdgeKind
from graph.table import Row, rows, to_json
from graph.words import translated

from ..shared.listing import Column, Listing
from ..shared.pictures import draw
from ..shared.web import access, get_session, render, today, viewer
from .network import RADII, Network, look_at_network

network = Blueprint("network", __name__)
DRAWN = 60  # boxes; the rest of a column is one box with their number
TOLD_BY_DOCUMENT = frozenset({EdgeKind.HOLDS, EdgeKind.AGAINST})
COLUMNS = (
    Column("source", _l("从"), order=True),
    Column("relation", _l("关系"), order=True),
    Column("target", _l("到"), order=True),
    Column("document", _l("单据")),
    Column("amount_fen", _l("金额（元）"), "money", order=True),
)


@dataclass(frozen=True)
class Relation:
    """A line of the table: what a link says."""

    source: str
    relation: str
    target: str
    document: str
    amount_fen: int | None


@network.get("/opportunities/<opportunity_id>/network")
@access("bank")
def network_show(opportunity_id: str) -> Any:
    """The firms, documents and own loans around an opportunity, as far as they may be seen."""
    asked = request.args.get("radius", "")
    radius = int(asked) if asked in {str(one) for one in RADII} else 2
    focus = request.args.get("focus", "")
    shown = look_at_network(get_session(), viewer(), opportunity_id, focus, radius, today())
    if request.args.get("format") == "json":
        return jsonify(to_json(shown.graph))
    listing = _listing(shown)
    found = _relations(shown, listing.search)
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(found), str(_("企业关系网")))
    return _page(shown, listing, found)


def _page(shown: Network, listing: Listing, found: list[Relation]) -> Any:
    drawn = shown.without_documents()
    return render(
        "oversight/network.html",
        "listing",
        shown=shown,
        asset=shown.asset,
        name=shown.graph.nodes[shown.middle]["label"],
        page=listing.page_of(found),
        picture=draw(drawn, limit=DRAWN) if drawn.number_of_edges() else None,
        radii=RADII,
        address=lambda **more: _address(shown, **more),
        href=lambda node: (
            _address(shown, focus=node.id) if node.kind in ("enterprise", "core") else None
        ),
    )


def _listing(shown: Network) -> Listing:
    kept = {"radius": str(shown.radius), "focus": request.args.get("focus", "")}
    path = url_for("network.network_show", opportunity_id=shown.opportunity.id)
    return Listing(COLUMNS, request.args, path, kept=kept)


def _relations(shown: Network, search: str) -> list[Relation]:
    words = translated(_).edges
    listed = [
        _relation(row, words)
        for row in rows(shown.graph)
        if row.target is not None and row.kind not in TOLD_BY_DOCUMENT
    ]
    wanted = search.casefold()
    return [
        one for one in listed if wanted in f"{one.source} {one.target} {one.document}".casefold()
    ]


def _relation(row: Row, words: Any) -> Relation:
    return Relation(
        source=row.source.label,
        relation=words[row.kind],
        target=row.target.label if row.target else "",
        document=row.document or "",
        amount_fen=row.amount_fen or None,
    )


def _address(shown: Network, **more: Any) -> str:
    """This page with other words."""
    words = {"focus": shown.middle, "radius": shown.radius, **more}
    if words["focus"] == shown.asset.borrower_id:
        words["focus"] = ""
    kept = {name: value for name, value in words.items() if value}
    return url_for("network.network_show", opportunity_id=shown.opportunity.id, **kept)
