"""A loan has ended: its limits and its document are free again."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from ..products import limits
from ..products.models import Product
from ..shared.actor import Actor
from ..shared.tables import columns
from ..trade.claims import release_claim
from ..trade.models import AssetClaim
from ..trade.queries import get_asset
from . import queries
from .models import Application
from .send_assignment_notice import tell_debtor_it_is_over


def free_after_settlement(
    session: Session, actor: Actor, application_id: str, now: datetime
) -> bool:
    """Free what the drawn application holds; a second time nothing happens and it says False.

    A part of settling the loan, whose use case has asked for permission and notes the audit
    entry; ``actor`` is who settled it.
    """
    application = queries.lock_application(session, application_id)
    if application.state != "drawn" or not _holds(session, application):
        return False
    quote = queries.get_accepted_quote(session, application.id)
    asset = get_asset(session, application.asset_id)
    product = session.get_one(Product, application.product_id)
    limits.release_used(
        session,
        product,
        application.borrower_id,
        asset.core_id,
        quote.principal_fen,
        application.guarantor_id,
    )
    release_claim(session, application.id, now)
    tell_debtor_it_is_over(session, application, now)
    return True


def _holds(session: Session, application: Application) -> bool:
    claim = columns(AssetClaim)
    query = select(claim.id).where(claim.application_id == application.id, claim.live.is_(True))
    return session.execute(query).first() is not None
