"""The statement of a debtor's payment on a financed document, for the bank and its borrower."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, func, literal, select
from sqlmodel import Session

from ..financing.models import Quote
from ..financing.queries import get_accepted_quote
from ..shared.accrual import Paid
from ..shared.actor import Actor
from ..shared.money import PPM, multiply_ppm
from ..shared.tables import columns, table
from ..trade.models import Asset, AssetClaim, AssetPayment
from ..trade.queries import get_asset, get_asset_for_borrower
from . import queries
from .end_loan import first_application
from .models import Loan, LoanMovement
from .states import LIVE
from .surplus import Allocation, Owed, allocate, attributed, interest_until_paid


@dataclass(frozen=True)
class Statement:
    """What the debtor paid on a loan's document, and where it goes.

    ``paid_fen`` is the part that falls to this bank's share; ``passed_on_fen`` what the bank
    reported as given back already.
    """

    loan: Loan
    bank: str
    document_no: str
    arrangement: str
    paid_on: date
    paid_fen: int
    owed: Owed
    parts: Allocation
    passed_on_fen: int

    @property
    def left_to_pass_on_fen(self) -> int:
        """What the firm is still to get back."""
        if self.parts.surplus_to != "supplier":
            return 0
        return max(0, self.parts.surplus_fen - self.passed_on_fen)


def find_statement(session: Session, loan: Loan) -> Statement | None:
    """The statement of a loan that the viewer has been shown; None where no debtor paid."""
    application_id = first_application(session, loan)
    if loan.asset_id is None or application_id is None:
        return None
    received = _received(session, loan)
    if not received:
        return None
    quote = get_accepted_quote(session, application_id)
    owed = _owed(session, loan, quote, received)
    share = _share(session, application_id)
    paid = attributed(sum(one.amount_fen for one in received), share)
    bank, _borrower = queries.get_names(session, loan)
    return Statement(
        loan=loan,
        bank=bank,
        document_no=get_asset(session, loan.asset_id).document_no,
        arrangement=quote.arrangement,
        paid_on=max(one.on for one in received),
        paid_fen=paid,
        owed=owed,
        parts=allocate(paid, owed, quote.arrangement),
        passed_on_fen=_moved(session, loan.id, "passed_on"),
    )


def list_statements(
    session: Session, actor: Actor, asset_id: str
) -> tuple[Asset, Sequence[Statement]]:
    """A document's statements, one a loan, for the firm that financed it alone.

    Raises NothingIsThere.
    """
    asset, row = get_asset_for_borrower(session, actor, asset_id), columns(Loan)
    query = (
        select(Loan)
        .where(
            row.asset_id == asset.id,
            row.borrower_id == actor.organisation,
            row.state != "renewed",
        )
        .order_by(row.drawdown_date, row.id)
    )
    found = [find_statement(session, loan) for loan in session.execute(query).scalars()]
    return asset, [one for one in found if one is not None]


def _received(session: Session, loan: Loan) -> list[Paid]:
    """What the debtor paid since the drawdown."""
    row = columns(AssetPayment)
    query = select(row.paid_on, row.amount_fen).where(
        row.asset_id == loan.asset_id,
        row.taken_back.is_(False),
        row.paid_on >= loan.drawdown_date,
    )
    return [Paid(*one) for one in session.execute(query)]


def _owed(session: Session, loan: Loan, quote: Quote, received: Sequence[Paid]) -> Owed:
    """What the bank was owed when the debtor paid: less what the firm had paid itself before."""
    first = min(one.on for one in received)
    moves = [one for one in queries.list_movements(session, loan.id) if one.on_date < first]
    repaid = [Paid(one.on_date, one.amount_fen) for one in moves if one.kind == "repayment"]
    daily = Fraction(loan.rate_ppm, PPM * loan.day_count)
    interest = interest_until_paid(loan.principal_fen, loan.drawdown_date, repaid, received, daily)
    paid_before = sum(one.amount_fen for one in moves if one.kind == "interest")
    return Owed(
        principal_fen=loan.principal_fen - sum(one.amount_fen for one in repaid),
        interest_fen=max(0, interest - paid_before),
        fees_fen=multiply_ppm(quote.principal_fen, quote.fee_ppm),
    )


def _share(session: Session, application_id: str) -> Fraction:
    """The bank's share of the document: its own alone, so that nothing tells of another bank."""
    claim = columns(AssetClaim)
    query = select(claim.whole, claim.principal_fen, claim.pair_principal_fen).where(
        claim.application_id == application_id
    )
    found = session.execute(query).first()
    if found is None or found.whole:
        return Fraction(1)
    return Fraction(found.principal_fen, found.pair_principal_fen)


def _moved(session: Session, loan_id: str, kind: str) -> int:
    move = columns(LoanMovement)
    query = select(func.coalesce(func.sum(move.amount_fen), 0)).where(
        move.loan_id == loan_id, move.kind == kind
    )
    return int(session.execute(query).scalar_one())


def awaits_repayment() -> Any:
    """The condition on a loan: its debtor has paid since the bank last recorded a repayment."""
    loan, paid = columns(Loan), columns(AssetPayment)
    move = table(LoanMovement).alias("recorded")
    last = (
        select(func.max(move.c.on_date))
        .where(move.c.loan_id == loan.id, move.c.kind.in_(("repayment", "interest")))
        .scalar_subquery()
    )
    since = func.coalesce(last, literal(date(1900, 1, 1)))
    return exists().where(
        loan.state.in_(LIVE),
        paid.asset_id == loan.asset_id,
        paid.taken_back.is_(False),
        paid.paid_on >= loan.drawdown_date,
        paid.paid_on > since,
    )
