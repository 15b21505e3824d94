"""The marks behind the fit of a pair, for the pages of the firm and of the bank it concerns."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session

from .fit_rules import Pair, fit_of, marks_of
from .match_words import WEIGHT_NAMES
from .queries_fit import find_lenders, read_fit_rule

Marks = list[tuple[str, int, int]]


def marks_behind(
    session: Session, firm_id: str, pairs: Iterable[tuple[Any, Any]], on: date
) -> dict[str, Marks]:
    """Name, mark and weight by opportunity, for opportunities of one firm with their products.

    An opportunity whose score was counted under other terms or weights than today's is left out.
    """
    rule, lenders = read_fit_rule(session, on), find_lenders(session, firm_id)
    found: dict[str, Marks] = {}
    for row, product in pairs:
        knows = row.bank_id in lenders
        fit = fit_of(
            Pair(row.all_in_ppm, row.days, product.max_days, product.decision_days, knows), rule
        )
        if fit.total == row.fit:
            found[row.id] = [
                (str(WEIGHT_NAMES[name]), mark, rule.weights.get(name, 0))
                for name, mark in marks_of(fit).items()
            ]
    return found
