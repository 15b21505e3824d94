"""What the chain page shows of a graph: the part that was asked for, its firms, one's place."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from graph.chain import core_enterprises, isolated_firms, tiers
from graph.concentration import Concentration, concentration
from graph.errors import NodeIsNotInView
from graph.kinds import EdgeKind
from graph.layers import Layer, layers
from graph.model import TradeGraph, heads, tails
from graph.view import neighbourhood

from ..shared.errors import NothingIsThere
from ..shared.pictures import column_words
from .words import PARK_NAMES

RADII = (1, 2, 3)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Asked:
    """What the address asked for: a firm in the middle, how far around it, a core's chain."""

    around: str = ""
    radius: int = 2
    core: str = ""


@dataclass(frozen=True)
class FirmRow:
    """A firm of the picture as a row; counts and sums are of what the viewer sees.

    ``volume_fen`` is a year's trade in both directions; ``largest_ppm`` the share of the
    largest customer in a year's sales.
    """

    id: str
    name: str
    role: str
    park: str
    suppliers: int
    customers: int
    volume_fen: int
    largest: str
    largest_ppm: int | None
    hhi_ppm: int | None


@dataclass(frozen=True)
class Place:
    """Where a firm stands in the chain of one core enterprise."""

    core: str
    name: str
    words: str


def part_asked_for(graph: TradeGraph, asked: Asked) -> TradeGraph:
    """The firms around one firm, or the chain of one core enterprise, or all.

    Raises NothingIsThere for a firm that the viewer does not see.
    """
    if asked.around:
        try:
            return neighbourhood(graph, asked.around, lambda _node, _data: True, asked.radius)
        except NodeIsNotInView:
            raise NothingIsThere from None
    if not asked.core:
        return graph
    if asked.core not in graph:
        raise NothingIsThere
    chain = {**tiers(graph, [asked.core], "up"), **tiers(graph, [asked.core], "down")}
    part: TradeGraph = graph.subgraph(chain).copy()
    return part


def linked_part(graph: TradeGraph) -> TradeGraph:
    """The graph without firms that trade with nobody: a picture has nothing to say of them."""
    alone = set(isolated_firms(graph)) - {graph.graph.get("around")}
    part: TradeGraph = graph.subgraph([node for node in graph if node not in alone]).copy()
    return part


def firm_rows(whole: TradeGraph, part: TradeGraph) -> list[FirmRow]:
    """The firms of a part, with what the whole visible graph says of each; suppliers first."""
    column_of = layers(whole)
    ranked = sorted(part, key=lambda node: (column_of[node], part.nodes[node]["label"], node))
    return [firm_row(whole, column_of, node) for node in ranked]


def firm_row(graph: TradeGraph, column_of: Mapping[str, Layer], node: str) -> FirmRow:
    """One firm as a row."""
    spread = concentration(graph, node, EdgeKind.SUPPLIES)
    return FirmRow(
        id=node,
        name=graph.nodes[node]["label"],
        role=column_words(column_of[node].name, column_of[node].tier),
        park=str(PARK_NAMES.get(graph.nodes[node]["park"], "")),
        suppliers=len(tails(graph, node, EdgeKind.SUPPLIES)),
        customers=len(heads(graph, node, EdgeKind.SUPPLIES)),
        volume_fen=_volume(graph, node),
        largest=graph.nodes[spread.largest_buyer]["label"] if spread else "",
        largest_ppm=_hundredths(spread.largest_share_ppm) if spread else None,
        hhi_ppm=spread.hhi_ppm if spread else None,
    )


def places_of(graph: TradeGraph, firm: str) -> list[Place]:
    """In whose chains a firm stands, and at which tier, as far as the viewer sees."""
    found = []
    for core in core_enterprises(graph):
        above, below = tiers(graph, [core], "up"), tiers(graph, [core], "down")
        for name, steps in (("supplier", above), ("customer", below)):
            if core != firm and firm in steps:
                words = column_words(name, steps[firm])
                found.append(Place(core, graph.nodes[core]["label"], words))
    return found


def judgement(spread: Concentration | None) -> str:
    """What a concentration means, in plain words; a hint, never a refusal."""
    if spread is None:
        words: str = _("还没有填年交易额，无法计算依赖程度")
    elif spread.buyers == 1:
        words = _("只有一家客户：它付得晚，就全部受影响")
    elif spread.largest_share >= HALF:
        words = _("一半以上的销售依赖一家客户")
    else:
        words = _("客户比较分散")
    return words


def depth(graph: TradeGraph, starts: list[str], direction: Any) -> int:
    """How many tiers stand above or below the starts."""
    return max(tiers(graph, starts, direction).values(), default=0)


def _hundredths(ppm: int) -> int:
    """A share to hundredths of a percent, half up, as it is shown."""
    return (ppm + 50) // 100 * 100


def _volume(graph: TradeGraph, node: str) -> int:
    edges = [*graph.in_edges(node, data=True), *graph.out_edges(node, data=True)]
    return sum(data["amount_fen"] for *_ends, data in edges if data["kind"] == EdgeKind.SUPPLIES)
