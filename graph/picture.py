"""What a template needs to draw: boxes and lines with coordinates, nothing left to decide."""

from dataclasses import dataclass

from graph.kinds import Risk


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A box. Its upper left corner is (x, y); lengths are SVG units, one unit one CSS pixel."""

    id: str
    kind: str
    label: str
    sublabel: str
    full_label: str
    x: int
    y: int
    w: int
    h: int
    shape: str
    risk: Risk | None = None
    risk_label: str = ""
    href_key: str | None = None
    focus: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """A line: `path` and `arrow` are the ``d`` of an SVG path; `arrow` may be empty."""

    source: str
    target: str
    kind: str
    path: str
    arrow: str
    title: str
    emphasised: bool
    label: str
    label_x: int
    label_y: int
    label_anchor: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a column, centred on x."""

    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One sign and its meaning; `part` is ``node``, ``edge`` or ``risk``."""

    part: str
    kind: str
    shape: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture; an empty one has no nodes and a size all the same."""

    width: int
    height: int
    title: str
    description: str
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]
    headings: tuple[Heading, ...]
    legend: tuple[LegendItem, ...]
