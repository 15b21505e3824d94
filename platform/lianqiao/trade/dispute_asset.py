"""The side that is asked to confirm disputes a document, with the reason."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import rules
from .models import Asset
from .queries import get_asset_for_confirmer
from .states import ASSET
from .tell import tell


def dispute_asset(
    session: Session, actor: Actor, asset_id: str, reason: str, now: datetime
) -> Asset:
    """提出异议; the other side reads the reason. Raises ReasonIsMissing."""
    asset = get_asset_for_confirmer(session, actor, asset_id)
    ASSET.target(asset.state, "dispute")
    words = rules.stated_reason(reason)
    asset.dispute_reason = words
    advance(session, ASSET, asset, "dispute", actor, now, words)
    audit.record(session, actor, "dispute_asset", asset.id, now, reason=words)
    name = actor.organisation_name
    title = _("%(name)s 对单据 %(no)s 有异议，请更正", name=name, no=asset.document_no)
    tell(session, asset, asset.borrower_id, "asset_disputed", title, now, words)
    return asset
