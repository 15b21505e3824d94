"""An officer drafts a quote; it is shown to nobody outside the bank until another approves it."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..products.models import Product
from ..shared import audit
from ..shared.actor import Actor
from ..shared.parameters import get_figure
from ..shared.transitions import note_step
from ..trade.queries import get_asset
from . import queries, rules
from .arrangements import check_arrangement
from .models import Application, Quote
from .offers import Bounds, QuoteOffer, all_in, check_offer
from .pairs import look_at_pair
from .states import APPLICATION, QUOTE
from .steps import check_step, take_step
from .tell import tell_bank


def draft_quote(
    session: Session,
    actor: Actor,
    application_id: str,
    offer: QuoteOffer,
    now: datetime,
    today: date,
) -> Quote:
    """报价: within what was asked for and what the product lends on the document today."""
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    check_step(session, APPLICATION, application, "quote", actor)
    bounds, whole_fen = offer_bounds(session, application, today)
    check_offer(offer, bounds, today)
    kind = get_asset(session, application.asset_id).kind
    check_arrangement(offer.arrangement, kind)
    quote = _quote(session, actor, application, offer, whole_fen, today)
    note_step(session, QUOTE, quote, "draft", actor, now)
    take_step(session, APPLICATION, application, "quote", actor, now)
    audit.record(
        session,
        actor,
        "draft_quote",
        quote.id,
        now,
        application=application.id,
        principal_fen=quote.principal_fen,
        rate_ppm=quote.rate_ppm,
        all_in_ppm=quote.all_in_ppm,
    )
    title = _("申请 %(number)s 的报价待审批", number=application.number)
    tell_bank(session, application, "quote_drafted", title, now, role="approver")
    return quote


def offer_bounds(session: Session, application: Application, today: date) -> tuple[Bounds, int]:
    """What may be offered now, and the principal on the whole document in fen.

    The confirmed amount may have fallen since the firm applied, so it is looked at anew.
    """
    asset = get_asset(session, application.asset_id)
    product = session.get_one(Product, application.product_id)
    pair = look_at_pair(session, asset, product, today)
    most = min(application.requested_fen, pair.bounds.most_fen)
    return Bounds(product.min_amount_fen, most, product.max_days), pair.principal_fen


def _quote(
    session: Session,
    actor: Actor,
    application: Application,
    offer: QuoteOffer,
    whole_fen: int,
    today: date,
) -> Quote:
    day_count = get_figure(session, "loan.day_count", today).number
    return Quote(
        application_id=application.id,
        principal_fen=offer.principal_fen,
        pair_principal_fen=whole_fen,
        rate_ppm=offer.rate_ppm,
        fee_ppm=offer.fee_ppm,
        guarantee_fee_ppm=offer.guarantee_fee_ppm,
        guarantee=offer.guarantee,
        arrangement=offer.arrangement,
        start_date=offer.start_date,
        maturity_date=offer.maturity_date,
        all_in_ppm=all_in(offer, day_count),
        valid_until=offer.valid_until,
        conditions=offer.conditions.strip(),
        made_by=str(actor.user_id),
    )
