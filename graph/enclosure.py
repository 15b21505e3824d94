"""Clearing at size: solved in doubles, mended and proved in whole numbers.

What a firm pays is kept as a share of what it owes, in units of 2⁻²⁵⁶, so that what any claim
brings is one product of whole numbers, without division.
"""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from graph.elimination import exact_clearing
from graph.liabilities import Clearing, Liabilities
from graph.passing import PassedOn, TooCloseToCall

BITS = 256
ONE = 1 << BITS  # a share of one, or one fen, in units
UNCLEAR = ONE >> 30  # whoever has less fen than this to spare may be short after all
MARGIN = ONE >> 90  # fen by which the bounds are moved away from the solution, at least
ROUGHLY = (ONE >> 40, ONE >> 30)  # fen: residual that settles a solution, lack that makes short
CLOSELY = (ONE >> 140, ONE >> 92)
WIDEST = ONE >> 20  # fen between the bounds, at most
EXACT_UP_TO = 60  # firms in fractions, at most


def enclosed_clearing(given: Liabilities, short: Iterable[str] = ()) -> Clearing:
    """Find the greatest clearing vector to within 2⁻²⁰ fen, with proof.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.
    short : iterable of str
        Firms to hold short from the start; see `graph.clearing.clearing_vector`.

    Returns
    -------
    Clearing
        Payments are proved upper bounds; lower bounds were proved as near.

    Raises
    ------
    TooCloseToCall
        If that cannot be reached with doubles.

    Notes
    -----
    Let f be the map whose fixed points are clearing vectors (`graph.clearing.clearing_vector`).
    Each round solves a sparse system in doubles, then subtracts what the exact residual says, as
    often as needed: first roughly, until nobody joins, then closely. At the end two vectors near
    the solution are tested in whole numbers.

    **Below.** Where l ≤ f(l), l is below the greatest clearing vector, since that is the greatest
    of all such l (Tarski).

    **Above.** Let D be the firms held short, no group of which owes only within itself, and let
    u ≥ income(u) on D, u = what is paid at most off D. The map that pays all income on D, and the
    most off D, is nowhere less than f, and its powers contract to one fixed point. Any clearing
    vector is below that fixed point, and the fixed point is below u.

    Examples
    --------
    >>> from graph.debts import TradeDebt
    >>> chain = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "c", "r2", 80)]
    >>> enclosed_clearing(Liabilities.of(chain, {"a": 40})).paid_fen
    {'a': 40, 'b': 40, 'c': 0}
    """
    search, early = _Search(given), frozenset(short)
    held = {number for number, firm in enumerate(given.firms) if firm in early}
    waves = dict.fromkeys(sorted(held), 0)
    shares = search.most
    for settled, short_by in (ROUGHLY, CLOSELY):
        shares = search.solve(held, shares, settled)
        while joined := search.missing(shares, short_by) - held:
            waves |= dict.fromkeys(sorted(joined), max(waves.values(), default=0) + 1)
            held |= joined
            shares = search.solve(held, shares, settled)
    return Clearing(
        payments=dict(zip(given.firms, search.proved(held, shares), strict=True)),
        waves={given.firms[firm]: wave for firm, wave in waves.items()},
    )


