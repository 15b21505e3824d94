"""The demo's receivables and orders: who entered them, and what the other side answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from ..shared.tables import columns
from ..trade.deliver_order import deliver_order
from ..trade.dispute_asset import dispute_asset
from ..trade.importers import IMPORTERS
from ..trade.models import Asset
from ..trade.settle_asset import settle_asset
from ..trade.withdraw_asset import withdraw_asset
from .confirming import confirm
from .firms import Link
from .stage import Stage, wan
from .words import DISPUTES

FATES = {
    "receivable": {
        "confirmed": 185,
        "entered": 50,
        "asked": 20,
        "partly": 22,
        "disputed": 24,
        "withdrawn": 8,
        "settled": 22,
    },
    "order": {
        "confirmed": 68,
        "entered": 18,
        "asked": 8,
        "partly": 6,
        "disputed": 8,
        "withdrawn": 4,
        "delivered": 12,
    },
}
UPLOADED = ("confirmed", "settled", "delivered")  # by the side that owes: that confirms
WORTH_ASKING = 25_000_000  # a document below 250,000 yuan has few products
FAVOURED = {"supplier": 5, "supplier2": 5, "customer": 4}


@dataclass(frozen=True)
class Document:
    """A receivable or order. ``borrower`` is the seller or the buyer; the other side confirms."""

    kind: str
    seller: str
    buyer: str
    borrower: str
    number: str
    amount_fen: int
    issued: date
    due: date
    entered: date
    splittable: bool
    fate: str

    @property
    def confirmer(self) -> str:
        """The firm that is asked."""
        return self.buyer if self.borrower == self.seller else self.seller

    @property
    def uploader(self) -> str:
        """The firm whose file it stands in."""
        return self.confirmer if self.fate in UPLOADED else self.borrower


class Market:
    """Makes documents, and knows which asset each became."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.rng = stage, stage.rng
        self.documents: list[Document] = []
        self._assets: dict[str, str] = {}
        self._links = stage.county.links
        self._weights = [FAVOURED.get(link.partner, 1) * _pull(link) for link in self._links]

    def asset_id(self, document: Document) -> str:
        """The id of the asset that a document became; it has been entered by now."""
        if document.number not in self._assets:
            asset = columns(Asset)
            query = select(asset.document_no, asset.id)
            self._assets = dict(self.stage.session.execute(query).all())
        return self._assets[document.number]

    def link(self, kind: str) -> Link:
        """Some trade link; orders come from customers more often than invoices do."""
        while True:
            link = self.rng.choices(self._links, self._weights)[0]
            if kind == "receivable" or link.direction == "customer" or self.rng.random() < 0.5:
                return link

    def make(
        self, kind: str, link: Link, entered: date, due: date, fate: str, least_fen: int = 0
    ) -> Document:
        """A document on a link that is entered on a day."""
        seller, buyer = (link.partner, link.core)
        if link.direction == "customer":
            seller, buyer = buyer, seller
        buys = kind == "order" and link.direction == "customer" and self.rng.random() < 0.75
        issued = entered - timedelta(days=self.rng.randrange(1, 9))
        document = Document(
            kind=kind,
            seller=seller,
            buyer=buyer,
            borrower=buyer if buys else seller,
            number=self._number(kind, issued),
            amount_fen=max(self.amount_fen(), least_fen + self.rng.randrange(1, 10_000_000)),
            issued=issued,
            due=due,
            entered=entered,
            splittable=self.rng.random() < 0.25,
            fate=fate,
        )
        self.documents.append(document)
        return document

    def amount_fen(self) -> int:
        """A realistic amount: most between 100,000 and 1,000,000 yuan, few large ones."""
        yuan = min(max(self.rng.lognormvariate(12.7, 0.8), 30_000), 9_000_000)
        return int(yuan * 100)

    def _number(self, kind: str, issued: date) -> str:
        count = len(self.documents) + 1
        if kind == "order":
            return f"PO{issued:%y%m}-{count:04d}"
        return f"{issued:%y}341{count * 7919:015d}"


def _pull(link: Link) -> int:
    """First-tier suppliers carry most of the trade."""
    return 3 if link.direction == "supplier" else 2


