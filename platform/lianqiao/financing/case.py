"""All that a case's page shows to one of its parties, and what that person can do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..products.models import Product
from ..registry.models import Enterprise
from ..registry.queries import find_dishonest
from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.models import StateChange
from ..shared.parameters import get_figure
from ..shared.transitions import history
from ..trade.models import Asset
from ..trade.queries import get_asset
from . import queries
from .models import Application, Opportunity, Quote, Registration
from .offers import QuoteOffer, cost_fen
from .pairs import Reason, kept_reasons, look_at_pair, reasons
from .queries import Parties
from .states import (
    APPLICATION,
    APPROVER_EVENTS,
    BORROWER_EVENTS,
    INNER_EVENTS,
    NEXT_STEP,
    OFFICER_EVENTS,
    WAITS_FOR,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the timeline as the viewer may see it."""

    event: str
    to_state: str
    actor_name: str
    organisation_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote with what it costs in fen over its term."""

    quote: Quote
    cost_fen: int
    days: int


@dataclass(frozen=True, slots=True)
class Case:
    """An application with everything around it."""

    application: Application
    asset: Asset
    product: Product
    borrower: Enterprise
    parties: Parties
    quotes: Sequence[Shown]
    registration: Registration | None
    steps: Sequence[Step]
    next_step: str
    reasons: Sequence[Reason]
    can: frozenset[str]
    cannot: Mapping[str, str]
    claimed_by: str
    dishonest: bool

    @property
    def live_quote(self) -> Shown | None:
        """The quote that stands now."""
        states = ("drafted", "offered", "accepted")
        return next((shown for shown in self.quotes if shown.quote.state in states), None)


def look_at_case(session: Session, actor: Actor, application_id: str, today: date) -> Case:
    """The case of a firm's or bank's own application; raises NothingIsThere."""
    application = queries.get_application_for(session, actor, application_id)
    asset = get_asset(session, application.asset_id)
    product = session.get_one(Product, application.product_id)
    parties = queries.get_parties(session, application, asset)
    basis = get_figure(session, "loan.day_count", today).number
    seen = queries.list_quotes_for(session, actor, application.id)
    quotes = [show(quote, basis) for quote in seen]
    can, cannot = _possible(actor, application, quotes)
    in_bank = actor.kind == "bank"
    return Case(
        application=application,
        asset=asset,
        product=product,
        borrower=session.get_one(Enterprise, application.borrower_id),
        parties=parties,
        quotes=quotes,
        registration=queries.find_registration(session, application.id),
        steps=[_step(step, actor) for step in history(session, application.id)],
        next_step=_next(application, parties, quotes),
        reasons=_reasons(session, application, asset, product, today),
        can=can,
        cannot=cannot,
        claimed_by=queries.find_user_name(session, application.claimed_by) if in_bank else "",
        dishonest=find_dishonest(session, application.borrower_id, today),
    )


def show(quote: Quote, day_count: int) -> Shown:
    """A quote with its cost over the term; a year has ``day_count`` days for interest."""
    offer = QuoteOffer(
        quote.principal_fen,
        quote.rate_ppm,
        quote.start_date,
        quote.maturity_date,
        quote.valid_until,
        quote.fee_ppm,
        quote.guarantee_fee_ppm,
    )
    return Shown(quote, cost_fen(offer, day_count), offer.days)


def _reasons(
    session: Session, application: Application, asset: Asset, product: Product, today: date
) -> list[Reason]:
    """Why the pair fits: as the match run kept it, else as it is today."""
    if application.opportunity_id is not None:
        kept = session.get(Opportunity, application.opportunity_id)
        if kept is not None and kept.checks:
            return kept_reasons(kept.checks)
    return reasons(look_at_pair(session, asset, product, today).checks)


def _step(step: StateChange, actor: Actor) -> Step:
    """Of another organisation only its name is shown, and nothing of its inner reasons."""
    own = step.organisation_id == actor.organisation_id or step.organisation_id is None
    return Step(
        event=step.event,
        to_state=step.to_state,
        actor_name=step.actor_name if own else step.organisation_name,
        organisation_name=step.organisation_name if own else "",
        at=step.at,
        reason=step.reason if own or step.event not in INNER_EVENTS else "",
    )


def _next(application: Application, parties: Parties, quotes: Sequence[Shown]) -> str:
    """Who does what next, and by when."""
    side = WAITS_FOR.get(application.state)
    if side is None:
        return ""
    who = parties.bank if side == "bank" else parties.borrower
    by = deadline(application, quotes)
    what = NEXT_STEP[application.state]
    if by is None:
        return str(_("下一步：由%(who)s%(what)s", who=who, what=what))
    return str(_("下一步：由%(who)s%(what)s，%(day)s 前", who=who, what=what, day=format_day(by)))


def deadline(application: Application, quotes: Sequence[Shown]) -> date | None:
    """By when the next step is due, where a day was promised or set."""
    if application.state in ("submitted", "reviewing", "approving"):
        return application.answer_by
    if application.state == "quoted" and quotes:
        return quotes[0].quote.valid_until
    return None


def _possible(
    actor: Actor, application: Application, quotes: Sequence[Shown]
) -> tuple[frozenset[str], dict[str, str]]:
    """The events that the person can cause now, and why not the others of the role."""
    can, cannot = set(), {}
    for event in _events(actor):
        why = _why_not(actor, application, quotes, event)
        if why:
            cannot[str(APPLICATION.verbs[event])] = why
        else:
            can.add(event)
    return frozenset(can), cannot


def _events(actor: Actor) -> tuple[str, ...]:
    if actor.kind == "enterprise":
        return BORROWER_EVENTS
    return (*OFFICER_EVENTS, *APPROVER_EVENTS)


def _why_not(actor: Actor, application: Application, quotes: Sequence[Shown], event: str) -> str:
    """Empty when the event is possible."""
    if not APPLICATION.can(application.state, event):
        return str(_("现在是「%(state)s」", state=APPLICATION.labels[application.state]))
    if actor.kind != "bank":
        return ""
    if event not in APPROVER_EVENTS:
        return "" if actor.has("clerk") else str(_("由经办人操作"))
    if not actor.has("approver"):
        return str(_("由审批人操作"))
    if quotes and quotes[0].quote.made_by == actor.user_id:
        return str(_("不能审批自己做的报价，由另一位审批人操作"))
    return ""
