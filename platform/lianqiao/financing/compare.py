"""The quotes on one document side by side, the cheapest first; each bank's stays its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..products.models import Product
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.parameters import get_figure
from ..shared.tables import columns
from ..trade.models import Asset
from .case import Shown, show
from .models import Application, MatchRun, Opportunity, Quote
from .queries import SHOWN_TO_BORROWER


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote with its bank, product and application."""

    shown: Shown
    application: Application
    bank: str
    product: str
    is_open: bool
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a firm compares. Counts are of banks."""

    asset: Asset
    core: str
    offers: Sequence[Offered]
    quoted: int
    eligible: int
    wanted: int

    @property
    def is_thin(self) -> bool:
        """Whether fewer banks have quoted than should, although more are eligible."""
        return self.quoted < min(self.wanted, self.eligible)


def compare_quotes(session: Session, actor: Actor, asset_id: str, today: date) -> Comparison:
    """The quotes that the firm received on its own document; raises NothingIsThere."""
    query = select(Asset).where(
        columns(Asset).id == asset_id, columns(Asset).borrower_id == actor.organisation_id
    )
    asset = session.execute(query).scalar_one_or_none()
    if asset is None:
        raise NothingIsThere
    offers = _marked(_offers(session, actor, asset_id, today))
    banks = {offer.application.bank_id for offer in offers if offer.is_open}
    eligible = _eligible_banks(session, asset_id) | _asked_banks(session, actor, asset_id)
    core = select(columns(Organisation).name).where(columns(Organisation).id == asset.core_id)
    return Comparison(
        asset=asset,
        core=session.execute(core).scalar_one(),
        offers=offers,
        quoted=len(banks),
        eligible=len(eligible),
        wanted=get_figure(session, "quotes.minimum", today).number,
    )


def _offers(session: Session, actor: Actor, asset_id: str, today: date) -> list[Offered]:
    quote, application = columns(Quote), columns(Application)
    bank, product = columns(Organisation), columns(Product)
    query = (
        select(Quote, Application, bank.name, product.name)
        .join(Application, application.id == quote.application_id)
        .join(Organisation, bank.id == application.bank_id)
        .join(Product, product.id == application.product_id)
        .where(
            application.asset_id == asset_id,
            application.borrower_id == actor.organisation_id,
            quote.state.in_(SHOWN_TO_BORROWER),
        )
    )
    basis = get_figure(session, "loan.day_count", today).number
    found = [
        Offered(show(row[0], basis), row[1], row[2], row[3], _is_open(row[0], today))
        for row in session.execute(query)
    ]
    return sorted(found, key=_order)


def _is_open(quote: Quote, today: date) -> bool:
    return quote.state == "offered" and quote.valid_until >= today


def _order(offer: Offered) -> tuple[bool, int, int, str]:
    """Open ones first; by all-in cost as a rate, then in yuan: principals may differ."""
    quote = offer.shown.quote
    return (not offer.is_open, quote.all_in_ppm, offer.shown.cost_fen, quote.id)


def _marked(offers: list[Offered]) -> list[Offered]:
    """The cheapest open ones are marked when there is something to compare with."""
    rates = [offer.shown.quote.all_in_ppm for offer in offers if offer.is_open]
    if len(rates) < 2:
        return offers
    return [
        Offered(
            offer.shown,
            offer.application,
            offer.bank,
            offer.product,
            offer.is_open,
            offer.is_open and offer.shown.quote.all_in_ppm == min(rates),
        )
        for offer in offers
    ]


def _eligible_banks(session: Session, asset_id: str) -> set[str]:
    """The banks that the newest match run found eligible."""
    opportunity, run = columns(Opportunity), columns(MatchRun)
    newest = select(func.max(run.id)).where(run.is_current.is_(True)).scalar_subquery()
    query = (
        select(opportunity.bank_id)
        .where(
            opportunity.run_id == newest,
            opportunity.asset_id == asset_id,
            opportunity.eligible.is_(True),
        )
        .distinct()
    )
    return set(session.execute(query).scalars())


def _asked_banks(session: Session, actor: Actor, asset_id: str) -> set[str]:
    application = columns(Application)
    query = select(application.bank_id).where(
        application.asset_id == asset_id, application.borrower_id == actor.organisation_id
    )
    return set(session.execute(query).scalars())
