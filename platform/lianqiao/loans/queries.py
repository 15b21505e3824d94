"""Reads of the loan book: the viewer is part of each query, and a foreign loan is not there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Enterprise
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Alert, Instalment, Loan, LoanMovement, Renewal
from .states import LIVE, OPEN


def own_rows(actor: Actor, model: type[Loan] | type[Renewal]) -> ColumnElement[bool]:
    """The rows of which an actor's bank is the lender, or its firm the borrower."""
    row = columns(model)
    if actor.kind == "bank":
        lent: ColumnElement[bool] = row.bank_id == actor.organisation_id
        return lent
    if actor.kind == "enterprise":
        owed: ColumnElement[bool] = row.borrower_id == actor.organisation_id
        return owed
    return false()


def get_loan_for_viewer(session: Session, actor: Actor, loan_id: str) -> Loan:
    """A loan of the viewer's bank or firm; raises NothingIsThere."""
    query = select(Loan).where(columns(Loan).id == loan_id, own_rows(actor, Loan))
    return _there(session.execute(query).scalar_one_or_none())


def lock_loan_for_bank(session: Session, actor: Actor, loan_id: str) -> Loan:
    """A loan of the actor's own bank, held until the transaction ends."""
    query = select(Loan).where(columns(Loan).id == loan_id, own_rows(actor, Loan))
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.execute(held).scalar_one_or_none() if actor.kind == "bank" else None
    return _there(found)


def _there(found: Loan | None) -> Loan:
    if found is None:
        raise NothingIsThere
    return found


def get_renewal_for_viewer(session: Session, actor: Actor, renewal_id: str) -> Renewal:
    """A renewal review of the viewer's bank or firm; raises NothingIsThere."""
    query = select(Renewal).where(columns(Renewal).id == renewal_id, own_rows(actor, Renewal))
    found: Renewal | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def lock_renewal_for(session: Session, actor: Actor, renewal_id: str, kind: str) -> Renewal:
    """A review of the actor's own organisation of that kind, held; raises NothingIsThere."""
    query = select(Renewal).where(columns(Renewal).id == renewal_id, own_rows(actor, Renewal))
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: Renewal | None = session.execute(held).scalar_one_or_none()
    if found is None or actor.kind != kind:
        raise NothingIsThere
    return found


def find_open_renewal(session: Session, loan_id: str) -> Renewal | None:
    """The one review of a loan that is not over, or None."""
    row = columns(Renewal)
    query = select(Renewal).where(row.loan_id == loan_id, row.state.in_(OPEN))
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.execute(held).scalar_one_or_none()


def list_renewals_of(session: Session, loan_id: str) -> Sequence[Renewal]:
    """All reviews of a loan that the viewer has been shown, newest first."""
    row = columns(Renewal)
    query = select(Renewal).where(row.loan_id == loan_id).order_by(row.created_at.desc())
    return session.execute(query).scalars().all()


def list_instalments(session: Session, loan_id: str) -> Sequence[Instalment]:
    """The schedule of a loan."""
    row = columns(Instalment)
    query = select(Instalment).where(row.loan_id == loan_id).order_by(row.seq)
    return session.execute(query).scalars().all()


def list_movements(session: Session, loan_id: str) -> Sequence[LoanMovement]:
    """What was reported as moved, oldest first."""
    row = columns(LoanMovement)
    query = select(LoanMovement).where(row.loan_id == loan_id)
    return session.execute(query.order_by(row.on_date, row.created_at)).scalars().all()


def list_alerts(session: Session, loan_id: str) -> Sequence[Alert]:
    """The stages of a loan's maturity that have come."""
    row = columns(Alert)
    query = select(Alert).where(row.loan_id == loan_id).order_by(row.due_on)
    return session.execute(query).scalars().all()


def get_names(session: Session, loan: Loan | Renewal) -> tuple[str, str]:
    """(bank, borrower) by name, for two parties who know each other."""
    row = columns(Organisation)
    query = select(row.id, row.name).where(row.id.in_((loan.bank_id, loan.borrower_id)))
    names = {found.id: str(found.name) for found in session.execute(query)}
    return names[loan.bank_id], names[loan.borrower_id]


def get_size_class(session: Session, enterprise_id: str) -> str:
    """The size class of a borrower."""
    row = columns(Enterprise)
    query = select(row.size_class).where(row.id == enterprise_id)
    return str(session.execute(query).scalar_one())


def list_loans(
    actor: Actor,
    search: str = "",
    state: str = "",
    kind: str = "",
    due_by: date | None = None,
) -> Select[Any]:
    """The loans of a bank or firm as columns; ``party`` is the other side's name.

    ``state`` may be ``live`` for all that is still owed; ``due_by`` asks for live loans that
    are due until then.
    """
    loan, other = columns(Loan), columns(Organisation)
    party = loan.bank_id if actor.kind == "enterprise" else loan.borrower_id
    query = (
        select(
            loan.id,
            loan.loan_no,
            other.name.label("party"),
            loan.kind,
            loan.state,
            loan.principal_fen,
            loan.balance_fen,
            loan.rate_ppm,
            loan.drawdown_date,
            loan.effective_due_date,
        )
        .join(table(Organisation), other.id == party)
        .where(own_rows(actor, Loan))
    )
    if state == "live":
        query = query.where(loan.state.in_(LIVE))
    elif state:
        query = query.where(loan.state == state)
    if kind:
        query = query.where(loan.kind == kind)
    if due_by is not None:
        query = query.where(loan.state.in_(LIVE), loan.effective_due_date <= due_by)
    return _searched(query, search, loan.loan_no, other.name)


def list_renewals(actor: Actor, search: str = "", states: Sequence[str] = ()) -> Select[Any]:
    """The renewal reviews of a bank or firm as columns."""
    renewal, loan, other = columns(Renewal), columns(Loan), columns(Organisation)
    party = renewal.bank_id if actor.kind == "enterprise" else renewal.borrower_id
    query = (
        select(
            renewal.id,
            loan.loan_no,
            other.name.label("party"),
            loan.balance_fen,
            renewal.state,
            renewal.opinion,
            renewal.answer_by,
            renewal.maturity_date,
            renewal.escalated_on,
        )
        .join(table(Loan), loan.id == renewal.loan_id)
        .join(table(Organisation), other.id == party)
        .where(own_rows(actor, Renewal))
    )
    if states:
        query = query.where(renewal.state.in_(states))
    return _searched(query, search, loan.loan_no, other.name)


def loan_columns() -> Any:
    """The loan's columns, to sort lists by."""
    return columns(Loan)


def renewal_columns() -> Any:
    """The review's columns, to sort lists by."""
    return columns(Renewal)


def party_name() -> Any:
    """The other side's name in lists, to sort by."""
    return columns(Organisation).name


def _searched(query: Select[Any], search: str, *fields: Any) -> Select[Any]:
    if not search:
        return query
    words = f"%{search.lower()}%"
    return query.where(or_(*(func.lower(field).like(words) for field in fields)))
