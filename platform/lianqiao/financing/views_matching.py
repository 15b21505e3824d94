"""Match runs: the list, starting one, what came out, what the limits are worth."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.listing import Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from . import match_views_bank, match_views_firm, views_links, views_what_if
from .limit_names import get_names_of_limits
from .match_blueprint import matching_pages
from .match_views_bank import bank_opportunities
from .match_views_firm import firm_opportunities
from .match_words import priced_limits
from .models import MatchRun
from .queries_matching import get_run, runs_query
from .run_match import run_match

__all__ = ["match_views_bank", "match_views_firm", "matching_pages", "views_links", "views_what_if"]

LONGEST_SECONDS = 20.0
RUN = columns(MatchRun)
STANDINGS = {"current": _l("当前"), "earlier": _l("以前")}
COLUMNS = (
    Column("as_of", _l("截至日期"), "date", RUN.as_of, link=True),
    Column("standing", _l("状态"), "state", labels=STANDINGS, tones={"current": "good"}),
    Column("finished_at", _l("完成时间"), "moment", RUN.created_at),
    Column("started_by", _l("发起人")),
    Column("assets", _l("单据"), "number", RUN.assets),
    Column("eligible_pairs", _l("可行配对"), "number", RUN.eligible_pairs),
    Column("funded_assets", _l("推荐单据"), "number", RUN.funded_assets),
    Column("principal_fen", _l("推荐金额"), "money", RUN.principal_fen),
)


@matching_pages.get("/matching")
@access("operator", "regulator")
def runs() -> Any:
    """Every run, the newest first."""
    listing = Listing(
        COLUMNS,
        request.args,
        url_for("matching.runs"),
        default_sort="-finished_at",
        searchable=False,
    )
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), runs_query(), _("匹配记录"))
    page = listing.fetch(get_session(), runs_query())
    return render("financing/matching.html", "listing", page=page)


@matching_pages.post("/matching")
@access("operator")
def runs_start() -> Any:
    """Match now."""
    run = run_match(get_session(), viewer(), today(), now(), LONGEST_SECONDS)
    flash(_("匹配完成：推荐 %(n)s 张单据。", n=run.funded_assets), "good")
    return redirect(url_for("matching.runs_show", run_id=run.id))


@matching_pages.get("/matching/<run_id>")
@access("operator", "regulator")
def runs_show(run_id: str) -> Any:
    """One run: its figures, its proof, and what each scarce limit is worth."""
    session = get_session()
    run = get_run(session, viewer(), run_id)
    prices = priced_limits(run.limit_prices, get_names_of_limits(session))
    return render("financing/matching_run.html", run=run, prices=prices)


@matching_pages.get("/opportunities")
@access("enterprise", "bank")
def opportunities() -> Any:
    """What matching found: for a firm by document, for a bank by pair."""
    return bank_opportunities() if viewer().kind == "bank" else firm_opportunities()
