"""Lines with their words: one line per pair of boxes, whatever the number of links behind it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.kinds import EdgeKind
from graph.model import TradeGraph, links_of_kind, tails
from graph.picture import PlacedEdge
from graph.placing import BOX_W, Plan
from graph.routing import Line, Route, left_to_right, route
from graph.words import Words

MAX_AMOUNTS = 8
_FIRST = (
    EdgeKind.CONTROLS,
    EdgeKind.ELIGIBLE,
    EdgeKind.OWES,
    EdgeKind.ORDERED,
    EdgeKind.LENDS,
    EdgeKind.GUARANTEES,
    EdgeKind.SUPPLIES,
    EdgeKind.HOLDS,
    EdgeKind.OFFERS,
    EdgeKind.AGAINST,
)
_PRIORITY = {kind: place for place, kind in enumerate(_FIRST)}
# Without an arrow: who belongs to whom is plain, and a hint of common control has no direction.
_PLAIN = frozenset(
    {
        EdgeKind.HOLDS,
        EdgeKind.OFFERS,
        EdgeKind.ELIGIBLE,
        EdgeKind.AGAINST,
        EdgeKind.CONTROLS,
    }
)
_DEBTS = frozenset({EdgeKind.OWES, EdgeKind.ORDERED})


@dataclass(frozen=True, slots=True)
class Fact:
    """Links of one kind and direction between two nodes, added up (fen)."""

    source: str
    target: str
    kind: EdgeKind
    amount_fen: int
    count: int
    recommended: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """One line: its most telling fact first; drawn in that one's direction."""

    facts: tuple[Fact, ...]

    @property
    def source(self) -> str:
        """Where the first fact begins."""
        return self.facts[0].source

    @property
    def target(self) -> str:
        """Where the first fact ends."""
        return self.facts[0].target

    @property
    def kind(self) -> EdgeKind:
        """Kind of the first fact."""
        return self.facts[0].kind


class _Labelled(NamedTuple):
    """A line that is drawn, with its label and the end at which it is written."""

    label: str
    at_start: bool
    drawn: Route


def relations(graph: TradeGraph) -> list[Relation]:
    """Gather the links between every two nodes into one line, in a fixed order.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), Supplies("a", "b", 5)])
    >>> [(r.source, r.target, r.facts[0].amount_fen) for r in relations(g)]
    [('a', 'b', 5)]
    """
    pairs: dict[tuple[str, str], list[Fact]] = {}
    for fact in _facts(graph):
        pair = (min(fact.source, fact.target), max(fact.source, fact.target))
        pairs.setdefault(pair, []).append(fact)
    return [Relation(tuple(sorted(pairs[pair], key=_telling))) for pair in sorted(pairs)]


def place_edges(
    graph: TradeGraph, plan: Plan, lines: Sequence[Relation], words: Words
) -> tuple[PlacedEdge, ...]:
    """Draw the lines, the emphasised ones last so that they lie on top.

    Parameters
    ----------
    graph : TradeGraph
        Names for the titles.
    plan : Plan
        Where the boxes are.
    lines : sequence of Relation
        As `relations` gives them.
    words : Words
        The language.

    Returns
    -------
    tuple of PlacedEdge
    """
    turned = [
        left_to_right(plan, line.source, line.target, arrow=line.kind not in _PLAIN)
        for line in lines
    ]
    chosen = _chosen(graph)
    labelled = _labelled(_labels(lines, words), turned, route(plan, turned))
    edges = [
        _edge(label, line, _title(graph, line, words), _is_chosen(line, chosen))
        for label, line in zip(labelled, lines, strict=True)
    ]
    return tuple(sorted(edges, key=lambda edge: edge.emphasised))


