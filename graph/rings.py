"""Depth-first search for rings of debts, each from its smallest debt, within a budget."""

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from graph.owed import Owed

Stop: TypeAlias = Literal["", "steps", "time", "rings"]


@dataclass(slots=True)
class Budget:
    """Steps and time that a search may use, in all and from one firm.

    Attributes
    ----------
    per_firm, total : int
        Debts looked at, at most, from one firm and in all.
    deadline : float or None
        Reading of the clock after which the search stops.
    clock : callable
        Returns seconds.
    used, used_here : int
        Debts looked at so far, in all and from the firm at hand.
    stopped_by : {"", "steps", "time", "rings"}
        What ended the whole search before its end.
    """

    per_firm: int
    total: int
    deadline: float | None
    clock: Callable[[], float]
    used: int = 0
    used_here: int = 0
    stopped_by: Stop = ""

    def next_firm(self) -> bool:
        """Begin to search from another firm; False if the whole search is over."""
        self.used_here = 0
        return not self.stopped_by

    def is_spent(self) -> bool:
        """Tell whether the search from the firm at hand was cut, or never begun."""
        return bool(self.stopped_by) or self.used_here > self.per_firm

    def spend(self, steps: int) -> bool:
        """Use steps up; False once no more may be used."""
        self.used += steps
        self.used_here += steps
        if self.used > self.total:
            self.stopped_by = "steps"
        elif self.deadline is not None and self.clock() > self.deadline:
            self.stopped_by = "time"
        return not self.is_spent()


class _Path(NamedTuple):
    """Debts in a row: their positions, the firms passed, first and last issue date as ordinals."""

    debts: tuple[int, ...]
    firms: tuple[int, ...]
    first: int
    last: int


class Search:
    """All rings of up to `max_length` firms whose debts were issued within `window_days`.

    Notes
    -----
    Of debts of one day between the same two firms the smallest that fits makes the tightest ring:
    the others are not tried. A firm that is reached one step before the last has to owe the first
    firm something that fits.
    """

    def __init__(self, owed: Owed, max_length: int, window_days: int | None) -> None:
        self._owed = owed
        self._max_length = max_length
        self._window = 0 if window_days is None else window_days
        self._leaving = _rows(len(owed.firms), owed.debtor)
        self._arriving = _rows(len(owed.firms), owed.creditor)
        dates = [None if window_days is None else data["issued"] for data in owed.data]
        self._day = [0 if day is None else day.toordinal() for day in dates]

    def from_firm(self, firm: int, budget: Budget) -> Iterator[tuple[int, ...]]:
        """Yield the rings whose smallest debt a firm owes, as positions of debts from that one."""
        for debt in self._leaving[firm]:
            closing = self._larger(self._arriving[firm], debt)
            if not budget.spend(1 + len(closing)):
                return
            if closing and self._max_length > 1:
                yield from self._from_debt(debt, closing, budget)

    def _from_debt(
        self, debt: int, closing: Iterable[int], budget: Budget
    ) -> Iterator[tuple[int, ...]]:
        closers: dict[int, dict[int, int]] = {}
        for last in closing:
            closers.setdefault(self._owed.debtor[last], {}).setdefault(self._day[last], last)
        day, ends = self._day[debt], (self._owed.debtor[debt], self._owed.creditor[debt])
        paths = [_Path((debt,), ends, day, day)]
        while paths:
            path = paths.pop()
            at = path.firms[-1]
            for issued, last in closers.get(at, {}).items():
                if max(path.last, issued) - min(path.first, issued) <= self._window:
                    yield (*path.debts, last)
            if len(path.debts) < self._max_length - 1:
                onward = self._larger(self._leaving[at], debt)
                if not budget.spend(len(onward)):
                    return
                is_last = len(path.debts) == self._max_length - 2
                paths += self._longer(path, onward, closers if is_last else None)

    def _longer(
        self, path: _Path, debts: Iterable[int], wanted: Container[int] | None
    ) -> Iterator[_Path]:
        """Append each debt that leads to a new firm, if wanted to one of these."""
        tried: set[tuple[int, int]] = set()
        for debt in debts:
            firm, day = self._owed.creditor[debt], self._day[debt]
            if firm in path.firms or (firm, day) in tried:
                continue
            tried.add((firm, day))
            first, last = min(path.first, day), max(path.last, day)
            if last - first <= self._window and (wanted is None or firm in wanted):
                yield _Path((*path.debts, debt), (*path.firms, firm), first, last)

    def _larger(self, debts: Sequence[int], than: int) -> Sequence[int]:
        """Pick from ascending positions those that may stand in a ring with a smallest debt."""
        return debts[bisect_left(debts, than + 1) : bisect_left(debts, self._owed.band[than])]


def _rows(count: int, places: Iterable[int]) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(count)]
    for position, place in enumerate(places):
        rows[place].append(position)
    return rows
