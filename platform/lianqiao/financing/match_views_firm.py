"""What a firm sees of matching: its documents, the options of one, and their picture."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..shared.listing import Choice, Column, Listing
from ..shared.pictures import draw
from ..shared.tables import columns
from ..shared.web import access, get_session, render, today, viewer
from ..trade.models import Asset
from ..trade.tell import path_of
from .fit_page import marks_behind
from .match_blueprint import matching_pages
from .match_picture import picture_of
from .match_rules import effort
from .match_words import told
from .queries_matching import (
    chances_query,
    find_live_applications,
    get_name,
    get_own_asset,
    list_options,
)
from .run_match import find_current_run
from .words import KINDS

ASSET = columns(Asset)
MARK = {"yes": _l("推荐")}
STANDINGS = {
    "ready": _l("可以申请"),
    "applied": _l("已申请"),
    "none": _l("还差条件"),
    "waiting": _l("等待匹配"),
}
TONES = {"ready": "good", "applied": "info", "none": "warn", "waiting": "plain"}
COLUMNS = (
    Column("document_no", _l("单据号码"), "code", ASSET.document_no, link=True),
    Column("core", _l("对方企业")),
    Column("due_date", _l("到期日"), "date", ASSET.due_date),
    Column("standing", _l("情况"), "state", labels=STANDINGS, tones=TONES),
    Column("banks", _l("可选银行"), "number"),
    Column("best_ppm", _l("最低综合成本"), "ppm"),
    Column("most_fen", _l("最多可融"), "money"),
    Column("recommended", _l("推荐"), "state", labels=MARK, tones={"yes": "brand"}),
)
CHOICES = (
    Choice("standing", _l("情况"), list(STANDINGS.items())),
    Choice("kind", _l("种类"), list(KINDS.items())),
)


def firm_opportunities() -> Any:
    """The firm's confirmed, free documents and how many banks fit each."""
    listing = Listing(COLUMNS, request.args, url_for("matching.opportunities"), CHOICES, "due_date")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("融资机会"))
    page = listing.fetch(get_session(), query)
    return render("financing/opportunities_firm.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = chances_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(or_(ASSET.document_no.ilike(words), named["core"].ilike(words)))
    if listing.chosen("kind"):
        query = query.where(ASSET.kind == listing.chosen("kind"))
    if listing.chosen("standing"):
        query = query.where(named["standing"].element == listing.chosen("standing"))
    return query


@matching_pages.get("/assets/<asset_id>/options")
@access("enterprise")
def opportunities_options(asset_id: str) -> Any:
    """Every product that could finance one document, with the reason for each rule."""
    session, actor = get_session(), viewer()
    asset = get_own_asset(session, actor, asset_id)
    options = [
        (row, told(row.checks, row.rule_version, actor.organisation, path_of(asset)))
        for row in list_options(session, actor, asset.id)
    ]
    eligible = [option for option in options if option[0].eligible]
    pairs = [(row, row) for row, _checks in eligible]
    return render(
        "financing/options.html",
        asset=asset,
        core=get_name(session, asset.core_id),
        run=find_current_run(session),
        eligible=eligible,
        marks=marks_behind(session, asset.borrower_id, pairs, today()),
        misses=sorted(
            (option for option in options if not option[0].eligible),
            key=lambda option: effort(option[0].checks),
        ),
        applied=find_live_applications(session, actor, asset.id),
    )


@matching_pages.get("/assets/<asset_id>/picture")
@access("enterprise")
def opportunities_picture(asset_id: str) -> Any:
    """The graph around one document, with the same content as a table."""
    session, actor = get_session(), viewer()
    asset = get_own_asset(session, actor, asset_id)
    options = [row for row in list_options(session, actor, asset.id) if row.eligible]
    names = {end: get_name(session, end) for end in (asset.borrower_id, asset.core_id)}
    graph = picture_of(asset, names, options)
    return render(
        "financing/options_picture.html",
        asset=asset,
        picture=draw(graph),
        options=[(row, told(row.checks, row.rule_version, "", "")) for row in options],
        href=lambda node: _address(node, asset.id),
    )


def _address(node: Any, asset_id: str) -> str | None:
    if node.kind == "product":
        return url_for("products.products_show", product_id=node.id)
    if node.id == asset_id:
        return url_for("matching.opportunities_options", asset_id=asset_id)
    return None