class _Search:
    """The system in whole numbers of units; `most` rounds up what is paid at most, `least` down."""

    def __init__(self, given: Liabilities) -> None:
        self.given, self.passed_on = given, PassedOn(given)
        around = [_around(share) for share in given.most]
        self.most = [above for above, _ in around]
        self.least = [below for _, below in around]
        self.creditors: list[set[int]] = [set() for _ in given.firms]
        self.debtors: list[set[int]] = [set() for _ in given.firms]
        for debtor, creditor, _ in given.claims:
            self.creditors[debtor].add(creditor)
            self.debtors[creditor].add(debtor)

    def income(self, shares: list[int]) -> list[int]:
        """Means, and what the others' payments bring."""
        income = [means << BITS for means in self.given.means]
        for debtor, creditor, amount in self.given.claims:
            income[creditor] += amount * shares[debtor]
        return income

    def spare(self, shares: list[int]) -> list[int]:
        """Income less what should be paid."""
        columns = zip(self.given.owed, self.most, self.income(shares), strict=True)
        return [income - owed * most for owed, most, income in columns]

    def missing(self, shares: list[int], short_by: int) -> set[int]:
        """The firms that cannot pay what they should."""
        return {firm for firm, spare in enumerate(self.spare(shares)) if spare < -short_by}

    def solve(self, held: set[int], shares: list[int], settled: int) -> list[int]:
        """Let the firms that are held short pay all their income, the others what they should."""
        rows = sorted(held)
        shares = [shares[n] if n in held else most for n, most in enumerate(self.most)]
        if not rows:
            return shares
        passing, before = self.passed_on.among(rows), ONE * ONE
        while True:
            income = self.income(shares)
            rest = [income[n] - self.given.owed[n] * shares[n] for n in rows]
            largest = max(map(abs, rest))
            if largest <= settled:
                return shares
            if 4 * largest > before:
                passing.insist()
            before = largest
            change = passing.solve(np.array([each / largest for each in rest]))
            for n, by in zip(rows, change.tolist(), strict=True):
                shares[n] += _times(largest, by) // self.given.owed[n]

    def proved(self, held: set[int], shares: list[int]) -> list[Fraction]:
        """Payments that are no less than those sought, once proved hardly any greater."""
        wide, owed = self._unclear(held, shares), self.given.owed
        apart = self._apart(wide - self._leaking(wide))
        held, rows = held - apart.keys(), sorted(wide - apart.keys())
        upper, lower = list(self.most), list(self.least)
        for n, payment in apart.items():
            upper[n], lower[n] = _around(payment / owed[n] if owed[n] else Fraction(1))
        for n, by in zip(rows, self._reach(rows), strict=True):
            margin = _times(MARGIN, by) // owed[n] + 1
            lower[n] = max(0, shares[n] - margin)
            upper[n] = shares[n] + margin if n in held else upper[n]
        above, below = self.income(upper), self.income(lower)
        others = [n for n in range(len(owed)) if n not in apart]
        _require(all(owed[n] * upper[n] >= above[n] for n in held))
        _require(all(owed[n] * lower[n] <= below[n] for n in others))
        _require(all(lower[n] <= self.least[n] for n in others))
        _require(all(owed[n] * (upper[n] - lower[n]) <= WIDEST for n in rows))
        bounds = (min(share, most) for share, most in zip(upper, self.most, strict=True))
        payments = [_part(amount, share) for amount, share in zip(owed, bounds, strict=True)]
        return [apart.get(n, payment) for n, payment in enumerate(payments)]

    def _reach(self, rows: list[int]) -> list[float]:
        """How far one fen more or less at each of the firms reaches."""
        if not rows:
            return []
        reach: list[float] = self.passed_on.among(rows).solve(np.ones(len(rows))).tolist()
        return reach

    def _unclear(self, held: set[int], shares: list[int]) -> set[int]:
        """Those held short, and whom the least doubt about payments might make short."""
        spare, found, owed = self.spare(shares), set(held), self.given.owed
        inexact = {n for n, most in enumerate(self.most) if most > self.least[n]}
        waiting = sorted(held | inexact)
        while waiting:
            for creditor in self.creditors[waiting.pop()]:
                if creditor not in found and spare[creditor] < UNCLEAR and owed[creditor]:
                    found.add(creditor)
                    waiting.append(creditor)
        return found

    def _leaking(self, firms: set[int]) -> set[int]:
        """Those of the firms from which what is owed leads, by whatever way, out of the group."""
        inner = dict.fromkeys(firms, 0)
        for debtor, creditor, amount in self.given.claims:
            if debtor in firms and creditor in firms:
                inner[debtor] += amount
        start = {firm for firm, amount in inner.items() if amount < self.given.owed[firm]}
        return self._upstream(start, firms)

    def _upstream(self, start: set[int], within: set[int]) -> set[int]:
        """The firms from which some are reached along debts, and those themselves."""
        found, waiting = set(start), sorted(start)
        while waiting:
            more = (self.debtors[waiting.pop()] & within) - found
            found |= more
            waiting += sorted(more)
        return found

    def _apart(self, closed: set[int]) -> dict[int, Fraction]:
        """Payments, in fractions, of firms that owe only among themselves, and of their debtors.

        No margin can be proved there. Such firms have no means and nobody pays them anything,
        or one of them would have something to spare; so they are few.
        """
        if not closed:
            return {}
        given = self.given
        rows = sorted(self._upstream(closed, set(range(len(given.firms)))))
        _require(len(rows) <= EXACT_UP_TO)
        place = {firm: number for number, firm in enumerate(rows)}
        part = Liabilities(
            firms=tuple(given.firms[n] for n in rows),
            means=tuple(given.means[n] for n in rows),
            owed=tuple(given.owed[n] for n in rows),
            most=tuple(given.most[n] for n in rows),
            claims=tuple(
                (place[debtor], place[creditor], amount)
                for debtor, creditor, amount in given.claims
                if creditor in place
            ),
        )
        return dict(zip(rows, exact_clearing(part).payments.values(), strict=True))


def _require(proved: bool) -> None:
    if not proved:
        raise TooCloseToCall


def _part(amount: int, share: int) -> Fraction:
    """A share, in units, of an amount; most firms pay all that they owe."""
    return Fraction(amount) if share == ONE else Fraction(amount * share, ONE)


def _around(share: Fraction) -> tuple[int, int]:
    """A share in units, rounded up and rounded down."""
    numerator, denominator = share.as_integer_ratio()
    units = numerator * ONE
    return (units, units) if denominator == 1 else (-(-units // denominator), units // denominator)


def _times(units: int, by: float) -> int:
    numerator, denominator = by.as_integer_ratio()
    return units * numerator // denominator
