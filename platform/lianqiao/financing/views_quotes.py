"""A firm compares the quotes on a document, and accepts or declines one."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from ..shared.form_acts import is_missing, try_or_mend
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.web import access, get_session, now, render, today, viewer
from . import queries
from .accept_quote import accept_quote
from .arrangements import MEANS, NAMES
from .case import look_at_case
from .case_forms import reason_form
from .compare import compare_quotes
from .decline_quote import decline_quote
from .states import GUARANTEES, QUOTE
from .views_applications import act_on, done
from .words import KINDS

quotes = Blueprint("quotes", __name__, url_prefix="/quotes")


@quotes.get("")
@access("enterprise")
def quotes_compare() -> Any:
    """The quotes on one document side by side; without a document, the cases to decide."""
    asset_id = request.args.get("asset", "")
    if not asset_id:
        return redirect(url_for("applications.applications_list", state="quoted"))
    comparison = compare_quotes(get_session(), viewer(), asset_id, today())
    return render(
        "financing/quotes_compare.html",
        comparison=comparison,
        machine=QUOTE,
        guarantees=GUARANTEES,
        arrangements=NAMES,
        arrangement_means=MEANS,
        kinds=KINDS,
        today=today(),
    )


@quotes.get("/<quote_id>/accept")
@access("enterprise")
def quotes_accept(quote_id: str) -> Any:
    """What is promised, once more, before it is."""
    return _accept_page(quote_id, HouseForm(formdata=None))


def _accept_page(quote_id: str, form: HouseForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    application_id = queries.get_application_of_quote(session, actor, quote_id)
    case = look_at_case(session, actor, application_id, today())
    shown = next(shown for shown in case.quotes if shown.quote.id == quote_id)
    return render(
        "financing/quotes_accept.html",
        status=status,
        case=case,
        shown=shown,
        form=form,
        key=new_key(),
        guarantees=GUARANTEES,
        arrangements=NAMES,
        arrangement_means=MEANS,
        is_open=shown.quote.state == "offered" and shown.quote.valid_until >= today(),
        machine=QUOTE,
    )


@quotes.post("/<quote_id>/accept")
@access("enterprise")
@once
def quotes_accept_submit(quote_id: str) -> Any:
    """接受报价."""
    form = HouseForm()
    return try_or_mend(
        form,
        lambda: accept_quote(get_session(), viewer(), quote_id, now(), today()),
        lambda application: done(
            application.id, _("已接受报价。额度和单据已为您锁定，银行将办理登记和放款。")
        ),
        lambda status: _accept_page(quote_id, form, status),
        is_missing,
    )


@quotes.post("/<quote_id>/decline")
@access("enterprise")
@once
def quotes_decline(quote_id: str) -> Any:
    """不接受报价; a reason may be given."""
    session, actor = get_session(), viewer()
    application_id = queries.get_application_of_quote(session, actor, quote_id)
    form = reason_form("decline")

    def act() -> None:
        decline_quote(session, actor, quote_id, now(), form.reason.data or "")

    return act_on(application_id, "decline", form, act, _("已告知银行不接受该报价。"))
