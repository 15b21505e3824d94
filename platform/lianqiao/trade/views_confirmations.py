"""What waits for one's own confirmation: all of it on one page, several at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.listing import Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import trade
from .confirm_asset import confirm_assets
from .deadlines import deadlines_of
from .errors import NothingWasChosen
from .models import Asset
from .queries import matching_words, to_confirm_query

COLUMNS = (
    Column("document_no", _l("单据号"), order=columns(Asset).document_no, link=True),
    Column("due_date", _l("到期日"), "date", order=columns(Asset).due_date),
    Column("amount_fen", _l("金额"), "money", order=columns(Asset).amount_fen),
    Column("number", _l("编号"), order=columns(Asset).number),
)


@trade.get("/confirmations")
@access("enterprise")
def confirmations() -> Any:
    """All that waits for the viewer's firm to confirm."""
    return _page([], "")


@trade.post("/confirmations")
@access("enterprise")
def confirmations_post() -> Any:
    """Confirm what was ticked, all of it or none."""
    chosen = request.form.getlist("asset")
    try:
        done = confirm_assets(get_session(), viewer(), chosen, now(), today())
    except NothingWasChosen as refusal:
        return _page(chosen, str(refusal.message))
    flash(_("已确权 %(n)s 张单据。", n=len(done)), "good")
    return redirect(url_for("trade.confirmations"))


def _page(chosen: Sequence[str], problem: str) -> Any:
    session, actor = get_session(), viewer()
    listing = Listing(COLUMNS, request.args, url_for("trade.confirmations"), (), "number")
    query = to_confirm_query(actor, today())
    if listing.search:
        query = query.where(matching_words(listing.search))
    page = listing.fetch(session, query)
    answers: dict[str, date | None] = deadlines_of(session, actor, page.rows)
    return render(
        "trade/confirmations.html",
        "listing",
        status=422 if problem else 200,
        page=page,
        answers=answers,
        chosen=chosen,
        problem=problem,
    )
