"""The ground of a standing: the problem as it was posed, and its assets as columns."""

from dataclasses import dataclass, field, fields

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.eligibility import Pairs
from matching.instance import Instance
from matching.ledger import Members
from matching.model import NearMiss
from matching.problem import Problem
from matching.rules import ExtraChecks


@dataclass(frozen=True, slots=True)
class Ground:
    """What changes of assets leave alone: the instance as it was posed, with all of its lines.

    `eligible` holds every eligible pair, also those that bring nothing. `misses` remembers the
    near misses that have been asked for, by row.
    """

    instance: Instance
    extra: ExtraChecks | None
    eligible: Pairs
    problem: Problem
    members: Members
    rate_ppm: Ints
    fee_ppm: Ints
    row_of: dict[str, int]
    misses: dict[int, tuple[NearMiss, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, instance: Instance, extra: ExtraChecks | None, eligible: Pairs, problem: Problem
    ) -> "Ground":
        """The ground of a problem with all its lines."""
        rates = [product.rate_ppm for product in instance.products]
        fees = [product.fee_ppm for product in instance.products]
        return cls(
            instance=instance,
            extra=extra,
            eligible=eligible,
            problem=problem,
            members=Members.of(problem),
            rate_ppm=np.array(rates, np.int64),
            fee_ppm=np.array(fees, np.int64),
            row_of={name: row for row, name in enumerate(instance.assets.ids)},
        )


@dataclass(slots=True)
class Rows:
    """Assets of a standing, one array a field, with or without pairs.

    `first` and `end` are an asset's pairs, `eligible` is how many it has, those that bring
    nothing too; `held` is what its parts gain at the prices, in fen.
    """

    first: Ints
    end: Ints
    alive: Bools
    eligible: Ints
    split: Bools
    weight_ppm: Ints
    days: Ints
    held: Floats

    @classmethod
    def of(cls, ground: Ground, gain: Floats, given: Ints) -> "Rows":
        """The assets of a ground, and what the parts given to their pairs gain."""
        assets, problem = ground.instance.assets, ground.problem
        count, row = len(assets), problem.pairs.asset
        share = given / np.maximum(problem.fen, 1)
        return cls(
            first=np.searchsorted(row, np.arange(count), "left").astype(np.int64),
            end=np.searchsorted(row, np.arange(count), "right").astype(np.int64),
            alive=np.ones(count, bool),
            eligible=np.bincount(ground.eligible.asset, minlength=count).astype(np.int64),
            split=assets.splittable,
            weight_ppm=assets.weight_ppm,
            days=ground.instance.days(),
            held=np.bincount(row, gain * share, count).astype(float),
        )

    def grown(self, *values: float) -> "Rows":
        """With one more row."""
        names = [each.name for each in fields(self)]
        return Rows(
            *(
                np.append(column, np.array(value, column.dtype))
                for column, value in zip(map(self.__getattribute__, names), values, strict=True)
            )
        )
