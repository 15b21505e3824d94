"""The pairs and lines of a standing as columns: pairs that only ever grow, lines by name."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from matching.arrays import Bools, Floats, Indices, Ints
from matching.problem import Problem

NO_LINE = -1
SLACK, SLACK_SHARE = 4_096, 8  # pairs that may come before the columns move, and one in so many


@dataclass(slots=True)
class Columns:
    """Pairs, one array a field, each asset's side by side. Money in fen.

    A standing looks at its first so many pairs only, so those that grew out of one another share
    the memory; `used` is how many pairs any of them has written. `line` is -1 where no limit
    exists, `gain` is the value at the prices.
    """

    row: Indices
    product: Indices
    fen: Ints
    value: Floats
    gain: Floats
    line: Indices
    used: int

    @classmethod
    def of(cls, problem: Problem, gain: Floats) -> "Columns":
        """The pairs of a problem."""
        pairs = problem.pairs
        line = np.where(problem.line == len(problem.room), np.int32(NO_LINE), problem.line)
        columns = (pairs.asset, pairs.product, problem.fen, problem.value, gain, line)
        return cls(*columns, len(pairs))._moved(len(pairs), len(pairs))

    def grown(self, count: int, more: "Columns") -> "Columns":
        """With more pairs after the first `count`; in place unless another standing did so."""
        end = count + more.used
        whole = self if self.used == count and end <= len(self.row) else self._moved(count, end)
        for name in COLUMNS:
            getattr(whole, name)[..., count:end] = getattr(more, name)
        whole.used = end
        return whole

    def _moved(self, count: int, end: int) -> "Columns":
        size = end + SLACK + end // SLACK_SHARE
        moved: dict[str, Any] = {}
        for name in COLUMNS:
            old = getattr(self, name)
            moved[name] = np.empty((*old.shape[:-1], size), old.dtype)
            moved[name][..., :count] = old[..., :count]
        return Columns(**moved, used=count)


COLUMNS = tuple(field.name for field in fields(Columns) if field.name != "used")


@dataclass(frozen=True, slots=True)
class Members:
    """Which pairs counted on each line when the problem was posed."""

    start: Ints
    pair: Indices
    pairs: int

    @classmethod
    def of(cls, problem: Problem) -> "Members":
        """By line, then pair."""
        count, lines = len(problem.pairs), len(problem.room)
        columns = np.tile(np.arange(count, dtype=np.int64), len(problem.line))
        once = np.ones(problem.line.size, np.int8)
        where = (problem.line.ravel(), columns)
        grouped = csr_matrix((once, where), (lines + 1, max(count, 1)))
        grouped.sort_indices()
        return cls(grouped.indptr.astype(np.int64), grouped.indices, count)

    def on(self, line: int, columns: Columns, count: int) -> Ints:
        """Pairs on a line, those that came later too."""
        tail = columns.line[:, self.pairs : count]
        later = np.flatnonzero((tail == line).any(axis=0)) + self.pairs
        if line >= len(self.start) - 2:
            return later
        posed = self.pair[self.start[line] : self.start[line + 1]]
        return np.concatenate([posed.astype(np.int64), later])


@dataclass(slots=True)
class Ceilings:
    """Every limit that some pair counts against: its name, fen, what is left, and its price.

    A standing owns its `room`; the rest is shared until a limit is added.
    """

    names: list[str]
    number: dict[str, int]
    limit: Ints
    room: Ints
    price_ppm: Ints

    @classmethod
    def of(cls, names: list[str], limit: Ints, price_ppm: Ints) -> "Ceilings":
        """Limits of which nothing is used."""
        return cls(names, {name: i for i, name in enumerate(names)}, limit, limit.copy(), price_ppm)

    def copied(self) -> "Ceilings":
        """The same, with a room of its own."""
        return Ceilings(self.names, self.number, self.limit, self.room.copy(), self.price_ppm)

    def with_names(self, names: list[str], limit: Ints) -> tuple["Ceilings", Indices]:
        """With those of the limits that are not there yet, at price 0; and all their numbers."""
        fresh = [at for at, name in enumerate(names) if name not in self.number]
        wider = self
        if fresh:
            more, zero = limit[fresh], np.zeros(len(fresh), np.int64)
            wider = Ceilings(
                names=[*self.names, *(names[at] for at in fresh)],
                number=dict(self.number),
                limit=np.append(self.limit, more),
                room=np.append(self.room, more),
                price_ppm=np.append(self.price_ppm, zero),
            )
            for number, at in enumerate(fresh, start=len(self.names)):
                wider.number[names[at]] = number
        numbers = [wider.number[name] for name in names]
        return wider, np.array([*numbers, NO_LINE], np.int32)

    def fits(self, lines: Indices, fen: Ints) -> Bools:
        """Which pairs have room for so much on all of their lines; a column of `lines` a pair."""
        padded = np.append(self.room, np.iinfo(np.int64).max)
        found: Bools = padded[lines].min(axis=0) >= fen
        return found


def ranges(start: Iterable[int], stop: Iterable[int]) -> Ints:
    """The numbers of several ranges, one after the other."""
    parts = [np.arange(low, high) for low, high in zip(start, stop, strict=True)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
