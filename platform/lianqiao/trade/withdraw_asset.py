"""The borrower takes a document back before it is confirmed."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .errors import AssetIsOccupied
from .models import Asset
from .queries import get_asset_for_borrower
from .states import ASSET
from .tell import tell


def withdraw_asset(session: Session, actor: Actor, asset_id: str, now: datetime) -> Asset:
    """撤回, only while nobody has confirmed or claimed it. It may be resubmitted later."""
    asset = get_asset_for_borrower(session, actor, asset_id)
    if asset.occupied_fen or asset.occupied_share:
        raise AssetIsOccupied(_("该单据已用于融资，不能撤回"))
    advance(session, ASSET, asset, "withdraw", actor, now)
    audit.record(session, actor, "withdraw_asset", asset.id, now)
    name = actor.organisation_name
    title = _("%(name)s 撤回了单据 %(no)s，不必再确权", name=name, no=asset.document_no)
    tell(session, asset, asset.core_id, "asset_withdrawn", title, now)
    return asset
