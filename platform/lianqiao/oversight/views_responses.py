"""确权响应: how those who are asked to confirm answer, for regulator and operator."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..registry.words import PARK_NAMES
from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, render, today
from ..trade.response_rules import months_of
from .queries import hidden_below
from .response_rows import ResponseRow, read_responses
from .rules import show_count

responses_pages = Blueprint("responses", __name__)
COMPUTED = True  # sorted here, not by the database
COLUMNS = (
    Column("month", _l("月份"), "code", order=COMPUTED),
    Column("name", _l("企业"), order=COMPUTED, link=True),
    Column("park", _l("园区"), "choice", order=COMPUTED, labels=PARK_NAMES),
    Column("requests", _l("请求"), "number"),
    Column("in_time", _l("及时答复"), "number"),
    Column("late", _l("逾期"), "number"),
    Column("waiting", _l("待答复"), "number"),
    Column("rate_ppm", _l("响应率"), "ppm", order=COMPUTED),
    Column("median_days", _l("中位天数"), "number", order=COMPUTED),
    Column("statutory", _l("有法定期限"), "number"),
    Column("statutory_late", _l("其中逾期"), "number"),
)


@responses_pages.get("/oversight/responses")
@access("regulator", "operator")
def responses() -> Any:
    """By firm and month, with sums over all; also as a workbook."""
    session = get_session()
    below = hidden_below(session, today())
    listing = _listing()
    found = read_responses(session, today(), below)
    rows = [row for row in found.rows if _is_asked_for(listing, row)]
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(rows), str(_("确权响应")))
    return render(
        "oversight/responses.html",
        "listing",
        page=listing.page_of(rows),
        together=found.together,
        firms=found.firms,
        below=below,
        small=lambda count: show_count(count, below),
    )


def _is_asked_for(listing: Listing, row: ResponseRow) -> bool:
    month, park = listing.chosen("month"), listing.chosen("park")
    fits = (not month or row.month == month) and (not park or row.park == park)
    return fits and listing.search.lower() in row.name.lower()


def _listing() -> Listing:
    months = sorted(months_of(today()), reverse=True)
    choices = (
        Choice("month", _l("月份"), [(month, month) for month in months]),
        Choice("park", _l("园区"), list(PARK_NAMES.items())),
    )
    return Listing(COLUMNS, request.args, url_for("responses.responses"), choices)
