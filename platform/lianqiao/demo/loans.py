"""The demo's loan book: loans of the platform and of before, scans, repayments, renewals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from ..financing.expire_quotes import expire_quotes
from ..loans.apply_for_renewal import apply_for_renewal
from ..loans.approve_opinion import approve_opinion
from ..loans.conditions import CONDITIONS
from ..loans.give_opinion import give_opinion
from ..loans.importers import IMPORTERS
from ..loans.mark_overdue import mark_overdue
from ..loans.models import Loan, Renewal
from ..loans.record_repayment import Repayment, record_repayment
from ..loans.review_renewal import review_renewal
from ..loans.rules import RenewalTerms
from ..loans.scan_maturities import scan_maturities
from ..loans.settle_loan import settle_loan
from ..loans.sign_renewal import sign_renewal
from ..products.models import Product
from ..shared.actor import Actor
from ..shared.tables import columns
from .lending import Case
from .offices import approver, banks, officer
from .stage import Stage, wan
from .trade import WORTH_ASKING, Document, Market

PLATFORM_LOANS, OLDER_LOANS = 84, 70
FIRST_DUE, LAST_DUE = -20, 120  # maturities, from today
OLDER_SINCE = -70  # the day on which the banks brought their older loans
STATEMENT = "订单稳定，应收账款回款正常，拟用下季度货款归还，申请续贷。"
TEXTS = {
    "renew_no_principal": "符合条件，同意无还本续贷，期限不变",
    "renew": "符合条件，同意续贷",
    "refuse": "近两期结息延迟，暂不续贷",
}
# The state to which so many reviews are brought.
RENEWALS = {
    "applied": 6,
    "reviewing": 5,
    "approving": 5,
    "answered": 4,
    "signed": 5,
    "refused": 2,
}
STEPS = ("applied", "reviewing", "approving", "answered", "signed")
SCANS = (*range(-60, -24, 6), *range(-24, 0, 2), -1)


@dataclass(frozen=True)
class Older:
    """A loan of before the platform, as its bank's file tells it."""

    loan_no: str
    bank: str
    borrower: str
    kind: str
    principal_fen: int
    drawn: date
    due: date


