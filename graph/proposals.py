"""Proposals to set debts off: what each takes off which document, and whether that is sound."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from graph.debts import TradeDebt, net_positions, trade_debts

Claim: TypeAlias = tuple[str, str, str]


class Part(NamedTuple):
    """What one cycle takes off one document: the debtor owes the creditor so many fen less."""

    debtor: str
    creditor: str
    document: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """One proposal: each firm on it owes the next so many fen less, all at once or not at all.

    Attributes
    ----------
    amount_fen : int
        What each debt on the cycle shrinks by.
    parts : tuple of Part
        In the order of the cycle, from the lowest firm; several in a row between the same firms
        where one document does not suffice.
    """

    amount_fen: int
    parts: tuple[Part, ...]

    @property
    def firms(self) -> tuple[str, ...]:
        """Who must agree, in the order of the cycle, each once."""
        return tuple(dict.fromkeys(part.debtor for part in self.parts))

    @property
    def cleared_fen(self) -> int:
        """Debts that vanish with this cycle: its amount, once for each firm."""
        return sum(part.amount_fen for part in self.parts)


@dataclass(frozen=True, slots=True)
class SetOff:
    """Proposals that may be accepted one by one, since none needs another.

    Attributes
    ----------
    cycles : tuple of Cycle
        Few parties first, then large amounts.
    total_fen : int
        Debts that vanish if all are accepted.
    largest_fen : int
        The most that can vanish by any set-off of these debts.
    owed_fen : int
        All debts before.
    """

    cycles: tuple[Cycle, ...]
    total_fen: int
    largest_fen: int
    owed_fen: int


def debts_after(debts: Iterable[TradeDebt], cycles: Iterable[Cycle]) -> list[TradeDebt]:
    """List what is still owed once some cycles are accepted.

    Parameters
    ----------
    debts : iterable of TradeDebt
        As they were given to `set_off`.
    cycles : iterable of Cycle
        Those that all their parties accepted.

    Returns
    -------
    list of TradeDebt
        By debtor, creditor and document, without what is cleared entirely.

    Examples
    --------
    >>> debts = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "a", "r2", 70)]
    >>> cycle = Cycle(70, (Part("a", "b", "r1", 70), Part("b", "a", "r2", 70)))
    >>> debts_after(debts, [cycle])
    [TradeDebt(debtor='a', creditor='b', document='r1', amount_fen=30, due=None)]
    """
    taken = _taken(cycles)
    rest = (
        debt._replace(amount_fen=debt.amount_fen - taken[_claim(debt)])
        for debt in trade_debts(debts)
    )
    return [debt for debt in rest if debt.amount_fen]


def check_setoff(debts: Iterable[TradeDebt], found: SetOff) -> list[str]:
    """Tell every way in which a set-off is unsound, in words; empty when it is sound.

    Parameters
    ----------
    debts : iterable of TradeDebt
        What was owed before.
    found : SetOff
        What is proposed. It is judged from the debts alone: every cycle closes with one amount,
        no document gives more than is owed by it, no net position moves, and the sums are right.

    Returns
    -------
    list of str
        Whether another set-off would clear more is not asked.

    Examples
    --------
    >>> debts = [TradeDebt("a", "b", "r1", 100), TradeDebt("b", "a", "r2", 70)]
    >>> good = Cycle(70, (Part("a", "b", "r1", 70), Part("b", "a", "r2", 70)))
    >>> check_setoff(debts, SetOff((good,), 140, 140, 170))
    []
    >>> bad = Cycle(71, (Part("a", "b", "r1", 71), Part("b", "a", "r2", 71)))
    >>> check_setoff(debts, SetOff((bad,), 142, 142, 170))
    ["71 fen are taken off 'r2' from 'b' to 'a', which is 70"]
    """
    known = {_claim(debt): debt.amount_fen for debt in trade_debts(debts)}
    taken = _taken(found.cycles)
    flaws = [flaw for cycle in found.cycles for flaw in _flaws_of(cycle)]
    for (debtor, creditor, document), amount in sorted(taken.items()):
        owed = known.get((debtor, creditor, document), 0)
        if amount > owed:
            claim = f"{document!r} from {debtor!r} to {creditor!r}"
            flaws.append(f"{amount} fen are taken off {claim}, which is {owed}")
    moved = net_positions(TradeDebt(*claim, amount) for claim, amount in taken.items())
    flaws += [f"the net position of {firm!r} moves by {by}" for firm, by in moved.items() if by]
    return flaws + _wrong_sums(found, sum(known.values()), taken.total())


def _flaws_of(cycle: Cycle) -> Iterator[str]:
    steps: dict[tuple[str, str], int] = {}
    for part in cycle.parts:
        pair = part.debtor, part.creditor
        steps[pair] = steps.get(pair, 0) + part.amount_fen
        if part.amount_fen <= 0:
            yield f"{part} takes nothing"
    debtors, creditors = [pair[0] for pair in steps], [pair[1] for pair in steps]
    if len(steps) < 2 or len(set(debtors)) < len(steps) or creditors != [*debtors[1:], debtors[0]]:
        yield f"{cycle.firms} is no cycle"
    if any(amount != cycle.amount_fen for amount in steps.values()):
        yield f"the amounts along {cycle.firms} are not all {cycle.amount_fen}"


def _wrong_sums(found: SetOff, owed: int, taken: int) -> list[str]:
    flaws = []
    if found.owed_fen != owed:
        flaws.append(f"{owed} fen are owed, not {found.owed_fen}")
    if found.total_fen != taken:
        flaws.append(f"the cycles clear {taken} fen, not {found.total_fen}")
    if found.largest_fen < taken:
        flaws.append(f"the cycles clear {taken} fen, more than the largest {found.largest_fen}")
    return flaws


def _taken(cycles: Iterable[Cycle]) -> Counter[Claim]:
    taken: Counter[Claim] = Counter()
    for cycle in cycles:
        for part in cycle.parts:
            taken[part.debtor, part.creditor, part.document] += part.amount_fen
    return taken


def _claim(debt: TradeDebt) -> Claim:
    return debt.debtor, debt.creditor, debt.document
