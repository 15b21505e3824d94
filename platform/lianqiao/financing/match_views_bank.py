"""What a bank sees of matching: documents that fit its own products, and why."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..products.models import Product
from ..products.queries import own_products
from ..registry.models import Enterprise
from ..registry.queries import find_dishonest, get_firm_for_viewer
from ..shared.listing import Choice, Column, Listing
from ..shared.pictures import draw
from ..shared.tables import columns
from ..shared.web import access, get_session, render, today, viewer
from ..trade.check_reading import checks_of_asset, clauses_of
from ..trade.models import Asset
from ..trade.queries import get_asset
from .fit_page import marks_behind
from .match_blueprint import matching_pages
from .match_picture import picture_of
from .match_words import told
from .models import Opportunity
from .queries_matching import (
    bank_opportunities_query,
    get_name,
    get_opportunity_for_bank,
    list_own_options_of_bank,
)
from .views_papers import papers_section
from .words import KINDS, PARKS

ROW = columns(Opportunity)
ASSET = columns(Asset)
RECOMMENDED = {"yes": _l("推荐")}


def _listing() -> Listing:
    query = bank_opportunities_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    shown = (
        Column("borrower", _l("企业"), order=named["borrower"], link=True),
        Column("park", _l("园区"), "choice", columns(Enterprise).park, labels=PARKS),
        Column("kind", _l("种类"), "choice", ASSET.kind, labels=KINDS),
        Column("core", _l("对方企业"), order=named["core"]),
        Column("product", _l("产品"), order=columns(Product).name),
        Column("principal_fen", _l("可融资金额"), "money", ROW.principal_fen),
        Column("due_date", _l("到期日"), "date", ASSET.due_date),
        Column("all_in_ppm", _l("综合成本"), "ppm", ROW.all_in_ppm),
        Column("fit", _l("匹配度"), "number", ROW.fit),
        Column(
            "recommended",
            _l("推荐"),
            "state",
            named["rank"].element,
            labels=RECOMMENDED,
            tones={"yes": "brand"},
        ),
    )
    choices = (
        Choice("product", _l("产品"), own_products(get_session(), viewer())),
        Choice("park", _l("园区"), list(PARKS.items())),
        Choice("recommended", _l("推荐"), [("yes", _l("只看推荐"))]),
    )
    path = url_for("matching.opportunities")
    return Listing(shown, request.args, path, choices, default_sort="-recommended")


def bank_opportunities() -> Any:
    """Documents that fit the own bank's products, recommended ones first."""
    listing = _listing()
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("融资机会"))
    page = listing.fetch(get_session(), query)
    return render("financing/opportunities_bank.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = bank_opportunities_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(
            or_(*(named[name].ilike(words) for name in ("borrower", "core", "document_no")))
        )
    if listing.chosen("product"):
        query = query.where(ROW.product_id == listing.chosen("product"))
    if listing.chosen("park"):
        query = query.where(columns(Enterprise).park == listing.chosen("park"))
    if listing.chosen("recommended"):
        query = query.where(ROW.recommended_fen > 0)
    return query


@matching_pages.get("/opportunities/<opportunity_id>")
@access("bank")
def opportunities_show(opportunity_id: str) -> Any:
    """One opportunity: why it fits, the firm as far as it lets itself be seen, the graph."""
    session, actor = get_session(), viewer()
    row = get_opportunity_for_bank(session, actor, opportunity_id, today())
    product = session.get_one(Product, row.product_id)
    asset = get_asset(session, row.asset_id)
    names = {end: get_name(session, end) for end in (asset.borrower_id, asset.core_id)}
    options = list_own_options_of_bank(session, actor, asset.id)
    return render(
        "financing/opportunities_show.html",
        row=row,
        product=product,
        asset=asset,
        names=names,
        firm=get_firm_for_viewer(session, actor, row.borrower_id, today()),
        dishonest=find_dishonest(session, row.borrower_id, today()),
        checks=told(row.checks, product.rule_version, "", ""),
        clauses=clauses_of(asset),
        asset_checks=checks_of_asset(session, actor, asset, today()),
        options=options,
        marks=marks_behind(session, row.borrower_id, [(row, product)], today()),
        papers=papers_section(asset, actor),
        picture=draw(picture_of(asset, names, options)),
        href=lambda node: (
            url_for("products.products_show", product_id=node.id)
            if node.kind == "product"
            else None
        ),
    )
