"""The order of nodes within their columns, so that few lines cross."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

SCALE = 1_000_000
SWEEPS = 4

Neighbours = Mapping[str, Sequence[str]]


def order_columns(columns: Sequence[Sequence[str]], neighbours: Neighbours) -> list[list[str]]:
    """Order each column by the barycentre of what its nodes are linked to.

    Parameters
    ----------
    columns : sequence of sequences of str
        Nodes by column from left to right, in the order to fall back on.
    neighbours : mapping
        Nodes linked to a node, in any column.

    Returns
    -------
    list of list of str
        The best order met in a fixed number of sweeps; the same input gives the same order.

    Notes
    -----
    Barycentre heuristic (Sugiyama, Tagawa and Toda 1981) in integers, with crossings between
    neighbouring columns counted to keep the best.

    Examples
    --------
    >>> links = {"a": ["y"], "b": ["x"], "x": ["b"], "y": ["a"]}
    >>> order_columns([["a", "b"], ["x", "y"]], links)
    [['a', 'b'], ['y', 'x']]
    """
    current = [list(column) for column in columns]
    best = [list(column) for column in current]
    fewest = crossings(current, neighbours)
    for sweep in range(2 * SWEEPS):
        if not fewest:
            break
        _sweep(current, neighbours, rightward=sweep % 2 == 0)
        count = crossings(current, neighbours)
        if count < fewest:
            fewest, best = count, [list(column) for column in current]
    return best


def crossings(columns: Sequence[Sequence[str]], neighbours: Neighbours) -> int:
    """Count the crossings of lines between neighbouring columns.

    Examples
    --------
    >>> crossings([["a", "b"], ["x", "y"]], {"a": ["y"], "b": ["x"]})
    1
    """
    return sum(_crossings_between(left, right, neighbours) for left, right in pairwise(columns))


def _crossings_between(left: Sequence[str], right: Sequence[str], neighbours: Neighbours) -> int:
    place = {node: index for index, node in enumerate(right)}
    seen: list[int] = []
    count = 0
    for node in left:
        ends = sorted(place[other] for other in neighbours.get(node, ()) if other in place)
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _sweep(columns: list[list[str]], neighbours: Neighbours, *, rightward: bool) -> None:
    indices = range(len(columns)) if rightward else range(len(columns) - 1, -1, -1)
    fixed: dict[str, int] = {}
    for index in indices:
        if fixed:
            _arrange(columns[index], neighbours, fixed)
        fixed |= _positions(columns[index])


def _arrange(column: list[str], neighbours: Neighbours, fixed: Mapping[str, int]) -> None:
    own = _positions(column)

    def barycentre(node: str) -> int:
        places = [fixed[other] for other in neighbours.get(node, ()) if other in fixed]
        return sum(places) // len(places) if places else own[node]

    column.sort(key=lambda node: (barycentre(node), own[node]))


def _positions(column: Sequence[str]) -> dict[str, int]:
    return {node: (2 * index + 1) * SCALE // (2 * len(column)) for index, node in enumerate(column)}
