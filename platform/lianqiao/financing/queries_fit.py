"""Reads behind the fit of a pair: its weights, and which banks have lent to a firm before."""

from datetime import date
from typing import Any

from sqlalchemy import column, select, union
from sqlalchemy import table as named
from sqlmodel import Session

from ..shared.parameters import get_figure, get_figures
from ..shared.tables import columns
from .fit_rules import FitRule
from .models import Application


def read_fit_rule(session: Session, on: date) -> FitRule:
    """The weights and bounds in force on a day."""
    weights = get_figures(session, "fit.weight", on)
    return FitRule(
        weights={name: figure.number for name, figure in weights.items()},
        dearest_ppm=get_figure(session, "fit.dearest", on).number,
        delay_days=get_figure(session, "fit.delay", on).number,
        slowest_days=get_figure(session, "fit.slowest_answer", on).number,
    )


def lenders_query() -> Any:
    """Firm and bank of every loan, paid back or not, and of every case that was drawn."""
    # The loan book stands above this slice; of it only who lent to whom is read.
    loan = named("loan", column("borrower_id"), column("bank_id"))
    case = columns(Application)
    drawn = select(case.borrower_id, case.bank_id).where(case.state == "drawn")
    return union(select(loan.c.borrower_id, loan.c.bank_id), drawn)


def find_lenders(session: Session, firm_id: str) -> set[str]:
    """The banks that have lent to a firm."""
    pairs = lenders_query().subquery()
    query = select(pairs.c.bank_id).where(pairs.c.borrower_id == firm_id)
    return set(session.execute(query).scalars())
