"""One side records that the debtor has paid a confirmed document in full."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import rules
from .models import Asset
from .queries import get_asset_for_party
from .states import ASSET
from .tell import tell


def settle_asset(
    session: Session, actor: Actor, asset_id: str, paid_on: date, now: datetime, today: date
) -> Asset:
    """登记付款结清. A claim on it stays until the loan ends; the bank's loan is not touched."""
    asset = get_asset_for_party(session, actor, asset_id)
    ASSET.target(asset.state, "settle")
    rules.check_payment(asset.issue_date, paid_on, today)
    asset.settled_on = paid_on
    asset.settled_fen = asset.confirmed_fen - asset.credited_fen
    advance(session, ASSET, asset, "settle", actor, now)
    audit.record(
        session,
        actor,
        "settle_asset",
        asset.id,
        now,
        paid_on=paid_on,
        settled_fen=asset.settled_fen,
    )
    other = asset.debtor_id if actor.organisation_id == asset.creditor_id else asset.creditor_id
    name = actor.organisation_name
    title = _("%(name)s 登记单据 %(no)s 已付清", name=name, no=asset.document_no)
    tell(session, asset, other, "asset_settled", title, now)
    return asset
