"""Deals for tests: a confirmed document, an application, a quote, each by its own use case."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from characters import TODAY, WAN, World
from sqlmodel import Session

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.apply_for_financing import apply_for_financing
from lianqiao.financing.approve_quote import approve_quote
from lianqiao.financing.claim_application import claim_application
from lianqiao.financing.draft_quote import draft_quote
from lianqiao.financing.models import Application, Quote
from lianqiao.financing.offers import QuoteOffer
from lianqiao.shared.business_clock import FROZEN_DATE
from lianqiao.shared.database import Database
from lianqiao.shared.models import SavedSetting
from lianqiao.shared.tables import utc_now
from lianqiao.trade.models import Asset

_NUMBERS = itertools.count(1)
OFFER = QuoteOffer(
    principal_fen=80 * WAN,
    rate_ppm=40_000,
    start_date=TODAY + timedelta(days=3),
    maturity_date=TODAY + timedelta(days=90),
    valid_until=TODAY + timedelta(days=7),
    fee_ppm=1_000,
)
BANKS = {"bank": "P-A", "bank2": "P-B"}


def freeze(database: Database, day: date = TODAY) -> None:
    """Make the pages' business date that of the characters."""
    with database.writing() as session:
        kept = session.get(SavedSetting, FROZEN_DATE) or SavedSetting(key=FROZEN_DATE)
        kept.value = day.isoformat()
        session.add(kept)


def confirmed_asset(session: Session, world: World, **more: Any) -> Asset:
    """A receivable of 100 万元 of the supplier on the core enterprise, confirmed and free."""
    number = next(_NUMBERS)
    amount = more.get("amount_fen", 100 * WAN)
    values: dict[str, Any] = {
        "number": f"ZC-{number:06d}",
        "kind": "receivable",
        "state": "confirmed",
        "creditor_id": world.org("supplier"),
        "debtor_id": world.org("core"),
        "borrower_id": world.org("supplier"),
        "core_id": world.org("core"),
        "entered_by": world.org("supplier"),
        "document_no": f"2634{number:016d}",
        "amount_fen": amount,
        "confirmed_fen": amount,
        "issue_date": TODAY - timedelta(days=20),
        "delivery_date": TODAY - timedelta(days=18),
        "due_date": TODAY + timedelta(days=90),
        "effective_due_date": TODAY + timedelta(days=90),
        "fingerprint": f"{number:064d}",
        "near_fingerprint": f"{number:064d}",
        "confirmed_at": utc_now(),
        "confirmation_no": f"QQ-{number:06d}",
    }
    asset = Asset(**(values | more))
    session.add(asset)
    session.flush()
    return asset


def applied(
    session: Session, world: World, asset: Asset, bank: str = "bank", who: str = "supplier"
) -> Application:
    """The document's firm has applied to a bank for as much as possible."""
    product = world.products[BANKS[bank]]
    actor = world.actor(who)
    return apply_for_financing(
        session, actor, asset.id, product, None, "采购原料", utc_now(), TODAY
    )


def drafted(session: Session, world: World, asset: Asset, bank: str = "bank", **more: Any) -> Quote:
    """A bank's officer has claimed the application and drafted a quote."""
    application = applied(session, world, asset, bank)
    officer = world.actor(bank)
    claim_application(session, officer, application.id, utc_now())
    offer = replace(OFFER, **({"principal_fen": application.requested_fen} | more))
    return draft_quote(session, officer, application.id, offer, utc_now(), TODAY)


def offered(session: Session, world: World, asset: Asset, bank: str = "bank", **more: Any) -> Quote:
    """The quote has been approved by another person of the bank."""
    quote = drafted(session, world, asset, bank, **more)
    return approve_quote(session, world.actor(f"{bank}-approver"), quote.id, utc_now(), TODAY)


def accepted(session: Session, world: World, asset: Asset, bank: str = "bank") -> Application:
    """The firm has accepted."""
    quote = offered(session, world, asset, bank)
    return accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
