"""The clearing vector of Eisenberg and Noe: what firms pay each other when some cannot pay all."""

from collections.abc import Iterable

from graph.elimination import default_rounds, exact_clearing
from graph.enclosure import EXACT_UP_TO, enclosed_clearing
from graph.liabilities import Clearing, Liabilities, all_paid
from graph.passing import TooCloseToCall

__all__ = ["Clearing", "Liabilities", "clearing_vector", "default_rounds", "exact_clearing"]


def clearing_vector(given: Liabilities, short: Iterable[str] = ()) -> Clearing:
    """Find the greatest payments that satisfy limited liability and equal rank of creditors.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.
    short : iterable of str
        Firms to hold short from the start, in wave 0. Only those that are short in a clearing
        vector with payments nowhere less than the one sought, such as one without a shock.

    Returns
    -------
    Clearing
        Payments are exact or above by less than 2⁻²⁰ fen. In whole fen they are the exact ones
        rounded half up, unless such a one lies by less than that below a half; at any rate within
        one fen.

    Raises
    ------
    TooCloseToCall
        If neither doubles can tell nor fractions are affordable: among more than 60 firms, a group
        owes all but a 10⁻¹⁴th of its debts within itself and has no means.

    Notes
    -----
    A firm i that owes o(i) pays p(i) = min(m(i), income(i)), where m(i) ≤ o(i) is what it pays at
    most (all that it owes unless a default is assumed), and income(i) are its means and
    what the others' payments bring: of what j pays, i gets the share that its claim has in o(j).
    Such p is a clearing vector [1]_. Call the right-hand side f(p). It is monotone on the
    lattice 0 ≤ p ≤ m, so there is a greatest clearing vector p* (Tarski).

    The fictitious default algorithm starts from p⁰ = m with nobody short, D⁰ = ∅. A round adds to
    D whoever has income(p) < m, and solves p = income(p) on D, p = m off D.

    *It is well defined.* The system on D is singular only if a group S within D owes all within
    itself. Let D be the first such set, D' the one before and p its payments. On S ∩ D' p = income,
    on S off D' (not empty) p = m > income; so S pays more than its income. But what S pays S
    receives. A contradiction.

    *It falls.* The map A that pays income on D and m off D is monotone, its powers contract to the
    solution, and A(p) ≤ p for the payments p of the round before.

    *It is bounded.* p* ≤ f(p*) ≤ A(p*), so p* ≤ A(p*) ≤ A²(p*) ≤ … ≤ the solution, in every round.

    *It ends.* D grows in every round but the last: at most as many rounds as firms. In the last one
    p = f(p), a clearing vector, and none is greater: p = p*. The plain iteration p, f(p), f(f(p))
    … falls to the same p* but may never reach it.

    With firms `short` to begin with, D⁰ is that set. All of this holds from there on, since the
    first solution is below the payments that made them short.

    Each round is solved in doubles and mended in whole numbers, see
    `graph.enclosure.enclosed_clearing`; where doubles cannot tell, in fractions, see
    `graph.elimination.default_rounds`.

    References
    ----------
    .. [1] L. Eisenberg and T. H. Noe, "Systemic risk in financial systems", Management Science
       47 (2), 2001, pp. 236-249.

    Examples
    --------
    >>> from graph.debts import TradeDebt
    >>> found = clearing_vector(Liabilities.of(
    ...     [TradeDebt("示例甲", "示例乙", "r1", 100), TradeDebt("示例乙", "示例丙", "r2", 90)],
    ...     means={"示例甲": 60, "示例乙": 20},
    ... ))
    >>> found.paid_fen
    {'示例丙': 0, '示例乙': 80, '示例甲': 60}
    >>> found.waves
    {'示例甲': 1, '示例乙': 2}
    """
    early = frozenset(short)
    if not early and (paid := all_paid(given)) is not None:
        return paid
    try:
        return enclosed_clearing(given, early)
    except TooCloseToCall:
        if len(given.firms) > EXACT_UP_TO:
            raise
        return exact_clearing(given, early)
