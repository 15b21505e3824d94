"""The maturity board: live loans in lanes by the days that are left, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Enterprise
from ..shared.actor import Actor
from ..shared.tables import columns, table
from . import rules
from .figures import find_renewal_figures
from .models import Loan, Renewal
from .queries import own_rows
from .states import LIVE, OPEN

SHOWN: Final = 20
LANES: Final = (
    # key, label, from and to days left, tone
    ("overdue", _l("已逾期"), -36500, -1, "bad"),
    ("1", _l("T-1 和今天"), 0, 1, "bad"),
    ("3", _l("T-3"), 2, 3, "warn"),
    ("7", _l("T-7"), 4, 7, "warn"),
    ("15", _l("T-15"), 8, 15, "warn"),
    ("30", _l("T-30"), 16, 30, "calm"),
    ("60", _l("T-60"), 31, 60, "calm"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A loan on the board."""

    row: Any
    days_left: int
    may_open: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with its first cards and how many there are."""

    key: str
    label: Any
    tone: str
    cards: Sequence[Card]
    total: int
    balance_fen: int


def board(session: Session, actor: Actor, today: date) -> list[Lane]:
    """The lanes of a bank's or firm's own loans."""
    figures = find_renewal_figures(session, today)
    cards = []
    for row in session.execute(_near(actor, today)):
        may_open = (
            figures is not None
            and row.renewal_id is None
            and row.state == "active"
            and today <= row.maturity_date
            and rules.may_renew(row.size_class, row.maturity_date, figures.medium_until)
        )
        cards.append(Card(row, (row.effective_due_date - today).days, may_open))
    return [_lane(cards, *lane) for lane in LANES]


def _lane(cards: list[Card], key: str, label: Any, low: int, high: int, tone: str) -> Lane:
    mine = [card for card in cards if low <= card.days_left <= high]
    balance = sum(card.row.balance_fen for card in mine)
    return Lane(key, label, tone, mine[:SHOWN], len(mine), balance)


def _near(actor: Actor, today: date) -> Any:
    loan, renewal, other = (
        columns(Loan),
        table(Renewal).alias("open_renewal"),
        columns(Organisation),
    )
    firm = columns(Enterprise)
    party = loan.bank_id if actor.kind == "enterprise" else loan.borrower_id
    is_open = and_(renewal.c.loan_id == loan.id, renewal.c.state.in_(OPEN))
    return (
        select(
            loan.id,
            loan.loan_no,
            loan.state,
            loan.balance_fen,
            loan.maturity_date,
            loan.effective_due_date,
            other.name.label("party"),
            firm.size_class,
            renewal.c.id.label("renewal_id"),
            renewal.c.state.label("renewal_state"),
        )
        .join(table(Organisation), other.id == party)
        .join(table(Enterprise), firm.id == loan.borrower_id)
        .outerjoin(renewal, is_open)
        .where(
            own_rows(actor, Loan),
            loan.state.in_(LIVE),
            loan.effective_due_date <= today + timedelta(days=60),
        )
        .order_by(loan.effective_due_date, loan.loan_no)
    )
