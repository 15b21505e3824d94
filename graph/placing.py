"""Boxes on the plane: columns side by side, rows pulled level with what they are linked to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

BOX_W, BOX_H = 168, 44
ROW_GAP, COLUMN_GAP, INNER_GAP = 24, 112, 28
MARGIN, HEADING_H = 24, 52
FIRST_ROW = 64
MAX_ROWS = 14
PITCH = BOX_H + ROW_GAP

Neighbours = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A placed column: where it begins and ends, and its nodes with their inner column."""

    left: int
    right: int
    inner: dict[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is: columns from left to right, the top left corner of every node."""

    columns: tuple[Column, ...]
    corner: dict[str, tuple[int, int]]
    column_of: dict[str, int]
    width: int
    height: int


def place(columns: Sequence[Sequence[str]], neighbours: Neighbours) -> Plan:
    """Place ordered columns on the plane.

    Parameters
    ----------
    columns : sequence of sequences of str
        Ordered nodes by column.
    neighbours : mapping
        Nodes linked to a node; a box is drawn towards their height.

    Returns
    -------
    Plan
        No two boxes overlap. A column with more than 14 nodes is wrapped into several.

    Examples
    --------
    >>> plan = place([["a"], ["b"]], {"a": ["b"], "b": ["a"]})
    >>> plan.corner
    {'a': (24, 64), 'b': (304, 64)}
    """
    placed = _side_by_side(columns)
    tops = _tops(columns, neighbours)
    first = min(tops.values(), default=0)
    corner = {
        node: (
            column.left + inner * (BOX_W + INNER_GAP),
            tops[node] - first + FIRST_ROW,
        )
        for column in placed
        for node, inner in column.inner.items()
    }
    bottom = max((y for _, y in corner.values()), default=HEADING_H) + BOX_H
    right = placed[-1].right if placed else MARGIN + BOX_W
    column_of = {node: index for index, nodes in enumerate(columns) for node in nodes}
    return Plan(tuple(placed), corner, column_of, right + MARGIN, bottom + MARGIN)


def inner_columns(count: int) -> int:
    """Tell into how many columns a column of so many nodes is wrapped.

    Examples
    --------
    >>> inner_columns(14), inner_columns(15), inner_columns(300)
    (1, 2, 13)
    """
    rows = max(MAX_ROWS, isqrt(2 * count))
    return max(1, -(-count // rows))


def _side_by_side(columns: Sequence[Sequence[str]]) -> list[Column]:
    left = MARGIN
    placed = []
    for nodes in columns:
        width = inner_columns(len(nodes))
        right = left + width * BOX_W + (width - 1) * INNER_GAP
        inner = {node: index % width for index, node in enumerate(nodes)}
        placed.append(Column(left, right, inner, width))
        left = right + COLUMN_GAP
    return placed


def _tops(columns: Sequence[Sequence[str]], neighbours: Neighbours) -> dict[str, int]:
    """Place the tallest column first, then the others outward from it."""
    rows = [_rows(nodes) for nodes in columns]
    start = max(range(len(rows)), key=lambda index: (len(rows[index]), -index), default=0)
    outward = [*range(start, len(rows)), *range(start - 1, -1, -1)]
    tops: dict[str, int] = {}
    for index in outward:
        middle = PITCH * (len(rows[start]) - len(rows[index])) // 2
        wanted = [
            _wanted(row, neighbours, tops, middle + PITCH * number)
            for number, row in enumerate(rows[index])
        ]
        for row, top in zip(rows[index], keep_apart(wanted, PITCH), strict=True):
            tops.update(dict.fromkeys(row, top))
    return tops


def _rows(nodes: Sequence[str]) -> list[Sequence[str]]:
    width = inner_columns(len(nodes))
    return [nodes[index : index + width] for index in range(0, len(nodes), width)]


def _wanted(
    row: Sequence[str], neighbours: Neighbours, tops: Mapping[str, int], otherwise: int
) -> int:
    if len(row) > 1:
        return otherwise
    known = [tops[other] for other in neighbours.get(row[0], ()) if other in tops]
    return sum(known) // len(known) if known else otherwise


def keep_apart(wanted: Sequence[int], pitch: int) -> list[int]:
    """Move positions as little as possible so that neighbours are at least a pitch apart.

    Notes
    -----
    Least squares under an order: pool adjacent violators.

    Examples
    --------
    >>> keep_apart([0, 0, 500], 68)
    [-34, 34, 500]
    """
    pools: list[tuple[int, int]] = []
    for index, position in enumerate(wanted):
        total, size = position - index * pitch, 1
        while pools and pools[-1][0] * size >= total * pools[-1][1]:
            before, many = pools.pop()
            total, size = total + before, size + many
        pools.append((total, size))
    levels = [total // size for total, size in pools for _ in range(size)]
    return [level + index * pitch for index, level in enumerate(levels)]
