"""What happens if a core enterprise does not pay as it should: who runs short, which banks watch.

The answer is a clearing vector (Eisenberg and Noe, 2001) over the unpaid, confirmed receivables
of the platform, under assumptions that the page states.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from sqlmodel import Session

from graph.contagion import (
    BankLoan,
    Contagion,
    Default,
    Late,
    Setting,
    TradeDebt,
    Unknown,
    contagion_by_date,
)
from graph.debts import bank_loans, trade_debts
from graph.kinds import EdgeKind, Risk
from graph.model import TradeGraph, is_document
from graph.view import visible_part

from ..registry.words import PARK_NAMES
from ..shared.errors import NothingIsThere
from .county import looking_at_county

LOOKS = 5  # days within the horizon on which a late payment is looked at
HALF = Fraction(1, 2)
DRAWN = 60


@dataclass(frozen=True, slots=True)
class Question:
    """The firm that pays too little or too late, and until when it is asked."""

    firm: str
    what: Literal["default", "late"]
    share_percent: int
    late_days: int
    horizon_days: int


@dataclass(frozen=True, slots=True)
class FirmHit:
    """A firm that runs short because of it; amounts in fen. Wave 0 is the firm asked about."""

    id: str
    name: str
    park: str
    wave: int
    owed_fen: int
    paid_fen: int
    caused_fen: int
    on: date


@dataclass(frozen=True, slots=True)
class BankHit:
    """Loans of a bank to firms that run short; a balance is no loss."""

    id: str
    name: str
    firms: int
    loans: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is hit, wave by wave; which banks lend to them; and the firms as a graph."""

    name: str
    firms: Sequence[FirmHit]
    banks: Sequence[BankHit]
    graph: TradeGraph

    @property
    def others(self) -> int:
        """How many firms are drawn in."""
        return sum(1 for firm in self.firms if firm.wave)

    @property
    def waves(self) -> int:
        """How many waves follow."""
        return max((firm.wave for firm in self.firms), default=0)

    @property
    def caused_fen(self) -> int:
        """What the firms that are drawn in lack, in all."""
        return sum(firm.caused_fen for firm in self.firms if firm.wave)

    @property
    def lent_fen(self) -> int:
        """The balance of all loans to firms that run short."""
        return sum(bank.balance_fen for bank in self.banks)


@dataclass(frozen=True, slots=True)
class _Trade:
    """What is read of the county's graph, so that it is held for a moment alone."""

    debts: Sequence[TradeDebt]
    loans: Sequence[BankLoan]
    names: Mapping[str, str]
    parks: Mapping[str, str]


def ask_contagion(session: Session, question: Question, today: date) -> Answer:
    """Answer a question of the offices. Raises NothingIsThere for a firm that is not there."""
    with looking_at_county(session) as county:
        if question.firm not in county or "park" not in county.nodes[question.firm]:
            raise NothingIsThere
        trade = _Trade(
            trade_debts(county),
            bank_loans(county),
            {node: data["label"] for node, data in county.nodes(data=True)},
            {node: data.get("park", "") for node, data in county.nodes(data=True)},
        )
    firms = _firms_hit(_answers(trade, question, today), trade)
    with looking_at_county(session) as county:
        part = _picture(county, question.firm, firms)
    banks = _banks_hit(trade, {firm.id for firm in firms})
    return Answer(trade.names[question.firm], firms, banks, part)


def _answers(trade: _Trade, question: Question, today: date) -> tuple[Contagion, ...]:
    """One answer at the end of the horizon, or several on the way where time matters."""
    if all(question.firm not in (debt.debtor, debt.creditor) for debt in trade.debts):
        return ()
    setting = Setting(today, question.horizon_days, Unknown.JUST_ENOUGH)
    if question.what == "default":
        shock: Default | Late = Default(question.firm, Fraction(question.share_percent, 100))
        days = [setting.until]
    else:
        shock = Late(question.firm, question.late_days)
        steps = (question.horizon_days * look // LOOKS for look in range(1, LOOKS + 1))
        days = [today + timedelta(days=step) for step in steps]
    return contagion_by_date(trade.debts, shock, setting, days, trade.loans)


def _firms_hit(answers: Iterable[Contagion], trade: _Trade) -> list[FirmHit]:
    """Each firm on the day on which the shock makes it lack most, wave by wave."""
    worst: dict[str, FirmHit] = {}
    for answer in answers:
        for short in answer.shortages:
            known = worst.get(short.firm)
            if short.caused_fen and (known is None or short.caused_fen > known.caused_fen):
                worst[short.firm] = FirmHit(
                    id=short.firm,
                    name=trade.names[short.firm],
                    park=str(PARK_NAMES.get(trade.parks[short.firm], "")),
                    wave=short.wave,
                    owed_fen=short.owed_fen,
                    paid_fen=short.paid_fen,
                    caused_fen=short.caused_fen,
                    on=answer.until,
                )
    return sorted(worst.values(), key=lambda hit: (hit.wave, -hit.caused_fen, hit.id))


def _banks_hit(trade: _Trade, firms: set[str]) -> list[BankHit]:
    lent: dict[str, list[BankLoan]] = {}
    for loan in trade.loans:
        if loan.borrower in firms:
            lent.setdefault(loan.bank, []).append(loan)
    found = [
        BankHit(
            id=bank,
            name=trade.names[bank],
            firms=len({loan.borrower for loan in loans}),
            loans=len(loans),
            balance_fen=sum(loan.balance_fen for loan in loans),
        )
        for bank, loans in lent.items()
    ]
    return sorted(found, key=lambda hit: (-hit.balance_fen, hit.name))


def _picture(county: TradeGraph, middle: str, firms: Sequence[FirmHit]) -> TradeGraph:
    """The firms hit hardest and what they owe each other; documents are lines."""
    drawn = {hit.id: hit for hit in firms[:DRAWN]}
    shown = set(drawn) | {middle}
    papers = {
        data["document"]
        for one in shown
        for other, links in county.succ[one].items()
        if other in shown
        for data in links.values()
        if "document" in data
    }
    part = visible_part(
        county,
        lambda node, _data: node in shown or node in papers,
        visible_link=lambda _one, _other, data: data["kind"] is EdgeKind.OWES,
    )
    part.remove_nodes_from([node for node, data in part.nodes(data=True) if is_document(data)])
    for firm, hit in drawn.items():
        part.nodes[firm]["risk"] = _risk(hit)
    part.graph["around"] = middle
    return part


def _risk(hit: FirmHit) -> Risk:
    if hit.wave == 0 or Fraction(hit.caused_fen, hit.owed_fen) >= HALF:
        return Risk.HIGH
    return Risk.MEDIUM
