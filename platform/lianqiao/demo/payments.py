"""How the demo's buyers pay: in time, late, in parts, not yet; and the notices of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from ..loans.models import Loan
from ..shared.tables import columns, table
from ..trade.models import Asset
from ..trade.record_payment import NewPayment, record_payment
from ..trade.take_back_payment import take_back_payment
from ..trade.tell_overdue import tell_overdue
from .firms import Link
from .stage import Stage
from .trade import Document, Market

SEED = "付款"  # of its own, so that what else the demo rolls stays as it is
FIRST_ISSUED, EVERY, TERM = -194, 9, 60  # days from today; days between; days to pay
# Whatever was late is paid 31 days ago, and the last ones fall due 26 days ago or later: in
# between the core enterprise takes on a voucher, which a debtor that is late may not.
DELAYS = (0, 0, 4, 0, 11, 0, 38, 24, 0, 7, 2, 0, 1, 0, 16)
LEFT_UNPAID = 3  # the last ones of each creditor that is shown
PAYS_ITS_FINANCED = 0.75
TOLD = (-60, -40, -25, -12, -6, -1, 0)


@dataclass(frozen=True)
class Plan:
    """When a document is paid, how many days late; the second part of two follows a week later."""

    document: Document
    delay: int
    in_two: bool


def owe_and_pay(market: Market) -> None:
    """Put old documents of the demo's own people, and their payments, on the timeline."""
    rng = Random(SEED)  # noqa: S311 - a demo, not a secret
    financed = [one for one in market.documents if _is_over(market.stage, one)]
    for one in financed:
        if rng.random() < PAYS_ITS_FINANCED:
            _pay_on(market, one, one.due + timedelta(days=rng.randrange(3)))
    number = 0
    for links in _shown(market.stage):
        for at, delay in enumerate(DELAYS):
            number += 1
            link = links[at % len(links)]
            document = _document(market.stage, link, at, number, rng)
            market.documents.append(document)
            if at < len(DELAYS) - LEFT_UNPAID:
                _follow(market, Plan(document, delay, at % 5 == 2))
            elif at == len(DELAYS) - LEFT_UNPAID:
                _pay_a_part(market, document)
            elif at == len(DELAYS) - 1:
                _pay_by_mistake(market, document)
    for offset in TOLD:
        market.stage.at(market.stage.day(offset), partial(_tell, market.stage))


def _is_over(stage: Stage, one: Document) -> bool:
    return one.kind == "receivable" and one.fate == "confirmed" and one.due < stage.today


def _shown(stage: Stage) -> list[list[Link]]:
    """Whose books are shown: the supplier's with its buyers, the core enterprise's with its."""
    links = stage.county.links
    sold = [one for one in links if one.partner == "supplier" and one.direction == "supplier"]
    bought = [one for one in links if one.core == "core" and one.direction == "customer"]
    return [found[:4] for found in (sold, bought) if found]


def _document(stage: Stage, link: Link, at: int, number: int, rng: Random) -> Document:
    """A receivable that its debtor has uploaded; the last ones fell due lately."""
    seller, buyer = link.partner, link.core
    if link.direction == "customer":
        seller, buyer = buyer, seller
    issued = stage.day(FIRST_ISSUED + EVERY * at)
    return Document(
        kind="receivable",
        seller=seller,
        buyer=buyer,
        borrower=seller,
        number=f"{issued:%y}341{777_000_000_000_000 + number}",
        amount_fen=rng.randrange(60_000, 400_000) * 100,
        issued=issued,
        due=issued + timedelta(days=TERM),
        entered=issued + timedelta(days=3),
        splittable=False,
        fate="confirmed",
    )


def _follow(market: Market, plan: Plan) -> None:
    day = plan.document.due + timedelta(days=plan.delay)
    if plan.in_two:
        _pay_on(market, plan.document, day, plan.document.amount_fen * 2 // 5, "第一笔")
        _pay_on(market, plan.document, day + timedelta(days=7), note="尾款")
    else:
        _pay_on(market, plan.document, day)


def _pay_a_part(market: Market, document: Document) -> None:
    day = document.due + timedelta(days=2)
    _pay_on(market, document, day, document.amount_fen // 2, "资金紧张，先付一半")


def _pay_on(
    market: Market, document: Document, day: date, amount_fen: int | None = None, note: str = ""
) -> None:
    market.stage.at(day, partial(_pay, market, document, amount_fen, note))


def _pay(market: Market, document: Document, amount_fen: int | None, note: str, day: date) -> None:
    stage = market.stage
    payer = stage.firm(document.buyer)
    new = NewPayment(day, amount_fen, note=note)
    asset_id = market.asset_id(document)
    record_payment(stage.session, payer, asset_id, new, stage.moment(day), day)


def _pay_by_mistake(market: Market, document: Document) -> None:
    """Recorded on the wrong document, and taken back on the next day."""
    stage = market.stage
    day = min(document.due - timedelta(days=4), stage.day(-2))

    def record(on: date) -> None:
        payer, asset_id = stage.firm(document.buyer), market.asset_id(document)
        new = NewPayment(on, document.amount_fen // 4, note="货款")
        wrong = record_payment(stage.session, payer, asset_id, new, stage.moment(on), on)
        stage.at(on + timedelta(days=1), partial(back, wrong.id))

    def back(payment_id: str, on: date) -> None:
        payer, asset_id = stage.firm(document.buyer), market.asset_id(document)
        words = "录错单据，这笔货款属于另一张发票"
        take_back_payment(stage.session, payer, asset_id, payment_id, words, stage.moment(on))

    stage.at(day, record)


def _tell(stage: Stage, day: date) -> None:
    tell_overdue(stage.session, day, stage.moment(day))


def pay_what_is_financed(stage: Stage) -> None:
    """The debtor of the demo's bank pays a part today: the bank is asked to record it."""
    loan, asset = columns(Loan), columns(Asset)
    query = (
        select(asset.id, asset.debtor_id, asset.confirmed_fen)
        .join(table(Loan), loan.asset_id == asset.id)
        .where(
            loan.bank_id == stage.ids["bank"],
            loan.state == "active",
            asset.kind == "receivable",
            asset.state == "confirmed",
            asset.paid_fen == 0,
        )
        .order_by(loan.maturity_date, loan.loan_no)
        .limit(1)
    )
    for row in stage.session.execute(query).all():
        payer = stage.firm(stage.key_of(row.debtor_id))
        new = NewPayment(stage.today, row.confirmed_fen * 3 // 5, note="第一笔货款")
        now = stage.moment(stage.today)
        record_payment(stage.session, payer, row.id, new, now, stage.today)
