"""Set-offs of the whole county: the operator searches and sees each, the regulator the sums."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..financing.search_set_offs import search_set_offs
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from ..trade.models import SetOff
from ..trade.set_off_queries import all_set_offs_query, matching_number
from ..trade.states import SET_OFF
from .queries import hidden_below
from .rules import show_count
from .set_off_sums import read_sums

clearing = Blueprint("clearing", __name__)
ROW = columns(SetOff)
COLUMNS = (
    Column("number", _l("编号"), order=ROW.number, link=True),
    Column("parties", _l("企业数"), "number"),
    Column("amount_fen", _l("各抵销"), "money", ROW.amount_fen),
    Column("cleared_fen", _l("共减少债务"), "money"),
    Column("answered", _l("已同意"), "number"),
    Column("state", _l("状态"), "state", ROW.state, labels=SET_OFF.labels, tones=SET_OFF.tones),
    Column("answer_by", _l("答复期限"), "date", ROW.answer_by),
    Column("ended_on", _l("结束日期"), "date", ROW.ended_on),
)
CHOICES = (Choice("state", _l("状态"), list(SET_OFF.labels.items())),)


@clearing.get("/oversight/set-offs")
@access("operator", "regulator")
def set_offs() -> Any:
    """For the operator every proposal; for both how much was cleared, and could be."""
    session, sums = get_session(), read_sums(get_session())
    if not viewer().is_operator:
        count = _count_for_regulator()
        return render("oversight/set_off_sums.html", sums=sums, count=count, machine=SET_OFF)
    listing = Listing(COLUMNS, request.args, url_for("clearing.set_offs"), CHOICES, "-number")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(session, query, _("债务抵销"))
    page = listing.fetch(session, query)
    return render("oversight/set_offs.html", "listing", page=page, sums=sums)


def _filtered(listing: Listing) -> Any:
    query = all_set_offs_query()
    if listing.chosen("state"):
        query = query.where(ROW.state == listing.chosen("state"))
    return query.where(matching_number(listing.search)) if listing.search else query


def _count_for_regulator() -> Any:
    below = hidden_below(get_session(), today())
    return lambda count: show_count(count, below)


@clearing.post("/oversight/set-offs/search")
@access("operator")
def set_offs_search() -> Any:
    """Search now."""
    found = search_set_offs(get_session(), viewer(), today(), now())
    if found:
        flash(_("找到 %(n)s 笔可以抵销的欠款，已通知各方。", n=len(found)), "good")
    else:
        flash(_("没有新的可以抵销的欠款。"), "info")
    return redirect(url_for("clearing.set_offs"))
