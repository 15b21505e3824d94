"""A ring of debts as a small picture: firms clockwise, each owing the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.drawing import LABEL_PX, PADDING, SHAPES, SUBLABEL_PX, legend
from graph.kinds import EdgeKind
from graph.picture import Picture, PlacedEdge, PlacedNode
from graph.text import fit
from graph.words import CHINESE, Words

BOX_W, BOX_H = 146, 44
COLUMN_GAP, ROW_GAP, MARGIN = 32, 56, 8  # two columns fit on a phone without scrolling
WIDTH = 2 * (MARGIN + BOX_W) + COLUMN_GAP
PITCH = BOX_H + ROW_GAP
OUT = BOX_W // 4  # how far from the middle lines leave and enter a box that stands alone
ARROW_LENGTH, ARROW_HALF, LABEL_GAP = 7, 4, 10

Point = tuple[int, int]
_FORMS = ("股份有限公司", "有限责任公司", "有限公司")


@dataclass(frozen=True, slots=True)
class Station:
    """A firm on the ring, or so many firms that are not named (`kind` is then ``others``).

    `debt` is written at the line to the next station, `debt_title` read out with it.
    """

    id: str
    label: str
    sublabel: str
    kind: str = "enterprise"
    focus: bool = False
    count: int = 1
    debt: str = ""
    debt_title: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A row, and which column: −1 left, 0 the middle, 1 right."""

    row: int
    side: int

    @property
    def corner(self) -> Point:
        """The upper left corner of the box."""
        middle = (WIDTH - BOX_W) // 2
        x = (MARGIN, middle, WIDTH - MARGIN - BOX_W)[self.side + 1]
        return x, MARGIN + self.row * PITCH


@dataclass(frozen=True, slots=True)
class _Way:
    """A drawn line: curve, arrow head, and where its label stands."""

    path: str
    arrow: str
    label_at: Point
    anchor: str


def ring(
    stations: Sequence[Station], title: str, description: str, *, words: Words = CHINESE
) -> Picture:
    """Place a ring of two or more stations, the first on top, each owing the next, clockwise.

    Parameters
    ----------
    stations : sequence of Station
        In the order of the debts; the last owes the first. The caller has left out the names
        that the viewer may not see.
    title, description : str
        For those who hear the picture; the description stands under it as well.
    words : Words
        The language of the legend.

    Returns
    -------
    Picture
        The same for the same stations, 340 wide.

    Examples
    --------
    >>> drawn = ring([Station("a", "示例甲", ""), Station("b", "示例乙", "")], "环", "")
    >>> [(node.label, node.x, node.y) for node in drawn.nodes]
    [('示例甲', 97, 8), ('示例乙', 97, 108)]
    >>> [(edge.source, edge.target, edge.path) for edge in drawn.edges]
    [('a', 'b', 'M206 52V108'), ('b', 'a', 'M134 108V52')]
    """
    places = _places(len(stations))
    nodes = tuple(_box(one, place) for one, place in zip(stations, places, strict=True))
    edges = tuple(
        _line(stations[here], stations[there], _way(places, here, there))
        for here, there in _steps(len(stations))
    )
    return Picture(
        width=WIDTH,
        height=max(node.y + node.h for node in nodes) + MARGIN,
        title=title,
        description=description,
        nodes=nodes,
        edges=edges,
        headings=(),
        legend=legend(nodes, edges, words),
    )


def short_name(name: str) -> str:
    """A firm's name without its legal form, which every name has.

    Examples
    --------
    >>> short_name("示例药业股份有限公司"), short_name("示例合作社")
    ('示例药业', '示例合作社')
    """
    for form in _FORMS:
        if name.endswith(form) and name != form:
            return name.removesuffix(form)
    return name


def _steps(count: int) -> list[tuple[int, int]]:
    return [(here, (here + 1) % count) for here in range(count)]


def _places(count: int) -> list[_Place]:
    """The first on top, then down the right side, the middle below if one is over, up the left."""
    rows = range(1, (count - 1) // 2 + 1)
    below = [_Place(len(rows) + 1, 0)] if count % 2 == 0 else []
    right, left = ([_Place(row, side) for row in rows] for side in (1, -1))
    return [_Place(0, 0), *right, *below, *reversed(left)]


def _box(station: Station, place: _Place) -> PlacedNode:
    shape = SHAPES[station.kind]
    room = BOX_W - 2 * PADDING[shape]
    x, y = place.corner
    return PlacedNode(
        id=station.id,
        kind=station.kind,
        label=fit(short_name(station.label), room, LABEL_PX),
        sublabel=fit(station.sublabel, room, SUBLABEL_PX),
        full_label=station.label,
        x=x,
        y=y,
        w=BOX_W,
        h=BOX_H,
        shape=shape,
        href_key=None if station.kind == "others" else station.id,
        focus=station.focus,
        count=station.count,
    )


def _way(places: Sequence[_Place], here: int, there: int) -> _Way:
    """From a box to the next one: down on the right, across below, up on the left."""
    start, end = places[here], places[there]
    if start.row == end.row:
        return _across(start, end)
    down = start.row < end.row
    upper, lower = (start, end) if down else (end, start)
    side = 1 if down else -1
    (x1, y1), (x2, y2) = _foot(upper, side), _head_of(lower, side)
    points = ((x1, y1), (x2, y2)) if down else ((x2, y2), (x1, y1))
    label_at = ((x1 + x2) // 2 + side * LABEL_GAP, (y1 + y2) // 2 + 4)
    anchor = "start" if down else "end"
    return _Way(_curve(*points), _arrow(points[1], down=down), label_at, anchor)


def _foot(place: _Place, side: int) -> Point:
    """Where a line meets a box from below."""
    x, y = place.corner
    return x + BOX_W // 2 + (0 if place.side else side * OUT), y + BOX_H


def _head_of(place: _Place, side: int) -> Point:
    """Where a line meets a box from above."""
    x, y = place.corner
    return x + BOX_W // 2 + (0 if place.side else side * OUT), y


def _across(start: _Place, end: _Place) -> _Way:
    """From the right column to the left one; the gap has no room for a label."""
    x1, y1 = start.corner
    x2, _y = end.corner
    y, tip = y1 + BOX_H // 2, x2 + BOX_W
    arrow = f"M{tip} {y}L{tip + ARROW_LENGTH} {y - ARROW_HALF}V{y + ARROW_HALF}Z"
    return _Way(f"M{x1} {y}H{tip}", arrow, ((x1 + tip) // 2, y1 - LABEL_GAP), "middle")


def _curve(start: Point, end: Point) -> str:
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:
        return f"M{x1} {y1}V{y2}"
    half = (y1 + y2) // 2
    return f"M{x1} {y1}C{x1} {half} {x2} {half} {x2} {y2}"


def _arrow(tip: Point, *, down: bool) -> str:
    x, y = tip
    base = y - ARROW_LENGTH if down else y + ARROW_LENGTH
    return f"M{x} {y}L{x - ARROW_HALF} {base}H{x + ARROW_HALF}Z"


def _line(source: Station, target: Station, way: _Way) -> PlacedEdge:
    return PlacedEdge(
        source=source.id,
        target=target.id,
        kind=EdgeKind.OWES.value,
        path=way.path,
        arrow=way.arrow,
        title=source.debt_title,
        emphasised=False,
        label=source.debt,
        label_x=way.label_at[0],
        label_y=way.label_at[1],
        label_anchor=way.anchor,
    )
