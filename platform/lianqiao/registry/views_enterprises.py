"""A firm's file, its profile form, and the directory of the files that a viewer may open."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..accounts.models import Organisation
from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, nothing, say_and_go
from ..shared.listing import Choice, Column, Listing
from ..shared.size_class import SOURCE
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .edit_profile import Profile, edit_profile
from .firm_page import look_at_firm
from .firms_query import firms_query
from .forms import ProfileForm
from .models import TAX_GRADES, Enterprise
from .queries import get_firm_for_viewer
from .words import PARK_NAMES, SIZE_NAMES, TAX_GRADE_NAMES

PROFILE = (
    *("park", "industry", "employees", "revenue_fen", "assets_fen", "founded"),
    *("legal_representative", "phone", "foreign_trade", "tax_grade"),
)
FIRM = columns(Enterprise)
YES_NO = {"yes": _l("是"), "no": _l("否")}
LISTED = {"yes": _l("在名单中")}
COLUMNS = (
    Column("name", _l("企业名称"), order=columns(Organisation).name, link=True),
    Column("uscc", _l("统一社会信用代码"), order=FIRM.uscc),
    Column("park", _l("园区"), "choice", FIRM.park, labels=PARK_NAMES),
    Column("size_class", _l("规模"), "choice", FIRM.size_class, labels=SIZE_NAMES),
    Column("tax_grade", _l("纳税信用等级"), order=FIRM.tax_grade),
    Column("dishonest", _l("失信"), "state", labels=LISTED, tones={"yes": "bad"}),
)
# The workbook tells more; its headings are those of files of firms, so it can be imported.
MORE = (
    Column("industry", _l("行业代码")),
    Column("employees", _l("从业人员"), "number"),
    Column("revenue_fen", _l("营业收入"), "money"),
    Column("assets_fen", _l("资产总额"), "money"),
    Column("is_core", _l("是否核心企业"), "choice", labels=YES_NO),
    Column("grade", _l("信用等级"), "number"),
    Column("foreign_trade", _l("外贸企业"), "choice", labels=YES_NO),
)
CHOICES = (
    Choice("park", _l("园区"), list(PARK_NAMES.items())),
    Choice("size_class", _l("规模"), list(SIZE_NAMES.items())),
    Choice("tax_grade", _l("纳税信用等级"), [(one, TAX_GRADE_NAMES[one]) for one in TAX_GRADES]),
    Choice("foreign_trade", _l("外贸企业"), list(YES_NO.items())),
    Choice("dishonest", _l("失信"), list(LISTED.items())),
)


@registry.get("/enterprises")
@access("enterprise", "bank", "regulator", "operator")
def enterprises() -> Any:
    """One's own file; for offices and banks the directory of those that they may open."""
    if viewer().kind == "enterprise":
        own = viewer().organisation
        return redirect(url_for("registry.enterprises_show", enterprise_id=own))
    listing = Listing(COLUMNS, request.args, url_for("registry.enterprises"), CHOICES, "name")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        whole = replace(listing, columns=[*COLUMNS, *MORE])
        return whole.to_excel(get_session(), query, _("企业名录"))
    page = listing.fetch(get_session(), query)
    return render("registry/enterprises.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = firms_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(or_(columns(Organisation).name.ilike(words), FIRM.uscc.ilike(words)))
    for choice in CHOICES:
        if listing.chosen(choice.name):
            column = named[choice.name]
            query = query.where(getattr(column, "element", column) == listing.chosen(choice.name))
    return query


@registry.get("/enterprises/<enterprise_id>")
@access("enterprise", "bank", "regulator", "operator")
def enterprises_show(enterprise_id: str) -> Any:
    """A firm's file, for those who may see it."""
    file = look_at_firm(get_session(), viewer(), enterprise_id, today())
    return render(
        "registry/enterprise.html", file=file, firm=file.firm, own=file.own, size_source=SOURCE
    )


def only_own(enterprise_id: str) -> None:
    """Everything but looking is for the firm's own people."""
    if viewer().organisation != enterprise_id:
        raise NothingIsThere


@registry.get("/enterprises/<enterprise_id>/edit")
@access("enterprise")
def enterprises_edit(enterprise_id: str) -> Any:
    """The form of the profile."""
    only_own(enterprise_id)
    firm = get_firm_for_viewer(get_session(), viewer(), enterprise_id, today())
    form = ProfileForm(obj=firm.enterprise)
    return render("registry/enterprise_form.html", form=form, firm=firm)


@registry.post("/enterprises/<enterprise_id>/edit")
@access("enterprise")
def enterprises_edit_post(enterprise_id: str) -> Any:
    """Keep the profile."""
    only_own(enterprise_id)
    form = ProfileForm()

    def act() -> None:
        profile = Profile(**{name: form[name].data for name in PROFILE})
        edit_profile(get_session(), viewer(), profile, now())

    def mend(_status: int) -> Any:
        firm = get_firm_for_viewer(get_session(), viewer(), enterprise_id, today())
        return render("registry/enterprise_form.html", form=form, firm=firm, status=422)

    address = url_for("registry.enterprises_show", enterprise_id=enterprise_id)
    return act_or_mend(
        form, act, lambda _none: say_and_go(_("企业资料已保存。"), address), mend, nothing
    )
