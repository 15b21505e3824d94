"""Who must pay what out of what: the question that a clearing vector answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.debts import TradeDebt
from graph.errors import GraphError


class AmountIsNegative(GraphError):
    """Means or obligations of a firm are below zero.

    Parameters
    ----------
    firm : str
        Whose.
    amount_fen : int
        What was given.
    """

    def __init__(self, firm: str, amount_fen: int) -> None:
        super().__init__(f"{firm!r} cannot have or owe {amount_fen} fen")
        self.firm = firm
        self.amount_fen = amount_fen


@dataclass(frozen=True, slots=True)
class Liabilities:
    """Firms by number, what each has and owes, and the claims between them.

    Attributes
    ----------
    firms : tuple of str
        Ids in order; the other attributes are in the same order.
    means : tuple of int
        What a firm can pay out of besides what it receives from the others, in fen.
    owed : tuple of int
        All that a firm owes, to firms and outside, in fen.
    most : tuple of Fraction
        The share of what it owes that a firm pays at most: 1, or less where a default is assumed.
    claims : tuple of (int, int, int)
        Debtor and creditor by number, and fen; each pair once. What a firm owes outside is what
        its claims leave of `owed`.
    """

    firms: tuple[str, ...]
    means: tuple[int, ...]
    owed: tuple[int, ...]
    most: tuple[Fraction, ...]
    claims: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(
        cls,
        debts: Iterable[TradeDebt],
        means: Mapping[str, int],
        outside: Mapping[str, int] | None = None,
        most: Mapping[str, Fraction] | None = None,
    ) -> "Liabilities":
        """Add debts up by pair of firms.

        Parameters
        ----------
        debts : iterable of TradeDebt
            A debt to oneself is passed over.
        means : mapping
            Liquid means in fen by firm; a firm that is missing has none.
        outside : mapping, optional
            What firms must pay to others than firms, such as banks, in fen, of equal rank.
        most : mapping, optional
            The share that a firm pays at most, where it is less than 1.

        Raises
        ------
        AmountIsNegative
            If means or obligations are below zero.

        Examples
        --------
        >>> found = Liabilities.of([TradeDebt("a", "b", "r", 70)], {"a": 50}, {"a": 30})
        >>> found.firms, found.means, found.owed, found.claims
        (('a', 'b'), (50, 0), (100, 0), ((0, 1, 70),))
        """
        outside = outside or {}
        for firm, amount in (*means.items(), *outside.items()):
            if amount < 0:
                raise AmountIsNegative(firm, amount)
        pairs: dict[tuple[str, str], int] = {}
        for debt in debts:
            pair = debt.debtor, debt.creditor
            pairs[pair] = pairs.get(pair, 0) + debt.amount_fen
        whole, shares = Fraction(1), most or {}
        firms = sorted({*means, *outside, *(firm for pair in pairs for firm in pair)})
        place = {firm: number for number, firm in enumerate(firms)}
        owed = [outside.get(firm, 0) for firm in firms]
        claims = []
        for (debtor, creditor), amount in sorted(pairs.items()):
            if amount and debtor != creditor:
                owed[place[debtor]] += amount
                claims.append((place[debtor], place[creditor], amount))
        return cls(
            firms=tuple(firms),
            means=tuple(means.get(firm, 0) for firm in firms),
            owed=tuple(owed),
            most=tuple(shares.get(firm, whole) for firm in firms),
            claims=tuple(claims),
        )


@dataclass(frozen=True, slots=True)
class Clearing:
    """What each firm pays when nobody pays more than it has and all creditors are treated alike.

    Attributes
    ----------
    payments : dict
        Fen by firm, as a fraction.
    waves : dict
        The firms that pay less than they should on their own account, by the round in which that
        showed: 1 for those short even if everybody else pays, 2 for those whom these draw in,
        and so on; 0 where a firm was taken to be short from the start.
    """

    payments: dict[str, Fraction]
    waves: dict[str, int]

    @property
    def paid_fen(self) -> dict[str, int]:
        """Payments in whole fen, half rounded up."""
        return {firm: half_up(amount) for firm, amount in self.payments.items()}


def all_paid(given: Liabilities) -> Clearing | None:
    """Let everybody pay all that it owes, where everybody can: no payments are greater.

    Parameters
    ----------
    given : Liabilities
        Who must pay what out of what.

    Returns
    -------
    Clearing or None
        None where somebody is assumed to pay less, or cannot pay all even if the others do.

    Examples
    --------
    >>> debts = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "c", "r2", 80)]
    >>> all_paid(Liabilities.of(debts, {"a": 100})).paid_fen
    {'a': 100, 'b': 80, 'c': 0}
    >>> all_paid(Liabilities.of(debts, {"a": 99})) is None
    True
    """
    if any(share != 1 for share in given.most):
        return None
    income = list(given.means)
    for _, creditor, amount in given.claims:
        income[creditor] += amount
    if any(owed > got for owed, got in zip(given.owed, income, strict=True)):
        return None
    payments = {firm: Fraction(owed) for firm, owed in zip(given.firms, given.owed, strict=True)}
    return Clearing(payments, {})


def half_up(amount: Fraction) -> int:
    """Round to a whole number, half up.

    Examples
    --------
    >>> half_up(Fraction(5, 2)), half_up(Fraction(7, 3))
    (3, 2)
    """
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
