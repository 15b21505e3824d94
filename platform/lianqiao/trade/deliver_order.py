"""One side records that the goods of a confirmed order were delivered."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .errors import OnlyOrdersAreDelivered
from .models import Asset
from .queries import get_asset_for_party
from .states import ASSET
from .tell import tell


def deliver_order(session: Session, actor: Actor, asset_id: str, now: datetime) -> Asset:
    """登记交付. From then on the invoice, not the order, can be financed. A claim stays."""
    asset = get_asset_for_party(session, actor, asset_id)
    if asset.kind != "order":
        raise OnlyOrdersAreDelivered(_("应收账款已经交货，不用登记交付"))
    advance(session, ASSET, asset, "deliver", actor, now)
    audit.record(session, actor, "deliver_order", asset.id, now)
    other = asset.debtor_id if actor.organisation_id == asset.creditor_id else asset.creditor_id
    name = actor.organisation_name
    title = _("%(name)s 登记订单 %(no)s 已交付", name=name, no=asset.document_no)
    tell(session, asset, other, "order_delivered", title, now)
    return asset
