"""The firm accepts a quote: limits are reserved and the document is claimed, or nothing happens."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..products import limits
from ..products.models import Product
from ..registry.refuse_dishonest import refuse_dishonest
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..trade.claims import claim_asset
from ..trade.queries import get_asset
from . import queries, rules
from .errors import AssetIsNotConfirmed
from .models import Application
from .states import APPLICATION, QUOTE
from .steps import check_step, take_step
from .tell import tell_bank


def accept_quote(
    session: Session, actor: Actor, quote_id: str, now: datetime, today: date
) -> Application:
    """接受报价: one transaction over limits, claim and states; an error undoes all of it.

    Rows are held in one order everywhere: application, quote, limits, document. Raises
    LimitIsExhausted or AssetIsOccupied, which say nothing about any other bank. The guarantor
    of that moment stands behind the loan until it ends.
    """
    if actor.kind != "enterprise":
        raise NothingIsThere
    quote, application = queries.lock_quote_for(session, actor, quote_id)
    check_step(session, QUOTE, quote, "accept", actor)
    rules.check_still_valid(quote.valid_until, today)
    asset = get_asset(session, application.asset_id)
    if asset.state != "confirmed":
        raise AssetIsNotConfirmed(_("该单据已不是确权状态，不能再接受报价"))
    refuse_dishonest(session, application.borrower_id, today)
    product = session.get_one(Product, application.product_id)
    amount_fen = quote.principal_fen
    limits.reserve(session, product, application.borrower_id, asset.core_id, amount_fen, now)
    application.guarantor_id = product.guarantor_id
    claim_asset(
        session,
        asset.id,
        application.bank_id,
        application.id,
        amount_fen,
        quote.pair_principal_fen,
        now,
    )
    take_step(session, QUOTE, quote, "accept", actor, now)
    take_step(session, APPLICATION, application, "accept", actor, now)
    audit.record(
        session,
        actor,
        "accept_quote",
        quote.id,
        now,
        application=application.id,
        principal_fen=amount_fen,
        guarantor=application.guarantor_id,
    )
    title = _("企业接受了申请 %(number)s 的报价，请办理登记", number=application.number)
    tell_bank(session, application, "quote_accepted", title, now, role="clerk")
    return application
