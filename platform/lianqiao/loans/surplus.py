"""A payment of the debtor on a financed document: first to the bank, then whose is the rest.

With recourse, and under a pledge, the bank keeps what it is owed and gives the rest back, and
what is short the firm still owes (民法典 766; 438 and 446 for a pledge). Without recourse the
factor has bought the debt: the rest and the shortfall are its own (767).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from ..shared.accrual import Paid
from ..shared.money import half_up

WITHOUT_RECOURSE: Final = frozenset({"factoring"})
Owner = Literal["supplier", "factor", ""]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a bank is owed when the debtor pays, in fen."""

    principal_fen: int
    interest_fen: int
    fees_fen: int = 0

    @property
    def total_fen(self) -> int:
        """All of it."""
        return self.principal_fen + self.interest_fen + self.fees_fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where a payment goes; the four parts sum to it. An owner is empty where nothing is left."""

    to_fees_fen: int
    to_interest_fen: int
    to_principal_fen: int
    surplus_fen: int
    surplus_to: Owner
    shortfall_fen: int
    shortfall_of: Owner

    @property
    def to_bank_fen(self) -> int:
        """Fees, interest and principal."""
        return self.to_fees_fen + self.to_interest_fen + self.to_principal_fen


def allocate(paid_fen: int, owed: Owed, arrangement: str) -> Allocation:
    """Fees, then interest, then principal (民法典 561); the rest by the arrangement."""
    fees = min(paid_fen, owed.fees_fen)
    interest = min(paid_fen - fees, owed.interest_fen)
    principal = min(paid_fen - fees - interest, owed.principal_fen)
    taken = fees + interest + principal
    surplus, shortfall = paid_fen - taken, owed.total_fen - taken
    owner: Owner = "factor" if arrangement in WITHOUT_RECOURSE else "supplier"
    return Allocation(
        to_fees_fen=fees,
        to_interest_fen=interest,
        to_principal_fen=principal,
        surplus_fen=surplus,
        surplus_to=owner if surplus else "",
        shortfall_fen=shortfall,
        shortfall_of=owner if shortfall else "",
    )


def interest_until_paid(
    principal_fen: int,
    start: date,
    repaid: Iterable[Paid],
    received: Iterable[Paid],
    daily: Fraction,
) -> int:
    """Interest from the drawdown (counted) to the debtor's last payment (not counted).

    ``repaid`` is principal that the firm repaid itself; what was ``received`` from the debtor
    pays the interest of its day first and principal with the rest. Rounded half-up once.
    """
    coming = [(one.on, True, one.amount_fen) for one in received]
    last = max(on for on, *_rest in coming)
    own = [(one.on, False, one.amount_fen) for one in repaid]
    balance, unpaid, total, day = Fraction(principal_fen), Fraction(0), Fraction(0), start
    for on, from_debtor, amount in sorted([*own, *coming]):
        if on > last:
            break
        grown = balance * daily * max(0, (on - day).days)
        total, unpaid, day = total + grown, unpaid + grown, max(day, on)
        to_interest = min(unpaid, Fraction(amount)) if from_debtor else Fraction(0)
        unpaid -= to_interest
        balance = max(Fraction(0), balance - (amount - to_interest))
    return half_up(total)


def attributed(paid_fen: int, share: Fraction) -> int:
    """The part of a payment that falls to a bank's share of a split document, cut to the fen."""
    return int(paid_fen * min(share, Fraction(1)))
