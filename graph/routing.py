"""Lines between boxes: calm curves that pass between the rows and not behind the boxes."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from graph.placing import BOX_H, BOX_W, HEADING_H, ROW_GAP, Plan

CLEARANCE = 9
ARC = 44
ARROW_LENGTH, ARROW_HALF = 7, 4
PORT_STEP, MAX_PORTS = 7, 5


class Line(NamedTuple):
    """A line between two nodes: the left end first; `forward` if it points to the right."""

    left: str
    right: str
    forward: bool
    arrow: bool


class Route(NamedTuple):
    """The drawn line: curve and arrow head as SVG ``d``, and its two ends."""

    path: str
    arrow: str
    start: tuple[int, int]
    end: tuple[int, int]


class _Run(NamedTuple):
    """A straight level piece."""

    begin: int
    end: int
    y: int


def left_to_right(plan: Plan, source: str, target: str, *, arrow: bool) -> Line:
    """Turn an edge so that its left end comes first."""
    forward = (plan.corner[source], source) <= (plan.corner[target], target)
    left, right = (source, target) if forward else (target, source)
    return Line(left, right, forward, arrow)


def route(plan: Plan, lines: list[Line]) -> list[Route]:
    """Draw every line.

    Parameters
    ----------
    plan : Plan
        Where the boxes are.
    lines : list of Line
        Lines between different boxes.

    Returns
    -------
    list of Route
        In the order of the lines. Few lines are spread over the side of a box, many meet
        in one point.

    Examples
    --------
    >>> from graph.placing import place
    >>> plan = place([["a"], ["b"]], {"a": ["b"], "b": ["a"]})
    >>> route(plan, [left_to_right(plan, "a", "b", arrow=False)])[0].path
    'M192 86C248 86 248 86 304 86'
    """
    starts = _ports(plan, ((line.left, line.right) for line in lines))
    ends = _ports(plan, ((line.right, line.left) for line in lines))
    return [
        _route(plan, line, starts[line.left, line.right], ends[line.right, line.left])
        for line in lines
    ]


def _ports(plan: Plan, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Spread few lines over the side of a box in the order of their other ends, bundle many."""
    by_node: dict[str, set[str]] = {}
    for node, other in pairs:
        by_node.setdefault(node, set()).add(other)
    ports = {}
    for node, others in by_node.items():
        middle = plan.corner[node][1] + BOX_H // 2
        step = PORT_STEP if len(others) <= MAX_PORTS else 0
        ranked = sorted(others, key=lambda other: (plan.corner[other][1], other))
        for index, other in enumerate(ranked):
            ports[node, other] = middle + step * (2 * index - len(ranked) + 1) // 2
    return ports


def _route(plan: Plan, line: Line, start_y: int, end_y: int) -> Route:
    start = (plan.corner[line.left][0] + BOX_W, start_y)
    if plan.column_of[line.left] == plan.column_of[line.right]:
        return _beside(plan, line, start, end_y)
    end = (plan.corner[line.right][0], end_y)
    runs = [
        _Run(start[0], start[0], start[1]),
        *_exit(plan, line.left, start),
        *_crossings(plan, line, start, end),
        *_entry(plan, line.right, end),
        _Run(end[0], end[0], end[1]),
    ]
    tip, sign = (end, 1) if line.forward else (start, -1)
    return Route(_curve(runs), _head(tip, sign) if line.arrow else "", start, end)


def _beside(plan: Plan, line: Line, start: tuple[int, int], end_y: int) -> Route:
    """Draw an arc between two boxes of one column."""
    end = (plan.corner[line.right][0] + BOX_W, end_y)
    reach = max(start[0], end[0]) + ARC
    path = f"M{start[0]} {start[1]}C{reach} {start[1]} {reach} {end[1]} {end[0]} {end[1]}"
    tip = end if line.forward else start
    return Route(path, _head(tip, -1) if line.arrow else "", start, end)


def _exit(plan: Plan, node: str, start: tuple[int, int]) -> list[_Run]:
    """Leave a wrapped column through the gap below the row."""
    column = plan.columns[plan.column_of[node]]
    if column.inner[node] == column.width - 1:
        return []
    return [_Run(start[0] + 24, column.right, _lane_below(plan, node))]


def _entry(plan: Plan, node: str, end: tuple[int, int]) -> list[_Run]:
    column = plan.columns[plan.column_of[node]]
    if column.inner[node] == 0:
        return []
    return [_Run(column.left, end[0] - 24, _lane_below(plan, node))]


def _lane_below(plan: Plan, node: str) -> int:
    return plan.corner[node][1] + BOX_H + ROW_GAP // 2


def _crossings(plan: Plan, line: Line, start: tuple[int, int], end: tuple[int, int]) -> list[_Run]:
    """Pass every column between the two through the free gap nearest to the straight line."""
    runs = []
    for index in range(plan.column_of[line.left] + 1, plan.column_of[line.right]):
        column = plan.columns[index]
        middle = (column.left + column.right) // 2
        y = start[1] + (end[1] - start[1]) * (middle - start[0]) // max(1, end[0] - start[0])
        tops = sorted({plan.corner[node][1] for node in column.inner})
        runs.append(_Run(column.left, column.right, nearest_gap(tops, y)))
    return runs


def nearest_gap(tops: list[int], y: int) -> int:
    """Return the height nearest to y at which no box stands in the way.

    Parameters
    ----------
    tops : list of int
        Upper edges of the boxes in the column, ascending.
    y : int
        Where the line would like to pass.

    Examples
    --------
    >>> nearest_gap([64, 132], 90), nearest_gap([64, 132], 130), nearest_gap([], 90)
    (117, 123, 90)
    """
    low = HEADING_H - 6
    best = None
    for top in [*tops, None]:
        high = y if top is None else top - CLEARANCE
        if high >= low or top is None:
            candidate = min(max(y, low), max(high, low))
            if best is None or abs(candidate - y) < abs(best - y):
                best = candidate
        if top is not None:
            low = top + BOX_H + CLEARANCE
    return y if best is None else best


def _curve(runs: list[_Run]) -> str:
    parts = [f"M{runs[0].end} {runs[0].y}"]
    for before, after in pairwise(runs):
        middle = (before.end + after.begin) // 2
        parts.append(f"C{middle} {before.y} {middle} {after.y} {after.begin} {after.y}")
        if after.end != after.begin:
            parts.append(f"H{after.end}")
    return "".join(parts)


def _head(tip: tuple[int, int], sign: int) -> str:
    x, y = tip
    back = x - sign * ARROW_LENGTH
    return f"M{x} {y}L{back} {y - ARROW_HALF}L{back} {y + ARROW_HALF}Z"
