"""逾期利息试算: what a late document bears until any day, with the working."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from ..shared.calendar import DateIsNotReadable, parse_date
from ..shared.web import access, get_session, render, today
from .blueprint import trade
from .errors import NotConfirmedYet
from .late_interest_page import look_at_late_interest
from .models import Asset
from .views_assets import fetch


@trade.get("/receivables/<asset_id>/late-interest")
@access("enterprise")
def late_interest(asset_id: str) -> Any:
    """The calculator; ``?to=`` is the day until which it counts, today without one."""
    asset = fetch("receivable", asset_id)
    if not asset.confirmation_no:
        raise NotConfirmedYet(_("还没有确权，没有可以计算逾期利息的金额"))
    typed = request.args.get("to", "").strip()[:40]
    until, problem = _until(asset, typed)
    return render(
        "trade/late_interest.html",
        asset=asset,
        late=look_at_late_interest(get_session(), asset, until),
        typed=typed or until.isoformat(),
        problem=problem,
    )


def _until(asset: Asset, typed: str) -> tuple[date, str]:
    """The day asked for, and what is wrong with what was typed."""
    usual = min(asset.settled_on or today(), today())
    if not typed:
        return usual, ""
    try:
        return parse_date(typed), ""
    except DateIsNotReadable as error:
        return usual, str(error)
