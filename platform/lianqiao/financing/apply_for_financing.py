"""A firm asks one bank for one product on one confirmed document."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..products.models import Product
from ..registry.queries import has_consented
from ..registry.refuse_dishonest import refuse_dishonest
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.numbers import next_number
from ..shared.tables import columns
from ..shared.transitions import note_step
from ..shared.working_days import get_calendar
from ..trade.models import Asset
from . import rules
from .errors import (
    AuthorisationIsMissing,
    ProductDoesNotFit,
    ProductIsNotOnOffer,
    SameApplicationIsLive,
)
from .models import LIVE_APPLICATION_STATES, Application, MatchRun, Opportunity
from .offers import check_amount
from .pairs import Pair, lendable_fen, look_at_pair, reasons
from .states import APPLICATION
from .tell import tell_bank

PREFIX = "SQ"


def apply_for_financing(
    session: Session,
    actor: Actor,
    asset_id: str,
    product_id: str,
    requested_fen: int | None,
    purpose: str,
    now: datetime,
    today: date,
) -> Application:
    """Submit an application; None asks for as much as possible. Several banks may be asked.

    Raises NothingIsThere for a document that is not the actor's to finance, and the refusals
    of errors.py.
    """
    pair, asset = check_application(session, actor, asset_id, product_id, today)
    amount_fen = pair.bounds.most_fen if requested_fen is None else requested_fen
    check_amount(amount_fen, pair.bounds, "requested_fen")
    product = pair.product
    application = Application(
        number=next_number(session, PREFIX, today),
        borrower_id=asset.borrower_id,
        bank_id=product.bank_id,
        asset_id=asset.id,
        product_id=product.id,
        opportunity_id=_opportunity(session, asset.id, product.id),
        requested_fen=amount_fen,
        purpose=purpose.strip(),
        submitted_at=now,
        answer_by=rules.answer_by(get_calendar(session), today, product.decision_days),
    )
    note_step(session, APPLICATION, application, "submit", actor, now)
    audit.record(
        session,
        actor,
        "apply_for_financing",
        application.id,
        now,
        number=application.number,
        asset=asset.id,
        product=product.id,
        requested_fen=amount_fen,
    )
    title = _("新的融资申请 %(number)s，请受理", number=application.number)
    tell_bank(session, application, "application_submitted", title, now, role="clerk")
    return application


def check_application(
    session: Session, actor: Actor, asset_id: str, product_id: str, today: date
) -> tuple[Pair, Asset]:
    """All that must hold before anything is typed: the pair with its bounds, and the document."""
    asset = _own_asset(session, actor, asset_id)
    rules.check_asset(asset.state, asset.occupied_fen, asset.occupied_share, asset.splittable)
    rules.check_lendable(lendable_fen(session, asset))
    product = session.get(Product, product_id)
    if product is None:
        raise NothingIsThere
    if product.state != "published":
        raise ProductIsNotOnOffer(_("该产品现在不受理新申请，请选择其他产品"))
    _refuse_a_second_one(session, asset.id, product.id)
    if not has_consented(session, asset.borrower_id, product.bank_id, today):
        raise AuthorisationIsMissing(
            _("还没有授权该银行查询信用信息，请先在企业资料里签署授权；可以只授权这一家")
        )
    refuse_dishonest(session, asset.borrower_id, today)
    pair = look_at_pair(session, asset, product, today)
    if pair.failed:
        words = "；".join(f"{one.words}（{one.cure}）" for one in reasons(pair.failed))
        raise ProductDoesNotFit(_("还不符合该产品的条件：%(words)s", words=words))
    return pair, asset


def _own_asset(session: Session, actor: Actor, asset_id: str) -> Asset:
    """The document of which the actor's own firm is the one that is financed."""
    asset = columns(Asset)
    query = select(Asset).where(asset.id == asset_id, asset.borrower_id == actor.organisation_id)
    found: Asset | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def _refuse_a_second_one(session: Session, asset_id: str, product_id: str) -> None:
    application = columns(Application)
    query = select(application.number).where(
        application.asset_id == asset_id,
        application.product_id == product_id,
        application.state.in_(LIVE_APPLICATION_STATES),
    )
    number = session.execute(query).scalar_one_or_none()
    if number is not None:
        words = _("这笔单据已向该产品申请（%(number)s），请在申请列表里查看进度", number=number)
        raise SameApplicationIsLive(words)


def _opportunity(session: Session, asset_id: str, product_id: str) -> str | None:
    """The pair's row in the newest match run, which keeps the reasons."""
    opportunity, run = columns(Opportunity), columns(MatchRun)
    query = (
        select(opportunity.id)
        .join(MatchRun, run.id == opportunity.run_id)
        .where(
            run.is_current.is_(True),
            opportunity.asset_id == asset_id,
            opportunity.product_id == product_id,
            opportunity.eligible.is_(True),
        )
        .order_by(run.created_at.desc())
        .limit(1)
    )
    found: str | None = session.execute(query).scalar_one_or_none()
    return found
