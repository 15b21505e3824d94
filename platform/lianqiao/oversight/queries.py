"""Reads of the oversight pages: returns, targets, and what the platform itself has seen."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..financing.models import Application, MatchRun
from ..loans.models import Loan
from ..products.models import Product
from ..registry.models import Bank, Enterprise, Guarantor
from ..shared.actor import Actor
from ..shared.parameters import get_figure
from ..shared.tables import columns
from .models import MonthlyReturn
from .rules import Figures, Targets, growth_ppm, share_ppm, together, year_before

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class Book:
    """All returns by month and bank, oldest month first."""

    months: Mapping[str, Mapping[str, Figures]]

    @property
    def latest(self) -> str | None:
        """The newest month of which there is anything."""
        return max(self.months, default=None)

    def pair(self, month: str) -> tuple[Figures, Figures | None]:
        """A month and the same month a year before, of the banks that reported both.

        Without any bank in both, the whole month alone.
        """
        now, before = self.months[month], self.months.get(year_before(month), {})
        both = sorted(now.keys() & before.keys())
        if not both:
            return together(month, list(now.values())), None
        old = together(year_before(month), [before[bank] for bank in both])
        return together(month, [now[bank] for bank in both]), old

    def of_bank(self, bank_id: str, month: str) -> tuple[Figures | None, Figures | None]:
        """One bank's month, and its month a year before."""
        return (
            self.months.get(month, {}).get(bank_id),
            self.months.get(year_before(month), {}).get(bank_id),
        )

    def series(self, name: str, until: str) -> list[tuple[str, int]]:
        """(month, value) for the plots, of the banks that have reported ``until``."""
        banks = self.months[until].keys()
        months = [month for month in sorted(self.months) if month <= until][-MONTHS_SHOWN:]
        return [(month, int(getattr(self._of(banks, month), name))) for month in months]

    def _of(self, banks: Collection[str], month: str) -> Figures:
        told = self.months[month]
        return together(month, [told[bank] for bank in sorted(banks) if bank in told])


@dataclass(frozen=True)
class BankRow:
    """A line of the league table; figures of the platform's own transactions at the end."""

    bank_id: str
    name: str
    reported: bool
    manufacturing_fen: int | None
    growth_ppm: int | None
    share_ppm: int | None
    borrowers: int | None
    first_time: int | None
    rate_ppm: int | None
    applications: int
    answered: int
    loans: int
    balance_fen: int


@dataclass(frozen=True)
class LimitPrice:
    """What one more yuan of a limit would bring to firms; names as people know them."""

    kind: str
    name: str
    used_fen: int
    limit_fen: int
    price: float


def read_book(session: Session) -> Book:
    """Every return that was reported."""
    row = columns(MonthlyReturn)
    fields = (
        row.month,
        row.all_loans_fen,
        row.manufacturing_loans_fen,
        row.manufacturing_medium_long_fen,
        row.manufacturing_credit_fen,
        row.manufacturing_borrowers,
        row.first_time_borrowers,
        row.weighted_rate_ppm,
        func.coalesce(row.nonperforming_fen, 0),
        func.coalesce(row.relending_fen, 0),
    )
    months: dict[str, dict[str, Figures]] = defaultdict(dict)
    for bank_id, *figures in session.execute(select(row.bank_id, *fields).order_by(row.month)):
        months[figures[0]][bank_id] = Figures(*figures)
    return Book(months)


def read_targets(session: Session, on: date) -> Targets:
    """The goals' targets in force on a day."""

    def figure(key: str) -> int:
        return get_figure(session, f"goal.{key}", on).number

    return Targets(
        growth_over_all_loans=figure("growth_over_all_loans"),
        borrower_growth=figure("borrower_growth"),
        medium_long_over_all_loans=figure("medium_long_over_all_loans"),
        credit_growth=figure("credit_growth"),
        rate_change=figure("rate_change"),
    )


def hidden_below(session: Session, on: date) -> int:
    """Below which count the regulator sees no number."""
    return get_figure(session, "small_count.hidden_below", on).number


def list_banks(session: Session) -> list[tuple[str, str]]:
    """(id, name) of every bank that may act."""
    organisation = columns(Organisation)
    query = select(organisation.id, organisation.name).where(
        organisation.kind == "bank", organisation.state == "approved"
    )
    return [(row.id, row.name) for row in session.execute(query.order_by(organisation.name))]


def league(session: Session, book: Book, month: str) -> list[BankRow]:
    """Bank by bank, the fastest growth first; who has not reported stands last."""
    applications, loans = _applications(session), _loans(session)
    rows = [
        _bank_row(bank_id, name, book, month, applications, loans)
        for bank_id, name in list_banks(session)
    ]
    return sorted(rows, key=lambda row: (not row.reported, -(row.growth_ppm or -(10**9)), row.name))


def _bank_row(
    bank_id: str,
    name: str,
    book: Book,
    month: str,
    applications: Mapping[str, tuple[int, int]],
    loans: Mapping[str, tuple[int, int]],
) -> BankRow:
    now, before = book.of_bank(bank_id, month)
    asked, answered = applications.get(bank_id, (0, 0))
    count, balance = loans.get(bank_id, (0, 0))
    growth = growth_ppm(now.manufacturing_fen, before.manufacturing_fen) if now and before else None
    return BankRow(
        bank_id=bank_id,
        name=name,
        reported=now is not None,
        manufacturing_fen=now.manufacturing_fen if now else None,
        growth_ppm=growth,
        share_ppm=share_ppm(now.manufacturing_fen, now.all_loans_fen) if now else None,
        borrowers=now.borrowers if now else None,
        first_time=now.first_time if now else None,
        rate_ppm=now.weighted_rate_ppm if now else None,
        applications=asked,
        answered=answered,
        loans=count,
        balance_fen=balance,
    )


