"""Clearing in fractions: the fictitious default algorithm with exact elimination."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from graph.liabilities import Clearing, Liabilities


class Round(NamedTuple):
    """One round: who is held to be short, and what everybody then pays, in fen."""

    short: frozenset[int]
    payments: list[Fraction]


def exact_clearing(given: Liabilities, short: Iterable[str] = ()) -> Clearing:
    """Find the greatest clearing vector in fractions.

    Parameters
    ----------
    given : Liabilities
        A few dozen firms that run short at most: the fractions grow long.
    short : iterable of str
        Firms to hold short from the start; see `graph.clearing.clearing_vector`.

    Returns
    -------
    Clearing
        Exact.

    Examples
    --------
    >>> from graph.debts import TradeDebt
    >>> ring = [TradeDebt("a", "b", "r1", 90), TradeDebt("b", "a", "r2", 60)]
    >>> exact_clearing(Liabilities.of(ring, {"a": 10}, {"b": 30})).payments
    {'a': Fraction(30, 1), 'b': Fraction(30, 1)}
    """
    waves: dict[str, int] = {}
    for number, each in enumerate(default_rounds(given, short)):
        last = each
        for firm in sorted(each.short):
            waves.setdefault(given.firms[firm], number)
    return Clearing(dict(zip(given.firms, last.payments, strict=True)), waves)


def default_rounds(given: Liabilities, short: Iterable[str] = ()) -> Iterator[Round]:
    """Yield the rounds of the fictitious default algorithm.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.
    short : iterable of str
        Firms to hold short from the start.

    Yields
    ------
    Round
        First nobody else is short. Each following round adds whoever could not pay what the last
        one says; payments of the last round are the greatest clearing vector.

    Notes
    -----
    See `graph.clearing.clearing_vector` for the proof that payments fall from round to round,
    never below any clearing vector, and that there are at most as many rounds as firms.

    Examples
    --------
    >>> from graph.debts import TradeDebt
    >>> chain = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "c", "r2", 80)]
    >>> [sorted(each.short) for each in default_rounds(Liabilities.of(chain, {"a": 40}))]
    [[], [0], [0, 1]]
    """
    early = frozenset(short)
    held = frozenset(number for number, firm in enumerate(given.firms) if firm in early)
    most = [Fraction(owed) * share for owed, share in zip(given.owed, given.most, strict=True)]
    while True:
        payments = _solved(given, held, most)
        yield Round(held, payments)
        income = _income(given, payments)
        joined = {firm for firm, amount in enumerate(income) if amount < most[firm]}
        if joined <= held:
            return
        held |= joined


def _income(given: Liabilities, payments: list[Fraction]) -> list[Fraction]:
    """Means, and what the others' payments bring."""
    income = [Fraction(means) for means in given.means]
    for debtor, creditor, amount in given.claims:
        income[creditor] += amount * payments[debtor] / given.owed[debtor]
    return income


def _solved(given: Liabilities, short: frozenset[int], most: list[Fraction]) -> list[Fraction]:
    """What is paid if the short pay all their income and the others what they pay at most."""
    rows: dict[int, dict[int, Fraction]] = {firm: {firm: Fraction(1)} for firm in short}
    right = {firm: Fraction(given.means[firm]) for firm in short}
    for debtor, creditor, amount in given.claims:
        if creditor in short:
            share = Fraction(amount, given.owed[debtor])
            if debtor in short:
                rows[creditor][debtor] = -share
            else:
                right[creditor] += share * most[debtor]
    found = _eliminated(rows, right)
    return [found.get(firm, amount) for firm, amount in enumerate(most)]


def _eliminated(
    rows: dict[int, dict[int, Fraction]], right: dict[int, Fraction]
) -> dict[int, Fraction]:
    """Solve a sparse system by elimination, the shortest row first; both arguments are used up.

    Its matrix is a nonsingular M-matrix, so every pivot on the diagonal is positive.
    """
    touching: dict[int, set[int]] = {firm: set() for firm in rows}
    for firm, row in rows.items():
        for other in row:
            touching[other].add(firm)
    order = []
    waiting = set(rows)
    while waiting:
        pivot = min(waiting, key=lambda firm: (len(rows[firm]), firm))
        waiting.remove(pivot)
        order.append(pivot)
        for firm in sorted(touching[pivot] & waiting):
            factor = rows[firm].pop(pivot) / rows[pivot][pivot]
            right[firm] -= factor * right[pivot]
            for other, value in rows[pivot].items():
                if other != pivot:
                    rows[firm][other] = rows[firm].get(other, Fraction(0)) - factor * value
                    touching[other].add(firm)
    found: dict[int, Fraction] = {}
    for pivot in reversed(order):
        row = rows[pivot]
        known = sum(value * found[other] for other, value in row.items() if other != pivot)
        found[pivot] = (right[pivot] - known) / row[pivot]
    return found
