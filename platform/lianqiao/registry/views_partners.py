"""Partners of a firm: the list, registering one by form, and many by file."""

from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..accounts.addresses import join_address, public_url
from ..accounts.models import Organisation
from ..shared.form_acts import act_or_mend, nothing
from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .forms import PartnerForm, typed_values
from .importers import IMPORTERS
from .merged import check_not_merged
from .models import Enterprise, TradeLink
from .queries import not_joined, partners_query, to_answer
from .register_firm import NewFirm, find_firm
from .register_partner import NewLink, register_partner
from .rules import measure
from .states import LINK
from .words import DIRECTION_NAMES

JOINED = {"yes": _l("已加入"), "no": _l("未加入")}
SIDES = {"us": _l("我方"), "them": _l("对方")}
COLUMNS = (
    Column("name", _l("企业"), order=columns(Organisation).name, link=True),
    Column("uscc", _l("统一社会信用代码"), order=columns(Enterprise).uscc),
    Column("direction", _l("对方是"), "choice", labels=DIRECTION_NAMES),
    Column(
        "state", _l("状态"), "state", columns(TradeLink).state, labels=LINK.labels, tones=LINK.tones
    ),
    Column("joined", _l("加入平台"), "choice", labels=JOINED),
    Column("payment_days", _l("账期（天）"), "number", columns(TradeLink).payment_days),
    Column("annual_volume_fen", _l("年交易额"), "money", columns(TradeLink).annual_volume_fen),
    Column("since", _l("合作起始日"), "date", columns(TradeLink).since),
    Column("proposed_by", _l("登记方"), "choice", labels=SIDES),
)
CHOICES = (
    Choice("direction", _l("对方是"), list(DIRECTION_NAMES.items())),
    Choice("state", _l("状态"), list(LINK.labels.items())),
    Choice("joined", _l("加入平台"), list(JOINED.items())),
    Choice("waiting", _l("待办"), [("answer", _l("等我方确认")), ("join", _l("等对方加入"))]),
)
IMPORTS = ImportPage(
    {kind: IMPORTERS[kind] for kind in ("enterprises", "links", "invitations")},
    "registry.partners_import",
    _l("批量登记合作方"),
    "registry.partners",
    _l("先导入企业，再导入合作关系，最后批量邀请它们的第一位管理员。"),
)


@registry.get("/partners")
@access("enterprise")
def partners() -> Any:
    """Suppliers and customers, from one's own side."""
    listing = Listing(COLUMNS, request.args, url_for("registry.partners"), CHOICES, "name")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, "合作方")
    page = listing.fetch(get_session(), query)
    return render("registry/partners.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = partners_query(viewer())
    asked = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(
            or_(columns(Organisation).name.ilike(words), columns(Enterprise).uscc.ilike(words))
        )
    for choice, name in (("direction", "direction"), ("state", "state"), ("joined", "joined")):
        if listing.chosen(choice):
            query = query.where(asked[name] == listing.chosen(choice))
    waiting = {"answer": to_answer, "join": not_joined}.get(listing.chosen("waiting"))
    return query if waiting is None else query.where(waiting(viewer()))


@registry.get("/partners/new")
@access("enterprise")
def partners_new() -> Any:
    """The empty form."""
    form = PartnerForm()
    if request.args.get("direction") in DIRECTION_NAMES:
        form.direction.data = request.args["direction"]
    return render("registry/partner_form.html", form=form)


@registry.post("/partners/new")
@access("enterprise")
def partners_new_post() -> Any:
    """Check what was typed, show it once more, then register."""
    form = PartnerForm()
    step = request.form.get("step", "check")
    if step == "edit":
        return render("registry/partner_form.html", form=form)
    return act_or_mend(
        form,
        lambda: _register(form) if step == "save" else _check(form),
        lambda answer: answer,
        lambda _status: render("registry/partner_form.html", form=form, status=422),
        nothing,
    )


def _check(form: PartnerForm) -> Response:
    check_not_merged(get_session(), form.uscc.data, "uscc")
    measured = measure(
        form.industry.data, form.employees.data, form.revenue_fen.data, form.assets_fen.data
    )
    return render(
        "registry/partner_check.html",
        form=form,
        typed=typed_values(form),
        known=find_firm(get_session(), form.uscc.data) is not None,
        measured=measured,
    )


def _register(form: PartnerForm) -> Response:
    done = register_partner(
        get_session(),
        viewer(),
        _firm(form),
        _link(form),
        now(),
        today(),
        public_url=public_url(),
    )
    if done.token is None:
        return redirect(url_for("registry.partners_show", link_id=done.link_id))  # type: ignore[return-value]
    return render(
        "shared/invited.html",
        name=form.name.data,
        address=join_address(done.token),
        email=form.email.data,
        back=url_for("registry.partners_show", link_id=done.link_id),
        again=url_for("registry.partners_new"),
    )


def _firm(form: PartnerForm) -> NewFirm:
    names = (
        *("uscc", "name", "industry", "park", "employees", "revenue_fen", "assets_fen", "founded"),
        *("legal_representative", "phone", "contact_name", "email", "foreign_trade"),
        "tax_grade",
    )
    return NewFirm(**{name: _value(form, name) for name in names})


def _link(form: PartnerForm) -> NewLink:
    names = ("direction", "since", "payment_days", "annual_volume_fen", "contract_no")
    return NewLink(
        **{name: _value(form, name) for name in names}, shown_in_chain=form.shown_in_chain.data
    )


def _value(form: PartnerForm, name: str) -> Any:
    value = form[name].data
    return value.strip() if isinstance(value, str) else value


@registry.get("/partners/import")
@access("enterprise")
def partners_import() -> Any:
    """The upload page."""
    return show_import(IMPORTS)


@registry.post("/partners/import")
@access("enterprise")
def partners_import_post() -> Any:
    """Preview a file, or import the previewed one."""
    return receive_import(IMPORTS)