def trade_lately(market: Market) -> None:
    """Documents of the last two months, in every state."""
    for kind, fates in FATES.items():
        for fate, count in fates.items():
            for _number in range(count):
                _add(market, kind, fate)


def _add(market: Market, kind: str, fate: str) -> Document:
    stage, rng = market.stage, market.rng
    entered = -rng.randrange(1, 12) if fate in ("entered", "disputed") else -rng.randrange(2, 60)
    link = market.link(kind)
    due = stage.day(rng.randrange(25, 150))
    if fate == "settled":
        due = stage.day(-rng.randrange(0, 10))
        entered = -rng.randrange(40, 90)
    return market.make(kind, link, stage.day(_bucket(entered)), due, fate)


def _bucket(offset: int) -> int:
    """Files come every ten days, so that a firm's documents share one."""
    return min(-1, -(-offset // 10) * 10)


def upload(market: Market) -> None:
    """Put every document's file and what is answered to it on the timeline."""
    files: dict[tuple[date, str, str], list[Document]] = defaultdict(list)
    for document in market.documents:
        files[(document.entered, document.uploader, document.kind)].append(document)
    for (day, uploader, kind), documents in sorted(files.items(), key=lambda one: one[0]):
        market.stage.at(day, partial(_bring, market.stage, uploader, kind, documents))
    for document in market.documents:
        _answer(market, document)


def _bring(stage: Stage, uploader: str, kind: str, documents: list[Document], day: date) -> None:
    name = f"{stage.county.firms[uploader].name}-{day:%Y%m%d}.csv"
    rows = [_row(stage, document) for document in documents]
    stage.bring(IMPORTERS[f"{kind}s"], stage.firm(uploader), day, name, rows)


def _row(stage: Stage, one: Document) -> dict[str, Any]:
    firms = stage.county.firms
    delivered = one.issued if one.kind == "receivable" else one.issued + timedelta(days=21)
    row = {
        "amount": wan(one.amount_fen),
        "delivery_date": delivered,
        "due_date": max(one.due, delivered + timedelta(days=5)),
        "splittable": int(one.splittable),
    }
    if one.kind == "receivable":
        return row | {
            "invoice_no": one.number,
            "creditor_uscc": firms[one.seller].uscc,
            "debtor_uscc": firms[one.buyer].uscc,
            "invoice_date": one.issued,
        }
    return row | {
        "order_no": one.number,
        "seller_uscc": firms[one.seller].uscc,
        "buyer_uscc": firms[one.buyer].uscc,
        "borrower": "seller" if one.borrower == one.seller else "buyer",
        "order_date": one.issued,
    }


def _answer(market: Market, one: Document) -> None:
    """What the other side, or the firm itself, does about a document afterwards."""
    if one.fate == "settled":
        pay(market, one, one.due)
    elif one.fate not in ("entered", "confirmed"):
        market.stage.at(one.entered + timedelta(days=2), partial(_act, market, one))


def _act(market: Market, one: Document, day: date) -> None:
    stage = market.stage
    confirmer, borrower = stage.firm(one.confirmer), stage.firm(one.borrower)
    session, now, asset = stage.session, stage.moment(day), market.asset_id(one)
    match one.fate:
        case "asked":
            confirm(stage, confirmer, asset, day)
        case "partly":
            confirm(stage, confirmer, asset, day, _part(market, one))
        case "disputed":
            dispute_asset(session, confirmer, asset, stage.rng.choice(DISPUTES), now)
        case "withdrawn":
            withdraw_asset(session, borrower, asset, now)
        case "delivered":
            deliver_order(session, borrower, asset, now)


def _part(market: Market, one: Document) -> int:
    return one.amount_fen * market.rng.randrange(60, 96) // 100


def pay(market: Market, one: Document, due: date) -> None:
    """The debtor pays a document on its day; both sides know."""
    stage, payer = market.stage, market.stage.firm(one.buyer)

    def settle(day: date) -> None:
        now = stage.moment(day)
        settle_asset(stage.session, payer, market.asset_id(one), day, now, day)

    stage.at(due, settle)