def _applications(session: Session) -> dict[str, tuple[int, int]]:
    application = columns(Application)
    waiting = ("submitted", "reviewing", "returned", "approving")
    answered = func.count().filter(application.state.not_in(waiting))
    query = select(application.bank_id, func.count(), answered).group_by(application.bank_id)
    return {bank: (asked, done) for bank, asked, done in session.execute(query)}


def _loans(session: Session) -> dict[str, tuple[int, int]]:
    loan = columns(Loan)
    query = select(loan.bank_id, func.count(), func.sum(loan.balance_fen))
    live = query.where(loan.balance_fen > 0).group_by(loan.bank_id)
    return {bank: (count, int(total)) for bank, count, total in session.execute(live)}


@dataclass(frozen=True)
class Platform:
    """What went through the platform, all banks together."""

    applications: int
    drawn: int
    drawn_fen: int
    balance_fen: int
    firms: int
    rate_ppm: int | None


def read_platform(session: Session) -> Platform:
    """Applications, loans and firms that the platform has carried."""
    loan = columns(Loan)
    asked = session.execute(select(func.count()).select_from(Application)).scalar_one()
    drawn = select(func.count(), func.sum(loan.principal_fen)).where(
        loan.application_id.is_not(None)
    )
    count, total = session.execute(drawn).one()
    live = select(
        func.sum(loan.balance_fen),
        func.count(loan.borrower_id.distinct()),
        func.sum(loan.balance_fen * loan.rate_ppm),
    ).where(loan.balance_fen > 0)
    balance, firms, weighted = session.execute(live).one()
    rate = round(int(weighted) / int(balance)) if balance else None
    return Platform(int(asked), int(count), int(total or 0), int(balance or 0), int(firms), rate)


def current_run(session: Session) -> MatchRun | None:
    """The match run that stands now."""
    run = columns(MatchRun)
    query = select(MatchRun).where(run.is_current, run.state == "done")
    return session.execute(query.order_by(run.finished_at.desc()).limit(1)).scalar_one_or_none()


def read_prices(session: Session, run: MatchRun, limit: int = 10) -> list[LimitPrice]:
    """The dearest limits of a run, with names in the place of codes."""
    found = sorted(run.limit_prices, key=lambda price: -float(price["price"]))
    names = _Names.of(session)
    return [
        LimitPrice(
            kind=str(one["limit"]).partition(":")[0],
            name=names.of_limit(str(one["limit"])),
            used_fen=int(one["used_fen"]),
            limit_fen=int(one["limit_fen"]),
            price=float(one["price"]),
        )
        for one in found[:limit]
        if float(one["price"]) > 0
    ]


@dataclass(frozen=True)
class _Names:
    """Names of products, banks, firms and guarantors, by id and by code."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, session: Session) -> "_Names":
        organisation, product = columns(Organisation), columns(Product)
        bank, firm, guarantor = columns(Bank), columns(Enterprise), columns(Guarantor)
        known: dict[str, str] = {}
        for query in (
            select(organisation.id, organisation.name),
            select(product.id, product.name),
            select(product.code, product.name),
            select(bank.code, organisation.name).join(Organisation, organisation.id == bank.id),
            select(firm.uscc, organisation.name).join(Organisation, organisation.id == firm.id),
            select(guarantor.uscc, organisation.name).join(
                Organisation, organisation.id == guarantor.id
            ),
        ):
            known |= {str(key): str(name) for key, name in session.execute(query)}
        return cls(known)

    def of_limit(self, limit: str) -> str:
        """``core:BANK:USCC`` → 「bank · firm」."""
        _kind, *parts = limit.split(":")
        return " · ".join(self.known.get(part, part) for part in parts)


def returns_for(actor: Actor, hidden_below: int, bank_id: str = "", month: str = "") -> Select[Any]:
    """The returns that the viewer may see: a bank its own, regulator and operator all.

    Counts below ``hidden_below`` reach nobody but the bank itself.
    """
    limit = 0 if actor.kind == "bank" else hidden_below
    row, organisation = columns(MonthlyReturn), columns(Organisation)
    query = select(
        row.id,
        row.month,
        row.bank_id,
        organisation.name.label("bank"),
        row.all_loans_fen,
        row.manufacturing_loans_fen,
        row.manufacturing_medium_long_fen,
        row.manufacturing_credit_fen,
        _hidden(row.manufacturing_borrowers, limit).label("manufacturing_borrowers"),
        _hidden(row.first_time_borrowers, limit).label("first_time_borrowers"),
        row.weighted_rate_ppm,
    ).join(Organisation, organisation.id == row.bank_id)
    if actor.kind == "bank":
        query = query.where(row.bank_id == actor.organisation_id)
    if bank_id:
        query = query.where(row.bank_id == bank_id)
    return query.where(row.month == month) if month else query


def _hidden(count: Any, below: int) -> Any:
    small = and_(count > 0, count < below)
    return case((small, f"＜{below}"), else_=cast(count, String))


def banks_without(session: Session, month: str) -> Sequence[str]:
    """Names of the banks that have not reported a month."""
    row = columns(MonthlyReturn)
    query = select(row.bank_id).where(row.month == month)
    told = set(session.execute(query).scalars())
    return [name for bank_id, name in list_banks(session) if bank_id not in told]


def read_months(session: Session) -> list[str]:
    """The months of which there is anything."""
    return list(session.execute(select(columns(MonthlyReturn).month).distinct()).scalars())
