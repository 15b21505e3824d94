"""Tiers, concentration and isolation of all firms at once, over arrays instead of the graph."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from graph.arrays import Ints, TradeArrays
from graph.concentration import PPM, Concentration
from graph.kinds import EdgeKind


def tiers_in(
    arrays: TradeArrays, sources: Iterable[str], direction: Literal["up", "down"]
) -> dict[str, int]:
    """Count the steps from the nearest source, up to suppliers or down to customers.

    Parameters
    ----------
    arrays : TradeArrays
        As `graph.arrays.mirror` gives them.
    sources : iterable of str
        Where to start, usually the core enterprises; all of them are tier 0.
    direction : {"up", "down"}
        As in `graph.chain.tiers`.

    Returns
    -------
    dict
        Equal to that of `graph.chain.tiers`, the nearest firms first.

    Raises
    ------
    NodeIsUnknown
        If a source is not among the firms.

    Examples
    --------
    >>> from graph.arrays import mirror
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", True), EnterpriseNode("s", "示例化工"),
    ...     EnterpriseNode("t", "示例包装"), Supplies("s", "c"), Supplies("t", "s"),
    ... ])
    >>> tiers_in(mirror(g), ["c"], "up")
    {'c': 0, 's': 1, 't': 2}
    """
    step = steps_from(arrays, arrays.places(sources), direction)
    found = np.flatnonzero(step >= 0)
    ranked = found[np.argsort(step[found], kind="stable")]
    firms = arrays.firms
    return {
        firms[place]: tier
        for place, tier in zip(ranked.tolist(), step[ranked].tolist(), strict=True)
    }


def steps_from(arrays: TradeArrays, sources: Ints, direction: Literal["up", "down"]) -> Ints:
    """Count steps from places to every firm; −1 where no way leads."""
    neighbours = arrays.sellers() if direction == "up" else arrays.buyers()
    step = np.full(len(arrays.firms), -1, dtype=np.int64)
    reached, tier = np.unique(sources), 0
    while len(reached):
        step[reached] = tier
        near = neighbours.of(reached)
        reached, tier = np.unique(near[step[near] < 0]), tier + 1
    return step


def isolated_in(arrays: TradeArrays) -> list[str]:
    """List the enterprises that trade with nobody.

    Parameters
    ----------
    arrays : TradeArrays
        As `graph.arrays.mirror` gives them.

    Returns
    -------
    list of str
        Equal to that of `graph.chain.isolated_firms`.

    Examples
    --------
    >>> from graph.arrays import from_records
    >>> from graph.model import EnterpriseNode
    >>> isolated_in(from_records([EnterpriseNode("a", "示例食品")]))
    ['a']
    """
    trading = np.zeros(len(arrays.firms), dtype=np.bool_)
    for seller, buyer, _ in arrays.links.values():
        apart = seller != buyer
        trading[seller[apart]] = trading[buyer[apart]] = True
    return [arrays.firms[place] for place in np.flatnonzero(~trading).tolist()]


@dataclass(frozen=True, eq=False, slots=True)
class Concentrations(Mapping[str, Concentration]):
    """The concentration of every supplier that sold something, by its id.

    Attributes
    ----------
    arrays : TradeArrays
        Whose firms the places below are.
    supplier, largest_buyer : array of int
        Places of the suppliers, ascending, and of the largest buyer of each.
    buyers : array of int
        How many buyers each has.
    total_fen, largest_fen, square : array of object
        Sales, sales to the largest buyer, and the sum of the squares of the sales to each buyer,
        as exact integers of any size.
    """

    arrays: TradeArrays
    supplier: Ints
    largest_buyer: Ints
    buyers: Ints
    total_fen: npt.NDArray[Any]
    largest_fen: npt.NDArray[Any]
    square: npt.NDArray[Any]

    def __len__(self) -> int:
        """Count the suppliers that sold something."""
        return len(self.supplier)

    def __iter__(self) -> Iterator[str]:
        """Go through the suppliers in the order of their ids."""
        return (self.arrays.firms[place] for place in self.supplier.tolist())

    def __getitem__(self, supplier: str) -> Concentration:
        """Return what `graph.concentration.concentration` returns of one supplier."""
        place = self.arrays.place[supplier]
        row = int(np.searchsorted(self.supplier, place))
        if row == len(self) or self.supplier[row] != place:
            raise KeyError(supplier)
        total = int(self.total_fen[row])
        return Concentration(
            total_fen=total,
            buyers=int(self.buyers[row]),
            largest_buyer=self.arrays.firms[self.largest_buyer[row]],
            largest_share=Fraction(int(self.largest_fen[row]), total),
            hhi=Fraction(int(self.square[row]), total * total),
        )

    def largest_share_ppm(self) -> Ints:
        """Return the share of each largest buyer in millionths, half rounded up."""
        return _to_ppm(self.largest_fen, self.total_fen)

    def hhi_ppm(self) -> Ints:
        """Return each index in millionths, half rounded up: 1,000,000 is a single buyer."""
        return _to_ppm(self.square, self.total_fen * self.total_fen)


def concentrations_in(arrays: TradeArrays, kind: EdgeKind = EdgeKind.OWES) -> Concentrations:
    """Measure how the sales of every supplier are spread over its buyers.

    Parameters
    ----------
    arrays : TradeArrays
        As `graph.arrays.mirror` gives them.
    kind : {owes, ordered, supplies}
        Which links count, as in `graph.concentration.concentration`.

    Returns
    -------
    Concentrations
        A mapping from supplier to `Concentration`, and its columns as arrays. Who sold nothing is
        not in it.

    Notes
    -----
    Sums in 64 bits where they fit, squares in Python's own integers: nothing is rounded.

    Examples
    --------
    >>> from graph.arrays import from_records
    >>> from graph.model import *
    >>> firms = [EnterpriseNode(name, name) for name in "abs"]
    >>> trade = [Supplies("s", "a", 300), Supplies("s", "b", 100)]
    >>> found = concentrations_in(from_records([*firms, *trade]), EdgeKind.SUPPLIES)
    >>> found["s"].largest_buyer, found.hhi_ppm().tolist()
    ('a', [625000])
    """
    seller, buyer, fen = _pairs(arrays, kind)
    first = _first_of_each(seller)
    total, most = np.add.reduceat(fen, first), np.maximum.reduceat(fen, first)
    largest = np.flatnonzero(fen == np.repeat(most, np.diff(first, append=len(seller))))
    sold = total > 0
    return Concentrations(
        arrays=arrays,
        supplier=seller[first][sold],
        largest_buyer=buyer[largest[_first_of_each(seller[largest])]][sold],
        buyers=np.add.reduceat((fen != 0).astype(np.int64), first)[sold],
        total_fen=total[sold].astype(object),
        largest_fen=most[sold].astype(object),
        square=np.add.reduceat(fen.astype(object) ** 2, first)[sold],
    )


def _pairs(arrays: TradeArrays, kind: EdgeKind) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    """Add up what each seller sold to each buyer, by seller and then buyer."""
    seller, buyer, fen = arrays.links[kind]
    apart = seller != buyer
    key = (seller * len(arrays.firms) + buyer)[apart]
    order = np.argsort(key, kind="stable")
    first = _first_of_each(key[order])
    seller, buyer = np.divmod(key[order][first], len(arrays.firms))
    return seller, buyer, np.add.reduceat(fen[apart][order], first)


def _first_of_each(ascending: Ints) -> Ints:
    """Find where each new value begins."""
    return np.flatnonzero(np.diff(ascending, prepend=-1))


def _to_ppm(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Ints:
    ppm: Ints = ((2 * part * PPM + whole) // (2 * whole)).astype(np.int64)
    return ppm
