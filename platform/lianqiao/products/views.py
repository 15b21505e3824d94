"""Products of one's own bank, and the catalogue that enterprises choose from."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..accounts.models import Organisation
from ..registry.models import Bank
from ..registry.words import BANK_KIND_NAMES, PARK_NAMES
from ..shared.actor import Actor
from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.listing import Choice, Listing
from ..shared.listing import Column as Shown
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.web import access, get_session, render, viewer
from . import views_capacity, views_capacity_change, views_edit, views_limits
from .blueprint import products
from .edit_product import is_new
from .guarantors import lacks_capacity
from .importers import IMPORTERS
from .models import CreditLimit, Product
from .publish_product import writers
from .queries import (
    catalogue_query,
    get_core_names,
    get_product_for_viewer,
    get_quota,
    products_query,
)
from .states import PRODUCT
from .terms import listed
from .words import KIND_NAMES

__all__ = [
    "products",
    "views_capacity",
    "views_capacity_change",
    "views_edit",
    "views_limits",
]

PRODUCT_COLUMNS = columns(Product)
COLUMNS = (
    Shown("name", _l("产品名称"), order=PRODUCT_COLUMNS.name, link=True),
    Shown("code", _l("产品编号"), order=PRODUCT_COLUMNS.code),
    Shown(
        "state",
        _l("状态"),
        "state",
        PRODUCT_COLUMNS.state,
        labels=PRODUCT.labels,
        tones=PRODUCT.tones,
    ),
    Shown("rate_ppm", _l("年利率"), "ppm", PRODUCT_COLUMNS.rate_ppm),
    Shown("max_days", _l("最长期限（天）"), "number", PRODUCT_COLUMNS.max_days),
    Shown("max_amount_fen", _l("单笔最高"), "money", PRODUCT_COLUMNS.max_amount_fen),
    Shown("quota_fen", _l("总额度"), "money", columns(CreditLimit).ceiling_fen),
    Shown("taken_fen", _l("已占用"), "money"),
    Shown("rule_version", _l("规则版本"), "number"),
)
CATALOGUE = (
    Shown("name", _l("产品名称"), order=PRODUCT_COLUMNS.name, link=True),
    Shown("bank", _l("银行"), order=columns(Organisation).name),
    Shown("bank_kind", _l("银行类型"), "choice", order=columns(Bank).kind, labels=BANK_KIND_NAMES),
    Shown("rate_ppm", _l("年利率"), "ppm", PRODUCT_COLUMNS.rate_ppm),
    Shown("fee_ppm", _l("手续费率"), "ppm", PRODUCT_COLUMNS.fee_ppm),
    Shown("advance_ppm", _l("融资比例"), "ppm", PRODUCT_COLUMNS.advance_ppm),
    Shown("max_days", _l("最长期限（天）"), "number", PRODUCT_COLUMNS.max_days),
    Shown("max_amount_fen", _l("单笔最高"), "money", PRODUCT_COLUMNS.max_amount_fen),
    Shown("decision_days", _l("答复（工作日）"), "number", PRODUCT_COLUMNS.decision_days),
    Shown("guarantor", _l("由谁担保")),
)
IMPORTS = ImportPage(
    {importer.kind: importer for importer in IMPORTERS},
    "products.products_import",
    _l("批量导入产品和额度"),
    "products.products",
    _l("经办人导入的产品是草稿，由审批人发布；额度由审批人导入。"),
)


@products.get("/products", endpoint="products")
@access("bank")
def products_list() -> Any:
    """The own bank's products."""
    state = Choice("state", _l("状态"), list(PRODUCT.labels.items()))
    listing = Listing(COLUMNS, request.args, url_for("products.products"), [state], "name")
    query, product = products_query(viewer()), columns(Product)
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(or_(product.name.ilike(words), product.code.ilike(words)))
    if listing.chosen("state"):
        query = query.where(product.state == listing.chosen("state"))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("银行产品"))
    page = listing.fetch(get_session(), query)
    return render("products/products.html", "listing", page=page)


@products.get("/products/catalogue")
@access("enterprise", "guarantor", "regulator", "operator")
def catalogue() -> Any:
    """Every published product of every approved bank."""
    choices = [
        Choice("kind", _l("业务种类"), list(KIND_NAMES.items())),
        Choice("park", _l("园区"), list(PARK_NAMES.items())),
    ]
    listing = Listing(CATALOGUE, request.args, url_for("products.catalogue"), choices, "rate_ppm")
    query = _chosen(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("银行产品目录"))
    page = listing.fetch(get_session(), query)
    return render("products/catalogue.html", "listing", page=page)


def _chosen(listing: Listing) -> Any:
    query, product = catalogue_query(), columns(Product)
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(or_(product.name.ilike(words), columns(Organisation).name.ilike(words)))
    for name, column in (("kind", product.kinds), ("park", product.parks)):
        if code := listing.chosen(name):
            query = query.where(or_(column == "", column.contains(code)))
    return query


@products.get("/products/<product_id>")
@access("signed_in")
def products_show(product_id: str) -> Any:
    """A product: all its rules in words, and for its bank what can be done with it."""
    session, actor = get_session(), viewer()
    product = get_product_for_viewer(session, actor, product_id)
    bank = session.get_one(Organisation, product.bank_id)
    own = actor.organisation_id == product.bank_id
    return render(
        "products/product.html",
        product=product,
        bank=bank.name,
        cores=get_core_names(session, listed(product.core_list)),
        own=own,
        quota=get_quota(session, product.id) if own else None,
        steps=history(session, product.id) if own else [],
        may_publish=own and may_publish(actor, product),
        is_new=is_new(product),
        lacks_capacity=lacks_capacity(session, product.guarantor_id),
    )


def may_publish(actor: Actor, product: Product) -> bool:
    """Whether the person is the second pair of eyes that the draft waits for."""
    waits = product.state == "draft" and actor.has("approver")
    return waits and actor.user_id not in writers(get_session(), product)


@products.get("/products/import")
@access("bank")
def products_import() -> Any:
    """The upload page."""
    return show_import(IMPORTS)


@products.post("/products/import")
@access("bank")
def products_import_post() -> Any:
    """Preview a file, or import the previewed one."""
    return receive_import(IMPORTS)