def borrow(market: Market, products: list[Product], cases: list[Case]) -> None:
    """Documents of the past and the loans on them, their maturities spread around today."""
    stage, rng = market.stage, market.rng
    for number in range(PLATFORM_LOANS):
        due = FIRST_DUE + number * (LAST_DUE - FIRST_DUE) // PLATFORM_LOANS
        term = rng.choice((60, 90, 120, 150))
        drawn = min(due - term, -rng.randrange(2, 9))
        kind = "order" if number % 3 == 0 else "receivable"
        starts = drawn - 6
        entered = stage.day((starts - 2) // 20 * 20)
        document = _document(market, kind, entered, stage.day(due))
        case = Case(stage, market, products, document, stage.day(starts), "draw")
        case.bank = rng.choice(("bank", "bank", "bank2", "bank2", *banks()))
        cases.append(case)


def _document(market: Market, kind: str, entered: date, due: date) -> Document:
    """A document whose borrower lets banks see its file."""
    while True:
        link = market.link(kind)
        document = market.make(kind, link, entered, due, "confirmed", WORTH_ASKING)
        if document.borrower not in market.stage.silent:
            return document
        market.documents.remove(document)


def bring_older(stage: Stage) -> None:
    """Each bank's file of loans that it had made before."""
    rng, firms = stage.rng, list(stage.county.firms)
    loans: dict[str, list[Older]] = {bank: [] for bank in banks()}
    for number in range(OLDER_LOANS):
        bank = rng.choice(("bank", "bank", "bank2", *loans))
        due = FIRST_DUE + number * (LAST_DUE - FIRST_DUE) // OLDER_LOANS
        kind = rng.choices(("working_capital", "fixed_asset"), (5, 1))[0]
        loans[bank].append(
            Older(
                loan_no=f"OLD-{stage.day(due):%Y%m}-{number:03d}",
                bank=bank,
                borrower="supplier" if number in (20, 34) else rng.choice(firms),
                kind=kind,
                principal_fen=rng.randrange(3, 60) * 10 * 1_000_000,
                drawn=stage.day(due - (365 if kind == "working_capital" else 3 * 365)),
                due=stage.day(due),
            )
        )
    for bank, rows in loans.items():
        stage.at(stage.day(OLDER_SINCE), partial(_bring, stage, bank, rows))


def _bring(stage: Stage, bank: str, loans: list[Older], day: date) -> None:
    rows = [
        {
            "loan_no": one.loan_no,
            "bank": stage.name(stage.ids[bank]),
            "borrower_uscc": stage.county.firms[one.borrower].uscc,
            "kind": one.kind,
            "principal": wan(one.principal_fen),
            "balance": wan(one.principal_fen),
            "rate": f"{stage.rng.randrange(365, 480) / 100:.2f}",
            "drawdown_date": one.drawn,
            "maturity_date": one.due,
            "guarantee": stage.rng.choice(("credit", "guaranteed", "mortgaged")),
            "repayment": "quarterly",
        }
        for one in loans
    ]
    stage.bring(IMPORTERS[0], officer(stage, bank), day, f"存量贷款-{bank}.csv", rows)


def scan(stage: Stage) -> None:
    """What the scheduler would have done on the days before, and does today."""
    for offset in (*SCANS, 0):
        stage.at(stage.day(offset), partial(_scan_on, stage))


def _scan_on(stage: Stage, day: date) -> None:
    mark_overdue(stage.session, day, stage.moment(day))
    scan_maturities(stage.session, day, stage.moment(day))
    expire_quotes(stage.session, day, stage.moment(day))


class Aftermath:
    """Repayments and renewals, decided from the loans that are there."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def schedule(self) -> None:
        """Put what banks and firms do with their loans on the timeline."""
        for offset in range(FIRST_DUE, 0):
            self._on(offset, self.settle_what_is_due)
        for state, offset in (("signed", -9), ("answered", -5), ("refused", -5)):
            self._on(offset, partial(self.renew, state))
        self._on(-4, self.repay_parts)
        for state in ("approving", "reviewing", "applied"):
            self._on(-2, partial(self.renew, state))

    def _on(self, offset: int, action: Callable[[date], None]) -> None:
        self.stage.at(self.stage.day(offset), action)

    def settle_what_is_due(self, day: date) -> None:
        """Most loans are repaid on their day; the others will be overdue."""
        for loan in self._live(columns(Loan).maturity_date == day):
            if self.stage.rng.random() < 0.72:
                settle_loan(self.stage.session, self._officer(loan), loan.id, self._now(day), day)

    def repay_parts(self, day: date) -> None:
        """Some firms pay a part early."""
        soon = columns(Loan).maturity_date > self.stage.day(20)
        for loan in self._live(soon)[::9]:
            part = Repayment(loan.balance_fen // 4, loan.balance_fen // 400, day, "提前归还")
            record_repayment(
                self.stage.session, self._officer(loan), loan.id, part, self._now(day), day
            )

    def renew(self, state: str, day: date) -> None:
        """Bring so many open reviews to a state, those of the demo's people first."""
        for renewal in self._open(day)[: RENEWALS[state]]:
            steps = STEPS[: STEPS.index("answered" if state == "refused" else state) + 1]
            for step in steps:
                self._step(renewal, step, day, refuses=state == "refused")

    def _open(self, day: date) -> list[Renewal]:
        row = columns(Renewal)
        known = [self.stage.ids[key] for key in ("bank", "bank2")]
        query = (
            select(Renewal)
            .where(
                row.state == "opened",
                row.maturity_date > day + timedelta(days=2),
                row.borrower_id != self.stage.ids["supplier"],
            )
            .order_by(row.bank_id.not_in(known), row.maturity_date, row.loan_id)
        )
        return list(self.stage.session.execute(query).scalars())

    def _step(self, renewal: Renewal, step: str, day: date, *, refuses: bool) -> None:
        session, now, id = self.stage.session, self._now(day), renewal.id
        clerk, other = self._people(renewal)
        opinion = "refuse" if refuses else self.stage.rng.choice(("renew", "renew_no_principal"))
        match step:
            case "applied":
                firm = self.stage.firm(self.stage.key_of(renewal.borrower_id))
                apply_for_renewal(session, firm, id, STATEMENT, now, day)
            case "reviewing":
                review_renewal(session, clerk, id, dict.fromkeys(CONDITIONS, True), now, day)
            case "approving":
                give_opinion(session, clerk, id, opinion, TEXTS[opinion], now)
            case "answered":
                approve_opinion(session, other, id, now)
            case "signed":
                sign_renewal(session, clerk, id, self._terms(renewal, day), now, day)

    def _terms(self, renewal: Renewal, day: date) -> RenewalTerms:
        old = self.stage.session.get_one(Loan, renewal.loan_id)
        return RenewalTerms(
            loan_no=f"{old.loan_no}-XD",
            principal_fen=old.balance_fen,
            rate_ppm=old.rate_ppm - 1_000,
            signed_on=day,
            maturity_date=old.maturity_date + timedelta(days=270),
        )

    def _live(self, which: Any) -> list[Loan]:
        loan = columns(Loan)
        query = select(Loan).where(loan.state == "active", which).order_by(loan.loan_no)
        return list(self.stage.session.execute(query).scalars())

    def _officer(self, loan: Loan) -> Actor:
        return officer(self.stage, self.stage.key_of(loan.bank_id))

    def _people(self, renewal: Renewal) -> tuple[Actor, Actor]:
        bank = self.stage.key_of(renewal.bank_id)
        return officer(self.stage, bank), approver(self.stage, bank)

    def _now(self, day: date) -> datetime:
        return self.stage.moment(day)
