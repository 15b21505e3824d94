"""What firms pass on to each other, as a sparse system in doubles."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array, eye_array
from scipy.sparse.linalg import bicgstab, splu

from graph.errors import GraphError
from graph.liabilities import Liabilities

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

SMALL = 200  # firms up to which elimination costs less than iteration
TOLERANCE = 1e-12
ITERATIONS = 300
NOISE = 1e-6  # relative, and in fen: far above the errors of doubles


class TooCloseToCall(GraphError):
    """Doubles cannot tell the solution well enough: the debts nearly close upon themselves."""

    def __init__(self) -> None:
        super().__init__("a group of firms owes nearly nothing outside the group")


def surely_short(given: Liabilities) -> frozenset[str]:
    """Find firms that are short in every clearing vector; most of them, not always all.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.

    Notes
    -----
    The iteration p, f(p), f(f(p)) … from what is paid at most falls to the greatest clearing vector
    without ever passing it, so whoever is short on the way is short in the end. As a start of
    `graph.clearing.clearing_vector` this saves rounds where waves are not asked for.

    Examples
    --------
    >>> from graph.debts import TradeDebt
    >>> chain = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "c", "r2", 80)]
    >>> sorted(surely_short(Liabilities.of(chain, {"a": 40})))
    ['a', 'b']
    """
    everybody = range(len(given.firms))
    passed_on = PassedOn(given).matrix(everybody)
    most = np.array(
        [owed * float(share) for owed, share in zip(given.owed, given.most, strict=True)]
    )
    means = np.array(given.means, dtype=float)
    payments = most
    for _ in range(ITERATIONS):
        payments = np.minimum(most, means + passed_on @ payments)
    short = payments < most * (1 - NOISE) - NOISE
    return frozenset(firm for firm, each in zip(given.firms, short.tolist(), strict=True) if each)


class PassedOn:
    """Of what each firm pays, the share that each claim gets, in doubles.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.
    """

    def __init__(self, given: Liabilities) -> None:
        claims = [(debtor, creditor) for debtor, creditor, _ in given.claims]
        self._firms = len(given.firms)
        self._ends: Ints = np.array(claims, dtype=np.int64).reshape(-1, 2).T
        self._share = np.array([amount / given.owed[debtor] for debtor, _, amount in given.claims])

    def among(self, rows: Sequence[int]) -> "Passing":
        """The system of some firms, by number and in order."""
        return Passing((eye_array(len(rows)) - self.matrix(rows)).tocsc())

    def matrix(self, rows: Sequence[int]) -> "csr_array[np.float64]":
        """What some firms pass on to each other, by creditor and debtor."""
        place = np.full(self._firms, -1)
        place[rows] = np.arange(len(rows))
        ends = place[self._ends]
        inner = (ends >= 0).all(axis=0)
        debtor, creditor = ends[:, inner]
        entries = (self._share[inner], (creditor, debtor))
        return coo_array(entries, shape=(len(rows), len(rows))).tocsr()


class Passing:
    """A system: what each of some firms pays, less what the others among them pass on to it.

    Solved by BiCGSTAB; by LU where there are few firms, or where that does not converge. In a
    county the first takes a hundredth of the time of the second, which fills in.

    Parameters
    ----------
    matrix : csc_array
        One minus the shares passed on, by creditor and debtor.
    """

    def __init__(self, matrix: "csc_array[np.float64]") -> None:
        self._matrix = matrix
        self._direct = matrix.shape[0] <= SMALL

    def insist(self) -> None:
        """Ask for elimination, since iteration did not come near enough.

        Raises
        ------
        TooCloseToCall
            If that was elimination already.
        """
        if self._direct:
            raise TooCloseToCall
        self._direct = True

    def solve(self, right: Floats) -> Floats:
        """Solve for what each of the firms pays.

        Raises
        ------
        TooCloseToCall
            If the system is singular in doubles.
        """
        with np.errstate(all="ignore"):
            found = None if self._direct else self._iterated(right)
            found = self._eliminated(right) if found is None else found
        if not np.isfinite(found).all():
            raise TooCloseToCall
        return found

    def _iterated(self, right: Floats) -> Floats | None:
        # From zero, a right-hand side with few entries makes the method break down.
        start = np.ones_like(right)
        found, failed = bicgstab(self._matrix, right, x0=start, rtol=TOLERANCE, maxiter=500)
        self._direct = bool(failed)
        return None if failed else np.asarray(found)

    def _eliminated(self, right: Floats) -> Floats:
        try:
            return np.asarray(splu(self._matrix).solve(right))
        except RuntimeError as broken:
            raise TooCloseToCall from broken