def _facts(graph: TradeGraph) -> Iterable[Fact]:
    sums: dict[tuple[str, str, EdgeKind], list[tuple[int, bool]]] = {}
    for source, target, data in graph.edges(data=True):
        if source != target and not _is_told_otherwise(graph, source, data["kind"]):
            money = data.get("amount_fen", data.get("principal_fen", 0))
            link = (money, data.get("recommended", False))
            sums.setdefault((source, target, data["kind"]), []).append(link)
    for (source, target, kind), links in sums.items():
        total = sum(money for money, _ in links)
        yield Fact(source, target, kind, total, len(links), any(told for _, told in links))


def _is_told_otherwise(graph: TradeGraph, source: str, kind: EdgeKind) -> bool:
    """Tell whether a document's other party is drawn already, as the debtor of its holder."""
    return kind == EdgeKind.AGAINST and bool(tails(graph, source, EdgeKind.HOLDS))


def _telling(fact: Fact) -> tuple[int, int, str]:
    return _PRIORITY[fact.kind], -fact.amount_fen, fact.source


def _chosen(graph: TradeGraph) -> set[str]:
    """Collect the documents and products of recommended pairs."""
    return {
        node
        for document, product, data in links_of_kind(graph, EdgeKind.ELIGIBLE)
        if data["recommended"]
        for node in (document, product)
    }


def _is_chosen(line: Relation, chosen: set[str]) -> bool:
    if line.kind == EdgeKind.ELIGIBLE:
        return line.facts[0].recommended
    return line.kind in {EdgeKind.HOLDS, EdgeKind.OFFERS} and line.target in chosen


def _labels(lines: Iterable[Relation], words: Words) -> list[str]:
    lines = list(lines)
    debts = sum(1 for line in lines if line.kind in _DEBTS)
    return [_label(line.facts[0], words, debts <= MAX_AMOUNTS) for line in lines]


def _label(fact: Fact, words: Words, few_debts: bool) -> str:
    if fact.recommended:
        return f"{words.edges['recommended']} {words.amount(fact.amount_fen)}"
    if fact.kind in _DEBTS and few_debts:
        return words.amount(fact.amount_fen)
    return ""


def _labelled(
    labels: Sequence[str], turned: Sequence[Line], drawn: Sequence[Route]
) -> list[_Labelled]:
    """Write each label at that end of its line where fewer labels meet, or stand already."""
    told = [turn for turn, label in zip(turned, labels, strict=True) if label]
    fans = Counter(node for turn in told for node in (turn.left, turn.right))
    standing: Counter[str] = Counter()
    found = []
    for label, turn, way in zip(labels, turned, drawn, strict=True):
        left, right = ((fans[node], standing[node]) for node in (turn.left, turn.right))
        at_start = left <= right
        standing[turn.left if at_start else turn.right] += bool(label)
        found.append(_Labelled(label, at_start, way))
    return found


def _edge(labelled: _Labelled, line: Relation, title: str, emphasised: bool) -> PlacedEdge:
    label, at_start, drawn = labelled
    # A line that passes a column is written on from below, out of the way of its neighbour's.
    x, y = (drawn.start[0] + 10, drawn.start[1]) if at_start else (drawn.end[0] - 10, drawn.end[1])
    return PlacedEdge(
        source=line.source,
        target=line.target,
        kind=line.kind.value,
        path=drawn.path,
        arrow=drawn.arrow,
        title=title,
        emphasised=emphasised,
        label=label,
        label_x=x,
        label_y=y + 15 if drawn.end[0] - drawn.start[0] > BOX_W else y - 6,
        label_anchor="start" if at_start else "end",
    )


def _title(graph: TradeGraph, line: Relation, words: Words) -> str:
    return words.phrase("then").join(_sentence(graph, fact, words) for fact in line.facts)


def _sentence(graph: TradeGraph, fact: Fact, words: Words) -> str:
    parts = [words.edges["recommended" if fact.recommended else fact.kind]]
    if fact.amount_fen:
        parts.append(words.amount(fact.amount_fen))
    if fact.count > 1:
        parts.append(words.phrase("documents", count=fact.count))
    return words.phrase(
        "between",
        source=graph.nodes[fact.source]["label"],
        target=graph.nodes[fact.target]["label"],
        relation=words.phrase("joint").join(parts),
    )
