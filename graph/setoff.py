"""Set-off of mutual debts (三角债): what firms can clear among themselves without money."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from graph.circulation import largest_circulation
from graph.cycles import simple_cycles
from graph.debts import TradeDebt, net_positions, trade_debts
from graph.model import TradeGraph
from graph.proposals import Cycle, Part, SetOff, check_setoff, debts_after

__all__ = [
    "Cycle",
    "Part",
    "SetOff",
    "TradeDebt",
    "check_setoff",
    "debts_after",
    "net_positions",
    "set_off",
]

Pair: TypeAlias = tuple[str, str]
Papers: TypeAlias = dict[Pair, deque[tuple[str, int]]]


def set_off(trade: TradeGraph | Iterable[TradeDebt], longest: int | None = None) -> SetOff:
    """Find what debts can be set off against each other, as cycles down to the document.

    Parameters
    ----------
    trade : TradeGraph or iterable of TradeDebt
        Who owes whom, in fen. Leave out what cannot be set off: disputed, pledged or assigned
        claims, and whatever the parties agreed not to set off. A debt to oneself is passed over.
    longest : int, optional
        Firms on one cycle, at most. Without it the total is the largest there is.

    Returns
    -------
    SetOff
        Every firm's net position stays as it was, to the fen, whichever cycles are accepted.

    Raises
    ------
    DebtIsNegative, DocumentStandsTwice
        As `graph.debts.trade_debts` does.

    Notes
    -----
    The largest total is that of the largest circulation within the debts, a minimum-cost
    circulation [1]_: see `graph.circulation.largest_circulation`. Debts between the same two firms
    are added up for it. It is then taken apart into cycles, the shortest first, since everybody on
    a cycle must agree (by law only two may set off without agreement: Civil Code, Articles 568
    and 569), and of short ones the largest first: see `graph.cycles.simple_cycles`.

    The largest circulation likes long cycles: each of n firms on it clears a debt. With `longest`
    short cycles are therefore taken from the debts themselves and not from it. That is greedy,
    without a proof of being the most for cycles of that length, but in a county it clears several
    times what the short cycles of the largest circulation would.

    Between two firms the document that is due first shrinks first; one without a date comes last.

    References
    ----------
    .. [1] T. Fleischman and P. Dini, "Mathematical foundations for balancing the payment system
       in the trade credit market", Journal of Risk and Financial Management 14 (9), 2021.

    Examples
    --------
    >>> found = set_off([
    ...     TradeDebt("示例甲", "示例乙", "r1", 100), TradeDebt("示例乙", "示例丙", "r2", 70),
    ...     TradeDebt("示例丙", "示例甲", "r3", 90),
    ... ])
    >>> [(cycle.amount_fen, cycle.firms) for cycle in found.cycles]
    [(70, ('示例丙', '示例甲', '示例乙'))]
    >>> found.total_fen, found.owed_fen
    (210, 260)
    """
    debts = trade_debts(trade)
    owed = _by_pair(debts)
    largest = largest_circulation(owed)
    found = simple_cycles(largest) if longest is None else simple_cycles(owed, longest)
    cycles = tuple(_documented(debts, found))
    return SetOff(
        cycles=cycles,
        total_fen=sum(cycle.cleared_fen for cycle in cycles),
        largest_fen=sum(largest.values()),
        owed_fen=sum(debt.amount_fen for debt in debts),
    )


def _by_pair(debts: Iterable[TradeDebt]) -> dict[Pair, int]:
    owed: dict[Pair, int] = defaultdict(int)
    for debt in debts:
        owed[debt.debtor, debt.creditor] += debt.amount_fen
    return dict(owed)


def _papers(debts: Iterable[TradeDebt]) -> Papers:
    """Documents with their amounts between two firms, in the order in which they are due."""
    papers: Papers = defaultdict(deque)
    for debt in sorted(debts, key=lambda debt: (debt.due or date.max, debt.document)):
        papers[debt.debtor, debt.creditor].append((debt.document, debt.amount_fen))
    return papers


def _documented(
    debts: Iterable[TradeDebt], found: Iterable[tuple[tuple[str, ...], int]]
) -> Iterator[Cycle]:
    papers = _papers(debts)
    for firms, amount in found:
        steps = zip(firms, (*firms[1:], firms[0]), strict=True)
        parts = [part for pair in steps for part in _parts(pair, papers[pair], amount)]
        yield Cycle(amount, tuple(parts))


def _parts(pair: Pair, papers: deque[tuple[str, int]], amount: int) -> Iterator[Part]:
    """Take an amount off the documents in turn; what is left of the last stays first in line."""
    while amount:
        document, rest = papers.popleft()
        taken = min(amount, rest)
        amount -= taken
        if rest > taken:
            papers.appendleft((document, rest - taken))
        if taken:
            yield Part(*pair, document, taken)
