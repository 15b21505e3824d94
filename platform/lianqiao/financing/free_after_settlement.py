"""A loan has ended: its limits and its document are free again."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from ..products import limits
from ..shared.actor import Actor
from ..shared.tables import columns
from ..trade.claims import release_claim
from ..trade.models import AssetClaim
from . import queries
from .models import Application
from .move_limits import move_limits
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
    move_limits(session, application, limits.release_used)
    release_claim(session, application.id, now)
    tell_debtor_it_is_over(session, application, now)
    return True


def _holds(session: Session, application: Application) -> bool:
    claim = columns(AssetClaim)
    query = select(claim.id).where(claim.application_id == application.id, claim.live.is_(True))
    return session.execute(query).first() is not None
