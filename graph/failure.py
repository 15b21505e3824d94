"""Single points of failure: firms without which others are cut off from every core enterprise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from graph.arrays import Ints, TradeArrays, mirror, rows
from graph.county import steps_from
from graph.kinds import EdgeKind
from graph.schema import TradeGraph

ROOT = 0


@dataclass(frozen=True, slots=True, eq=False)
class SinglePoint:
    """A firm without which others are cut off.

    Attributes
    ----------
    firm : str
        Its id.
    is_source : bool
        Whether it is one of the firms that the others are to reach, such as a core enterprise.
    count : int
        How many firms depend on it.
    """

    firm: str
    is_source: bool
    count: int
    _order: Sequence[str] = field(repr=False)
    _begin: int = field(repr=False)

    @property
    def dependants(self) -> tuple[str, ...]:
        """The firms that depend on it, by id."""
        return tuple(sorted(self._order[self._begin : self._begin + self.count]))


def single_points(
    graph: TradeGraph,
    sources: Iterable[str] | None = None,
    direction: Literal["up", "down"] = "up",
) -> list[SinglePoint]:
    """Find the firms whose loss cuts others off from every core enterprise.

    Parameters
    ----------
    graph : TradeGraph
        Its ``supplies`` edges are followed.
    sources : iterable of str, optional
        The firms that the others are to reach; all core enterprises unless given.
    direction : {"up", "down"}
        ``"up"`` asks for the suppliers of a lost firm, ``"down"`` for its customers.

    Returns
    -------
    list of SinglePoint
        Those on whom most depend first, then by id. A firm depends on another if every way of
        its goods to every source leads through it; a lost source takes with it those who reach
        no other.

    Raises
    ------
    NodeIsUnknown
        If a source is not among the firms.

    Notes
    -----
    These are the inner nodes of the dominator tree of the chain, seen from one root before all
    sources: found by intersection along the tree (Cooper, Harvey and Kennedy 2001), with firms
    numbered by their tier, which a dominator's is always below.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", True), EnterpriseNode("s", "示例化工"),
    ...     EnterpriseNode("t", "示例包装"), Supplies("s", "c"), Supplies("t", "s"),
    ... ])
    >>> [(point.firm, point.is_source, point.dependants) for point in single_points(g)]
    [('c', True, ('s', 't')), ('s', False, ('t',))]
    """
    arrays = mirror(graph)
    origins = np.flatnonzero(arrays.core) if sources is None else arrays.places(sources)
    ranked, above = _chain(arrays, origins, direction)
    dominator = _dominators(above)
    below = _count_below(dominator)
    begin = _begin(dominator, below)
    order = [""] * len(dominator)
    for number, place in enumerate(ranked, 1):
        order[begin[number]] = arrays.firms[place]
    lost = {int(place) for place in origins}
    found = [
        SinglePoint(arrays.firms[place], place in lost, below[number], order, begin[number] + 1)
        for number, place in enumerate(ranked, 1)
        if below[number]
    ]
    return sorted(found, key=lambda point: (-point.count, point.firm))


def _chain(
    arrays: TradeArrays, origins: Ints, direction: Literal["up", "down"]
) -> tuple[list[int], list[list[int]]]:
    """Number the firms of the chain from 1 by tier, and list the numbers above each.

    Returns
    -------
    ranked : list of int
        The places of the firms, by number less one.
    above : list of list of int
        By number, ascending; the root is number 0, and above it is nothing.
    """
    step = steps_from(arrays, origins, direction)
    ranked = np.flatnonzero(step >= 0)
    ranked = ranked[np.argsort(step[ranked], kind="stable")]
    number = np.zeros(len(step), dtype=np.int64)
    number[ranked] = np.arange(1, len(ranked) + 1)
    goods = arrays.links[EdgeKind.SUPPLIES]
    near, far = (goods.buyer, goods.seller) if direction == "up" else goods[:2]
    within = (step[near] >= 0) & (step[far] > 0)
    start, above = rows(len(ranked) + 1, number[far[within]], number[near[within]])
    bounds, flat = start.tolist(), above.tolist()
    return ranked.tolist(), [flat[begin:end] for begin, end in pairwise(bounds)]


def _dominators(above: Sequence[Sequence[int]]) -> list[int]:
    """Find the immediate dominator of each number; its own number is always lower."""
    found = [row[0] if row else ROOT for row in above]
    changed = True
    while changed:
        changed = False
        for number, row in enumerate(above):
            common = found[number]
            for other in row:
                common = _common(found, common, other)
            changed = changed or common != found[number]
            found[number] = common
    return found


def _common(dominator: Sequence[int], one: int, other: int) -> int:
    """Walk up from both until they meet."""
    while one != other:
        if one > other:
            one = dominator[one]
        else:
            other = dominator[other]
    return one


def _count_below(dominator: Sequence[int]) -> list[int]:
    below = [0] * len(dominator)
    for number in range(len(dominator) - 1, ROOT, -1):
        below[dominator[number]] += below[number] + 1
    return below


def _begin(dominator: Sequence[int], below: Sequence[int]) -> list[int]:
    """Give every number its place in one row where those below it follow it at once."""
    begin = [0] * len(dominator)
    free = [1] * len(dominator)
    for number in range(1, len(dominator)):
        above = dominator[number]
        begin[number] = free[above]
        free[number] = begin[number] + 1
        free[above] += below[number] + 1
    return begin
