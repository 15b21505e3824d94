"""The state of a standing: who has what, what is left, at which prices; exact in every sum."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from matching.arrays import Ints
from matching.bound import SCALE, gap, half_up, round_up
from matching.by_size import FEW_PAIRS
from matching.eligibility import Pairs
from matching.exact import SMALL
from matching.ground import Ground, Rows
from matching.ledger import NO_LINE, Ceilings, Columns
from matching.model import DAY_BASIS, PPM, Asset, Stopped
from matching.problem import WHOLE

WORN = 10_000  # later pairs that never matter
MIDDLING = 600  # assets with pairs


@dataclass(slots=True)
class Sums:
    """Sums of what is given, and what every asset's best gains at the prices, all exact.

    Proceeds and best in 1 / SCALE of a fen, cost in 1 / WHOLE of a fen.
    """

    proceeds: int
    cost: int
    principal_fen: int
    best: int


@dataclass(slots=True)
class State:
    """A feasible allocation with its prices; `given` is fen by pair.

    Assets that came later stand in `newer`, in rows after those of the ground. `reference` is the
    gap when the prices were last found.
    """

    ground: Ground
    columns: Columns
    given: Ints
    rows: Rows
    ceilings: Ceilings
    sums: Sums
    newer: list[tuple[Asset, Pairs]] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)
    reference: float = 0.0
    steps: int = 0
    stopped_by: Stopped = "done"

    @property
    def objective_fen(self) -> int:
        """Weighted net proceeds in fen."""
        return half_up(Fraction(self.sums.proceeds, SCALE))

    @property
    def upper_bound_fen(self) -> int:
        """The bound in fen that the prices prove."""
        ceilings = self.ceilings
        priced = np.flatnonzero(ceilings.price_ppm)
        prices, limits = ceilings.price_ppm[priced].tolist(), ceilings.limit[priced].tolist()
        lines = sum(price * limit for price, limit in zip(prices, limits, strict=True))
        return round_up(Fraction(lines, PPM) + Fraction(self.sums.best, SCALE))

    @property
    def gap(self) -> float:
        """(bound - objective) / bound."""
        return gap(self.objective_fen, self.upper_bound_fen)

    @property
    def count(self) -> int:
        """How many pairs there are, those of assets that are gone too."""
        return len(self.given)

    def row_of(self, asset_id: str) -> int | None:
        """The row of an asset that is there."""
        row = self.latest.get(asset_id, self.ground.row_of.get(asset_id))
        return row if row is not None and self.rows.alive[row] else None

    def asset(self, row: int) -> Asset:
        """A row as an object."""
        posed = len(self.ground.row_of)
        if row < posed:
            return self.ground.instance.assets.asset(row)
        return self.newer[row - posed][0]

    def id_of(self, row: int) -> str:
        """The id of a row."""
        posed = len(self.ground.row_of)
        if row < posed:
            return self.ground.instance.assets.ids[row]
        return self.newer[row - posed][0].asset_id

    def parts(self, row: int) -> Ints:
        """Pairs of an asset that have something."""
        first = int(self.rows.first[row])
        found: Ints = np.flatnonzero(self.given[first : self.rows.end[row]]) + first
        return found

    def is_worn(self) -> bool:
        """Have so many pairs come or gone that posing anew is due?"""
        posed = len(self.ground.problem.pairs)
        return self.count - posed > max(WORN, posed // 2)

    def is_middling(self) -> bool:
        """Are so few assets there that a full run may follow every change?"""
        return int((self.rows.alive & (self.rows.end > self.rows.first)).sum()) <= MIDDLING

    def is_little(self) -> bool:
        """Are so few pairs there that a full run takes some seconds only?"""
        return self.count <= FEW_PAIRS

    def is_small(self) -> bool:
        """Are so few pairs there that all can be solved to the end?"""
        there = self.rows.alive
        return int((self.rows.end[there] - self.rows.first[there]).sum()) <= SMALL

    def copied(self) -> "State":
        """The same, which may be changed without touching this one."""
        other = copy(self)
        other.newer, other.latest = list(self.newer), dict(self.latest)
        other.given, other.ceilings, other.sums = (
            self.given.copy(),
            self.ceilings.copied(),
            copy(self.sums),
        )
        other.rows = copy(self.rows)
        other.rows.alive, other.rows.held = self.rows.alive.copy(), self.rows.held.copy()
        return other

    def on_line(self, line: int) -> Ints:
        """Pairs of present assets on a line."""
        pairs = self.ground.members.on(line, self.columns, self.count)
        there: Ints = pairs[self.rows.alive[self.columns.row[pairs]]]
        return there

    def worths(self, pairs: Ints) -> list[tuple[int, int, int]]:
        """For each pair its weight in ppm, what is left of a yuan, and the price of its lines."""
        columns, ground = self.columns, self.ground
        row, product = columns.row[pairs], columns.product[pairs]
        taken = ground.rate_ppm[product] * self.rows.days[row] + DAY_BASIS * ground.fee_ppm[product]
        charge = np.append(self.ceilings.price_ppm, 0)[columns.line[:, pairs]].sum(axis=0)
        weight = self.rows.weight_ppm[row]
        return list(zip(weight.tolist(), (WHOLE - taken).tolist(), charge.tolist(), strict=True))

    def best_of(self, row: int) -> int:
        """The most that an asset could gain at the prices, exact, never below 0."""
        first, end = int(self.rows.first[row]), int(self.rows.end[row])
        fens = self.columns.fen[first:end].tolist()
        worths = self.worths(np.arange(first, end))
        pairs = zip(fens, worths, strict=True)
        gains: list[int] = [fen * (w * f - c * WHOLE) for fen, (w, f, c) in pairs]
        return max(0, *gains, 0)

    def give(self, pairs: Ints, fens: Iterable[int]) -> None:
        """Set what pairs have been given, with everything that follows from it."""
        columns, sums = self.columns, self.sums
        rows = zip(pairs.tolist(), fens, self.worths(pairs), strict=True)
        for pair, fen, (weight, factor, _) in rows:
            more = fen - int(self.given[pair])
            lines = columns.line[:, pair]
            self.given[pair] = fen
            self.ceilings.room[lines[lines != NO_LINE]] -= more
            sums.proceeds += weight * factor * more
            sums.cost += (WHOLE - factor) * more
            sums.principal_fen += more
            gained = float(columns.gain[pair]) * (more / int(columns.fen[pair]))
            self.rows.held[columns.row[pair]] += gained

    def release(self, row: int) -> Ints:
        """Take back all that an asset has; the lines that this frees."""
        parts = self.parts(row)
        self.give(parts, [0] * len(parts))
        freed: Ints = np.unique(self.columns.line[:, parts]).astype(np.int64)
        return np.asarray(freed[freed != NO_LINE])
