"""The limits of one's own bank: how much is taken under each, setting and moving them."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.form_acts import act_or_mend, say_and_go
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, viewer
from .blueprint import products
from .forms import CeilingForm, LimitForm
from .models import CreditLimit
from .queries import get_limit_for_bank, limits_query, own_products
from .set_limit import add_limit, change_limit
from .words import EACH_OTHER, SCOPE_NAMES

LIMIT = columns(CreditLimit)
SOURCES = {"default": _l("按默认"), "own": _l("单独设定")}
ROOM = LIMIT.ceiling_fen - LIMIT.reserved_fen - LIMIT.used_fen
COLUMNS = (
    Column("scope", _l("种类"), "choice", LIMIT.scope, labels=SCOPE_NAMES),
    Column("name", _l("对象"), link=True),
    Column("ceiling_fen", _l("额度"), "money", LIMIT.ceiling_fen),
    Column("used_fen", _l("已用"), "money", LIMIT.used_fen),
    Column("reserved_fen", _l("预占"), "money", LIMIT.reserved_fen),
    Column(
        "room_fen", _l("剩余"), "money", LIMIT.ceiling_fen - LIMIT.reserved_fen - LIMIT.used_fen
    ),
    Column("source", _l("来源"), "choice", labels=SOURCES),
)


@products.get("/limits", endpoint="limits")
@access("bank")
def limits_list() -> Any:
    """Every limit of the own bank."""
    scope = Choice("scope", _l("种类"), list(SCOPE_NAMES.items()))
    listing = Listing(COLUMNS, request.args, url_for("products.limits"), [scope], "scope")
    query = limits_query(viewer())
    if listing.chosen("scope"):
        query = query.where(LIMIT.scope == listing.chosen("scope"))
    if listing.search:
        words = f"%{listing.search}%"
        named = {column.name: column for column in query.selected_columns}["name"]
        query = query.where(named.ilike(words))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("额度"))
    page = listing.fetch(get_session(), query)
    return render("products/limits.html", "listing", page=page)


@products.get("/limits/new")
@access("bank:approver")
def limits_new() -> Any:
    """The empty form."""
    form = LimitForm(formdata=None, scope=request.args.get("scope", "product"))
    form.product_id.data = request.args.get("product", "")
    return _new_page(form)


@products.post("/limits/new")
@access("bank:approver")
def limits_new_post() -> Any:
    """Set a limit."""
    form = LimitForm()

    def act() -> None:
        add_limit(
            get_session(),
            viewer(),
            form.scope.data,
            form.ceiling_fen.data,
            now(),
            product_id=form.product_id.data or None,
            party_uscc=form.party_uscc.data or "",
        )

    return act_or_mend(
        form,
        act,
        lambda _row: say_and_go(_("额度已设定。"), url_for("products.limits")),
        lambda _status: _new_page(form, 422),
    )


def _new_page(form: LimitForm, status: int = 200) -> Any:
    form.offer(own_products(get_session(), viewer()))
    return render("products/limit_form.html", status=status, form=form)


@products.get("/limits/<limit_id>")
@access("bank")
def limits_show(limit_id: str) -> Any:
    """One limit, and for an approver the form to move it."""
    row = get_limit_for_bank(get_session(), viewer(), limit_id)
    return _show_page(row, CeilingForm(formdata=None, ceiling_fen=row.ceiling_fen))


@products.post("/limits/<limit_id>")
@access("bank:approver")
def limits_show_post(limit_id: str) -> Any:
    """Raise or lower a limit."""
    get_limit_for_bank(get_session(), viewer(), limit_id)
    form = CeilingForm()
    return act_or_mend(
        form,
        lambda: change_limit(get_session(), viewer(), limit_id, form.ceiling_fen.data, now()),
        lambda _row: say_and_go(_("额度已调整。"), url_for("products.limits")),
        lambda _status: _show_page(
            get_limit_for_bank(get_session(), viewer(), limit_id), form, 422
        ),
    )


def _show_page(row: CreditLimit, form: CeilingForm, status: int = 200) -> Any:
    return render("products/limit.html", status=status, limit=row, name=_name(row), form=form)


def _name(row: CreditLimit) -> str:
    query = limits_query(viewer()).where(LIMIT.id == row.id)
    found = get_session().execute(query).one_or_none()
    if found is not None and found.name:
        return str(found.name)
    return str(EACH_OTHER[row.scope])
