"""The demo's cases: from application to drawdown, and every state on the way."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..financing.accept_quote import accept_quote
from ..financing.apply_for_financing import apply_for_financing
from ..financing.approve_quote import approve_quote
from ..financing.cancel_application import cancel_application
from ..financing.claim_application import claim_application
from ..financing.decline_quote import decline_quote
from ..financing.draft_quote import draft_quote, offer_bounds
from ..financing.errors import ProductDoesNotFit, SameApplicationIsLive
from ..financing.models import Application, Quote
from ..financing.offers import QuoteOffer
from ..financing.record_registration import record_registration
from ..financing.refuse_application import refuse_application
from ..financing.return_application import return_application
from ..financing.send_back_quote import send_back_quote
from ..financing.withdraw_application import withdraw_application
from ..loans.draw_down import record_drawdown
from ..loans.models import Loan
from ..products.models import Product
from ..products.terms import listed
from ..registry.models import Enterprise
from ..shared.actor import Actor
from ..shared.money import multiply_ppm
from ..trade.models import Asset
from .offices import approver, officer
from .stage import Stage, TheDemoDoesNotFit
from .trade import Document, Market
from .words import PURPOSES

PACE = {"apply": 0, "claim": 0, "draft": 1, "approve": 2, "accept": 3, "register": 4, "draw": 6}
WAY = tuple(PACE)
SIDEWAYS = {
    # what else may become of a case: the step after which it happens
    "returned": "claim",
    "refused": "claim",
    "withdrawn": "apply",
    "sent_back": "draft",
    "declined": "approve",
    "expired": "approve",
    "cancelled": "accept",
}
REASONS = {
    "returned": "请补充近三个月的银行流水和购销合同",
    "refused": "企业近期负债上升较快，本期不再新增授信",
    "sent_back": "费率与同类客户不一致，请核对后重新报价",
    "declined": "已接受其他银行的报价",
    "cancelled": "核心企业提前付款，不再需要融资",
}


@dataclass
class Case:
    """An application as it goes; ``ends`` is the last step or the sideways state."""

    stage: Stage
    market: Market
    products: list[Product]
    document: Document
    starts: date
    ends: str
    bank: str = ""
    one_of_several: bool = False
    application: Application | None = None
    quote: Quote | None = None
    loan: Loan | None = None

    @property
    def borrower(self) -> Actor:
        """Somebody of the firm that is financed."""
        return self.stage.firm(self.document.borrower)

    @property
    def live(self) -> Application:
        """The application, once there is one."""
        if self.application is None:
            raise TheDemoDoesNotFit(f"{self.document.number} has no application yet")
        return self.application

    @property
    def offer(self) -> Quote:
        """The quote, once there is one."""
        if self.quote is None:
            raise TheDemoDoesNotFit(f"{self.document.number} has no quote yet")
        return self.quote

    def schedule(self) -> None:
        """Put the case on the timeline; its further steps follow when it has begun."""
        self._on(self.starts, "apply")

    def _go_on(self) -> None:
        last = SIDEWAYS.get(self.ends, self.ends)
        for step in WAY[1 : WAY.index(last) + 1]:
            self._on(self.starts + timedelta(days=PACE[step]), step)
        if self.ends in SIDEWAYS and self.ends != "expired":
            self._on(self.starts + timedelta(days=PACE[last] + 1), f"be_{self.ends}")

    def _on(self, day: date, step: str) -> None:
        self.stage.at(day, getattr(self, step))

    def apply(self, day: date) -> None:
        """Ask the first product that fits, of the bank that was meant where there is one."""
        stage = self.stage
        asset_id = self.market.asset_id(self.document)
        for product in self._fitting(asset_id, day):
            try:
                self.application = apply_for_financing(
                    stage.session,
                    self.borrower,
                    asset_id,
                    product.id,
                    None,
                    stage.rng.choice(PURPOSES),
                    stage.moment(day),
                    day,
                )
            except (ProductDoesNotFit, SameApplicationIsLive):
                continue
            self.bank = stage.key_of(product.bank_id)
            self._go_on()
            return
        if not self.one_of_several:
            raise TheDemoDoesNotFit(f"no product for {self.document}")

    def _fitting(self, asset_id: str, day: date) -> list[Product]:
        asset = self.stage.session.get_one(Asset, asset_id)
        firm = self.stage.session.get_one(Enterprise, asset.borrower_id)
        fitting = [one for one in self.products if _fits(one, asset, firm, day)]
        self.stage.rng.shuffle(fitting)
        meant = self.stage.ids.get(self.bank)
        return sorted(fitting, key=lambda product: product.bank_id != meant)

    def claim(self, day: date) -> None:
        """An officer takes the case up."""
        stage = self.stage
        claim_application(stage.session, officer(stage, self.bank), self.live.id, stage.moment(day))

    def quote_terms(self, day: date) -> QuoteOffer:
        """What the bank offers: near the product's price, to the document's due date."""
        stage = self.stage
        product = stage.session.get_one(Product, self.live.product_id)
        bounds, _whole = offer_bounds(stage.session, self.live, day)
        starts = day + timedelta(days=5)
        maturity = min(self.document.due, starts + timedelta(days=bounds.max_days - 1))
        return QuoteOffer(
            principal_fen=bounds.most_fen,
            rate_ppm=product.rate_ppm + stage.rng.randrange(-10, 21) * 100,
            fee_ppm=product.fee_ppm,
            start_date=starts,
            maturity_date=maturity,
            valid_until=min(
                day + timedelta(days=(3 if self.ends == "expired" else 20)),
                maturity - timedelta(days=1),
            ),
            guarantee="pledged" if stage.rng.random() < 0.8 else "credit",
        )

    def draft(self, day: date) -> None:
        """The officer writes the quote down."""
        stage = self.stage
        self.quote = draft_quote(
            stage.session,
            officer(stage, self.bank),
            self.live.id,
            self.quote_terms(day),
            stage.moment(day),
            day,
        )

    def approve(self, day: date) -> None:
        """The other pair of eyes."""
        stage = self.stage
        actor = approver(stage, self.bank)
        approve_quote(stage.session, actor, self.offer.id, stage.moment(day), day, "同意")

    def accept(self, day: date) -> None:
        """The firm accepts; limits and document are held from here on."""
        stage = self.stage
        accept_quote(stage.session, self.borrower, self.offer.id, stage.moment(day), day)

    def register(self, day: date) -> None:
        """The entry in the public register."""
        stage = self.stage
        now = stage.moment(day)
        # Some banks register for no longer than they must, and extend later.
        beyond = 30 if int(self.live.number[-1]) % 2 else 180
        record_registration(
            stage.session,
            officer(stage, self.bank),
            self.live.id,
            f"DEMO{self.live.number.replace('-', '')}",
            now,
            self.offer.maturity_date + timedelta(days=beyond),
            now,
            now,
        )

    def draw(self, day: date) -> None:
        """The bank has paid out."""
        stage = self.stage
        actor = officer(stage, self.bank)
        number = f"JJ{self.live.number.removeprefix('SQ-')}"
        self.loan = record_drawdown(
            stage.session, actor, self.live.id, number, day, stage.moment(day), day
        )

    def be_returned(self, day: date) -> None:
        """Something is missing."""
        actor, now = officer(self.stage, self.bank), self.stage.moment(day)
        return_application(self.stage.session, actor, self.live.id, REASONS["returned"], now)

    def be_refused(self, day: date) -> None:
        """The bank does not lend."""
        actor, now = officer(self.stage, self.bank), self.stage.moment(day)
        refuse_application(self.stage.session, actor, self.live.id, REASONS["refused"], now)

    def be_withdrawn(self, day: date) -> None:
        """The firm changes its mind."""
        now = self.stage.moment(day)
        withdraw_application(self.stage.session, self.borrower, self.live.id, now)

    def be_sent_back(self, day: date) -> None:
        """The approver wants it done again."""
        actor, now = approver(self.stage, self.bank), self.stage.moment(day)
        send_back_quote(self.stage.session, actor, self.offer.id, REASONS["sent_back"], now)

    def be_declined(self, day: date) -> None:
        """The firm takes another offer."""
        now = self.stage.moment(day)
        decline_quote(self.stage.session, self.borrower, self.offer.id, now, REASONS["declined"])

    def be_cancelled(self, day: date) -> None:
        """What was accepted is given up, and everything is free again."""
        now = self.stage.moment(day)
        cancel_application(
            self.stage.session, self.borrower, self.live.id, REASONS["cancelled"], now
        )


def _fits(product: Product, asset: Asset, firm: Enterprise, day: date) -> bool:
    """Whether it is worth asking for the product; the use case has the last word."""
    wanted = (
        (product.kinds, asset.kind),
        (product.parks, firm.park),
        (product.industries, firm.industry),
        (product.sizes, firm.size_class),
    )
    most = multiply_ppm(asset.confirmed_fen, product.advance_ppm, "down")
    return (
        all(not listed(accepted) or value in listed(accepted) for accepted, value in wanted)
        and not product.first_time_only
        and firm.grade <= product.max_grade
        and product.min_days + 6 <= (asset.due_date - day).days <= product.max_days
        and product.min_amount_fen <= most <= product.max_amount_fen
    )
