"""The loan has been paid out: what was reserved is used from now on."""

from datetime import datetime

from sqlmodel import Session

from ..products import limits
from ..products.models import Product
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..trade.queries import get_asset
from . import queries, rules
from .models import Application
from .states import APPLICATION
from .steps import check_step, take_step


def mark_drawn(session: Session, actor: Actor, application_id: str, now: datetime) -> Application:
    """放款: a part of recording the drawdown, whose use case notes the audit entry."""
    if actor.kind != "bank":
        raise NothingIsThere
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    check_step(session, APPLICATION, application, "draw", actor)
    quote = queries.get_accepted_quote(session, application.id)
    asset = get_asset(session, application.asset_id)
    product = session.get_one(Product, application.product_id)
    limits.use_reserved(
        session,
        product,
        application.borrower_id,
        asset.core_id,
        quote.principal_fen,
        application.guarantor_id,
    )
    take_step(session, APPLICATION, application, "draw", actor, now)
    return application
