"""How far the banks' products reach, and the firms that nobody reaches or that trade alone."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ..registry.words import PARK_NAMES
from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, render, today
from . import queries
from .reach import BankReach, bank_reaches, isolated, unreached_query
from .risk_blueprint import risks
from .rules import show_count

PARKS = Choice("park", _l("园区"), list(PARK_NAMES.items()))
BANKS = (
    Column("name", _l("银行")),
    Column("products", _l("在售产品"), "number"),
    Column("firms", _l("够得着的企业"), "number"),
    Column("documents", _l("够得着的单据"), "number"),
    Column("amount_fen", _l("单据金额（元）"), "money"),
)
ISOLATED = (
    Column("name", _l("企业"), order=True, link=True),
    Column("park", _l("园区"), "choice", order=True, labels=PARK_NAMES),
)


@risks.get("/reach")
@access("regulator", "operator")
def reach() -> Any:
    """By bank: the firms and documents that its products accept in the last match run."""
    session, found = get_session(), bank_reaches(get_session())
    below = queries.hidden_below(session, today())
    listing = Listing(BANKS, request.args, url_for("risks.reach"), searchable=False)
    rows = [_shown(one, below) for one in found]
    if request.args.get("format") == "xlsx":
        return listing.workbook(rows, str(_("融资触达")))
    missed = select(func.count()).select_from(unreached_query().subquery())
    return render(
        "oversight/reach.html",
        page=listing.page_of(rows),
        missed=session.execute(missed).scalar_one(),
        alone=len(isolated(session)),
    )


@dataclass(frozen=True)
class BankRow:
    """A bank as the offices see it: a count that could name a firm is hidden."""

    name: str
    products: int
    firms: str
    documents: str
    amount_fen: int


def _shown(one: BankReach, below: int) -> BankRow:
    firms, documents = show_count(one.firms, below), show_count(one.documents, below)
    return BankRow(one.name, one.products, firms, documents, one.amount_fen)


@risks.get("/reach/missed")
@access("regulator", "operator")
def reach_missed() -> Any:
    """The firms with confirmed, free documents that no bank's product accepts."""
    missed = unreached_query().selected_columns
    listing = Listing(
        (
            Column("name", _l("企业"), order=missed["name"], link=True),
            Column("park", _l("园区"), "choice", labels=PARK_NAMES),
            Column("documents", _l("已确权单据"), "number", missed["documents"].element),
            Column("amount_fen", _l("尚欠金额（元）"), "money", missed["amount_fen"].element),
        ),
        request.args,
        url_for("risks.reach_missed"),
        (PARKS,),
        default_sort="-amount_fen",
    )
    query = unreached_query(listing.search, listing.chosen("park"))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, str(_("够不着的企业")))
    page = listing.fetch(get_session(), query)
    return render("oversight/reach_firms.html", "listing", page=page, kind="missed")


@risks.get("/reach/isolated")
@access("regulator", "operator")
def reach_isolated() -> Any:
    """The registered firms that trade with nobody on the platform."""
    listing = Listing(ISOLATED, request.args, url_for("risks.reach_isolated"), (PARKS,), "name")
    found = isolated(get_session(), listing.search, listing.chosen("park"))
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(found), str(_("没有贸易往来的企业")))
    page = listing.page_of(found)
    return render("oversight/reach_firms.html", "listing", page=page, kind="isolated")
