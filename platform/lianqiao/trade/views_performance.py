"""付款表现: how each buyer pays, and how one's own firm pays its creditors."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, render, today, viewer
from .blueprint import trade
from .payment_performance import Performance, list_performance

CHOICES = (
    Choice("side", _l("看谁的付款"), [("debtor", _l("我方付给对方"))], _l("对方付给我方")),
    Choice("by", _l("天数从哪天算"), [("contract", _l("合同到期日"))], _l("节假日顺延后")),
)
COLUMNS = (
    Column("partner", _l("对方"), "code", True, link=True),
    Column("paid", _l("已付"), "number", True),
    Column("average_days", _l("平均迟付（天）"), "number", True),
    Column("p90_days", _l("九成内（天）"), "number", True),
    Column("weighted_days", _l("加权（天）"), "number", True),
    Column("late_share_ppm", _l("迟付占比"), "ppm", True),
    Column("open_fen", _l("未付金额"), "money", True),
    Column("overdue", _l("逾期张数"), "number", True, in_file_only=True),
    Column("overdue_fen", _l("逾期金额"), "money", True),
)


@trade.get("/payment-performance")
@access("enterprise")
def performance() -> Any:
    """Days late by partner, sortable, and the same as a workbook."""
    path = url_for("trade.performance")
    listing = Listing(COLUMNS, request.args, path, CHOICES, "-average_days")
    side, basis = listing.chosen("side") or "creditor", listing.chosen("by") or "effective"
    rows = list_performance(get_session(), viewer(), today(), side, basis)
    found = [row for row in rows if listing.search.lower() in row.partner.lower()]
    if request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(found), _("付款表现"))
    page = listing.page_of(found)
    return render("trade/performance.html", "listing", page=page, side=side, sums=_sums(found))


def _sums(rows: list[Performance]) -> dict[str, Any]:
    paid, late = sum(row.paid for row in rows), sum(row.late for row in rows)
    return {
        "paid": paid,
        "average": round(sum(row.days for row in rows) / paid, 1) if paid else None,
        "late": late * 1_000_000 // paid if paid else None,
        "overdue": sum(row.overdue_fen for row in rows),
    }
