"""The links of a run as picture and table: around a firm, a bank or a core enterprise."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.errors import NothingIsThere
from ..shared.listing import Column, Listing
from ..shared.pictures import draw
from ..shared.web import access, get_session, render, today, viewer
from .match_blueprint import matching_pages
from .match_links import Way, graph_of, ways_in
from .match_words import told
from .models import MatchRun
from .queries_links import list_cores, list_links, list_middles
from .queries_matching import get_run
from .run_match import find_current_run

DRAWN = 60  # boxes; the rest of a column is one box with their number
CLEAR = 120  # ways that a picture without a middle can still show
EXPLAINED = 12  # ways whose rules are spelled out below the table
COLUMNS = (
    Column("firm", _l("融资企业"), order=True),
    Column("document_no", _l("单据"), "code", order=True, link=True),
    Column("core", _l("对方企业"), order=True),
    Column("product", _l("产品"), order=True),
    Column("bank", _l("银行"), order=True),
    Column("principal_fen", _l("可融资金额（元）"), "money", order=True),
    Column("cost_fen", _l("利息和费用（元）"), "money", order=True),
    Column("mark", _l("推荐"), "state", labels={"yes": _l("推荐")}, tones={"yes": "brand"}),
)


@matching_pages.get("/opportunities/links")
@access("enterprise", "bank")
def opportunities_links() -> Any:
    """The viewer's own part of the current run."""
    run = find_current_run(get_session())
    return _page(run, url_for("matching.opportunities_links"), whole=True)


@matching_pages.get("/matching/<run_id>/links")
@access("operator", "regulator")
def runs_links(run_id: str) -> Any:
    """Any run, around one firm, bank or core enterprise."""
    run = get_run(get_session(), viewer(), run_id)
    return _page(run, url_for("matching.runs_links", run_id=run.id), whole=False)


def _page(run: MatchRun | None, path: str, *, whole: bool) -> Any:
    session, actor, around = get_session(), viewer(), request.args.get("around", "")
    listing = Listing(_columns(), request.args, path, searchable=False, kept={"around": around})
    shown = run if around or whole else None
    rows = list_links(session, actor, shown, today(), around) if shown else []
    if around and not rows:
        raise NothingIsThere
    graph = graph_of(rows, list_cores(session, {row.core_id for row in rows}))
    ways = ways_in(graph, rows, around)
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(ways), str(_("融资路径")))
    if around:
        graph.graph["around"] = around
    page = listing.page_of(ways)
    return render(
        "financing/match_links.html",
        "listing",
        run=run,
        page=page,
        around=around,
        middles=list_middles(session, actor, run, today()) if run else None,
        picture=draw(graph, limit=DRAWN) if rows and (around or len(rows) <= CLEAR) else None,
        reasons=[(way, _told(way)) for way in page.rows[:EXPLAINED]],
        link=_address,
        href=lambda node: None,
    )


def _columns() -> list[Column]:
    """What the viewer is in every row goes without saying."""
    known = {"enterprise": "firm", "bank": "bank"}.get(viewer().kind)
    return [column for column in COLUMNS if column.key != known]


def _told(way: Way) -> Any:
    return told(way.pair.checks, way.pair.rule_version, "", "")


def _address(way: Way) -> str:
    """Where the pair is explained to its viewer."""
    if viewer().kind == "bank":
        pair = way.pair.opportunity_id
        return url_for("matching.opportunities_show", opportunity_id=pair)
    if viewer().kind == "enterprise":
        return url_for("matching.opportunities_options", asset_id=way.pair.asset_id)
    return url_for("registry.enterprises_show", enterprise_id=way.pair.borrower_id)
