"""The list of dishonest debtors: the operator's list, one entry, repair and its answer."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..shared.errors import NothingIsThere
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.web import access, get_session, now, render, today, viewer
from .ask_repair import ask_repair
from .blueprint import registry
from .dishonesty_queries import get_listing_for_viewer, listings_query
from .dishonesty_rules import standing
from .forms import ListingReasonForm, RepairForm
from .lift_listing import lift_listing, refuse_repair, relist
from .models import DishonestyListing
from .register_firm import find_firm
from .states import DISHONESTY
from .words import LISTING_NAMES, LISTING_TONES

ROW = columns(DishonestyListing)
YES_NO = {"yes": _l("已登记"), "no": _l("未登记")}
COLUMNS = (
    Column("name", _l("名称"), order=ROW.name, link=True),
    Column("uscc", _l("统一社会信用代码"), order=ROW.uscc),
    Column("case_no", _l("案号"), "code", ROW.case_no),
    Column("listed_on", _l("列入日期"), "date", ROW.listed_on),
    Column("standing", _l("状态"), "state", ROW.state, labels=LISTING_NAMES, tones=LISTING_TONES),
    Column("registered", _l("平台企业"), "choice", labels=YES_NO),
)
# The page has room for what is looked for; the workbook tells the rest, and can be imported.
MORE = (
    Column("expires_on", _l("到期日"), "date"),
    Column("authority", _l("执行法院/认定机关")),
    Column("reason", _l("事由")),
)
CHOICES = (
    Choice("standing", _l("状态"), list(LISTING_NAMES.items())),
    Choice("registered", _l("平台企业"), list(YES_NO.items())),
)
DECISIONS = {"lift": lift_listing, "refuse": refuse_repair, "relist": relist}


@registry.get("/dishonest")
@access("operator", "regulator")
def dishonest() -> Any:
    """Every entry, by what it stops today."""
    path = url_for("registry.dishonest")
    listing = Listing(COLUMNS, request.args, path, CHOICES, "-listed_on")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        whole = replace(listing, columns=[*COLUMNS, *MORE])
        return whole.to_excel(get_session(), query, _("失信名单"))
    page = listing.fetch(get_session(), query)
    return render("registry/dishonest.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = listings_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        places = (ROW.name, ROW.uscc, ROW.case_no)
        query = query.where(or_(*(place.ilike(words) for place in places)))
    for name in ("standing", "registered"):
        if listing.chosen(name):
            query = query.where(named[name].element == listing.chosen(name))
    return query


@registry.get("/dishonest/<listing_id>")
@access("operator", "regulator", "enterprise")
def dishonest_show(listing_id: str) -> Any:
    """One entry: facts, timeline, what the firm or the operator can do."""
    return _page(listing_id, RepairForm(), ListingReasonForm())


def _page(listing_id: str, repair: RepairForm, reason: ListingReasonForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    row = get_listing_for_viewer(session, actor, listing_id)
    return render(
        "registry/dishonest_entry.html",
        status=status,
        row=row,
        standing=standing(row.state, row.listed_on, row.expires_on, row.lifted_on, today()),
        firm=find_firm(session, row.uscc),
        machine=DISHONESTY,
        steps=history(session, row.id),
        repair=repair,
        reason=reason,
    )


@registry.post("/dishonest/<listing_id>/repair")
@access("enterprise")
def dishonest_repair(listing_id: str) -> Any:
    """The firm asks for repair and says what it has done."""
    form = RepairForm()
    if not form.validate():
        return _page(listing_id, form, ListingReasonForm(formdata=None), 422)
    ask_repair(get_session(), viewer(), listing_id, form.statement.data, now(), today())
    flash(_("修复申请已提交，结果会通知贵公司。"), "good")
    return redirect(url_for("registry.dishonest_show", listing_id=listing_id))


@registry.post("/dishonest/<listing_id>/decide")
@access("operator")
def dishonest_decide(listing_id: str) -> Any:
    """Lift it, refuse repair, or list it again, with the reason."""
    decide = DECISIONS.get(request.form.get("event", ""))
    if decide is None:
        raise NothingIsThere
    form = ListingReasonForm()
    if not form.validate():
        return _page(listing_id, RepairForm(formdata=None), form, 422)
    decide(get_session(), viewer(), listing_id, form.reason.data, now(), today())
    flash(_("已办理，企业会收到通知。"), "good")
    return redirect(url_for("registry.dishonest_show", listing_id=listing_id))
