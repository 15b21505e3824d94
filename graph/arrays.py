"""The trade of a graph as compact arrays, for questions to a whole county or more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import NodeIsUnknown
from graph.kinds import EdgeKind, NodeKind
from graph.links import Ordered, Owes, Supplies
from graph.nodes import EnterpriseNode
from graph.schema import TRADE, Record, TradeGraph
from graph.storage import kept
from graph.writing import collector_at_rest

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
_Column: TypeAlias = tuple[list[int], list[int], list[int]]

_SUPPLIES, _OWES, _ORDERED = TRADE
_KEPT_AS = "graph.arrays.mirror"
_LARGEST = int(np.iinfo(np.int64).max)


class Links(NamedTuple):
    """Links of one kind: places of sellers and buyers among the firms, amounts in fen.

    The amounts are Python's own integers (dtype object) where their sum could exceed 64 bits.
    """

    seller: Ints
    buyer: Ints
    fen: npt.NDArray[Any]


class Neighbours(NamedTuple):
    """Compressed rows: the neighbours of firm i are ``other[start[i]:start[i + 1]]``."""

    start: Ints
    other: Ints

    def of(self, firms: Ints) -> Ints:
        """Return the neighbours of several firms, one after the other."""
        begin, count = self.start[firms], self.start[firms + 1] - self.start[firms]
        shift = np.repeat(begin - (np.cumsum(count) - count), count)
        return self.other[shift + np.arange(len(shift))]


@dataclass(frozen=True, eq=False, slots=True)
class TradeArrays:
    """Firms in the order of their ids, which are core enterprises, and who sells to whom."""

    firms: tuple[str, ...]
    place: Mapping[str, int]
    core: Bools
    links: Mapping[EdgeKind, Links]

    def places(self, firms: Iterable[str]) -> Ints:
        """Find the places of firms; raise NodeIsUnknown for one that is not there."""
        wanted = list(firms)
        for firm in wanted:
            if firm not in self.place:
                raise NodeIsUnknown(firm)
        return np.array([self.place[firm] for firm in wanted], dtype=np.int64)

    def buyers(self) -> Neighbours:
        """Return whom each firm supplies, along ``supplies``."""
        goods = self.links[EdgeKind.SUPPLIES]
        return rows(len(self.firms), goods.seller, goods.buyer)

    def sellers(self) -> Neighbours:
        """Return who supplies each firm, against ``supplies``."""
        goods = self.links[EdgeKind.SUPPLIES]
        return rows(len(self.firms), goods.buyer, goods.seller)


def mirror(graph: TradeGraph) -> TradeArrays:
    """Return the arrays of a graph's firms and trade, read once and kept until it changes.

    Parameters
    ----------
    graph : TradeGraph
        Its ``supplies``, ``owes`` and ``ordered`` edges are read.

    Returns
    -------
    TradeArrays
        Not to be written to.

    Notes
    -----
    Kept as `graph.storage.kept` says.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([EnterpriseNode("c", "示例药业", True), EnterpriseNode("s", "示例化工")])
    >>> add(g, Supplies("s", "c", 500))
    >>> arrays = mirror(g)
    >>> arrays.firms, arrays.links[EdgeKind.SUPPLIES].fen.tolist()
    (('c', 's'), [500])
    >>> mirror(g) is arrays
    True
    """
    return kept(graph, _KEPT_AS, _from_graph)


def from_records(records: Iterable[Record]) -> TradeArrays:
    """Read the arrays straight from records, where no picture of the graph is asked for.

    Parameters
    ----------
    records : iterable of Record
        As for `build`; only firms and trade are read, and whether a document has a record of its
        own is not asked.

    Returns
    -------
    TradeArrays
        The same as ``mirror(build(records))``, in a third of the time and half the memory.

    Raises
    ------
    NodeIsUnknown
        If a party of a trade is no firm.

    Examples
    --------
    >>> from graph.model import *
    >>> firms = [EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙")]
    >>> from_records([*firms, Owes("a", "b", "r", 100)]).links[EdgeKind.OWES].seller.tolist()
    [1]
    """
    core: dict[str, bool] = {}
    trades: dict[tuple[EdgeKind, str, str, str], int] = {}
    with collector_at_rest():
        for record in records:
            match record:
                case EnterpriseNode():
                    core[record.id] = record.is_core
                case Supplies(supplier, buyer, fen):
                    trades[_SUPPLIES, supplier, buyer, ""] = fen
                case Owes(debtor, creditor, document, fen):
                    trades[_OWES, debtor, creditor, document] = fen
                case Ordered(buyer, seller, document, fen):
                    trades[_ORDERED, buyer, seller, document] = fen
        return _from_trades(_Columns(core), trades)


def rows(count: int, source: Ints, target: Ints) -> Neighbours:
    """Compress pairs of places among `count` firms into rows, targets in ascending order.

    Examples
    --------
    >>> rows(3, np.array([2, 0, 2]), np.array([1, 2, 0])).of(np.array([2, 0])).tolist()
    [0, 1, 2]
    """
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=count), out=start[1:])
    return Neighbours(start, target[np.argsort(source * count + target, kind="stable")])


class _Columns:
    """Trade on its way from edges to arrays."""

    def __init__(self, core: Mapping[str, bool]) -> None:
        self.firms = tuple(sorted(core))
        self.core = core
        self.place = {firm: place for place, firm in enumerate(self.firms)}
        self.columns: dict[EdgeKind, _Column] = {kind: ([], [], []) for kind in TRADE}

    def add(self, kind: EdgeKind, source: str, target: str, fen: int) -> None:
        sources, targets, amounts = self.columns[kind]
        sources.append(self.place[source])
        targets.append(self.place[target])
        amounts.append(fen)

    def arrays(self) -> TradeArrays:
        core = np.array([self.core[firm] for firm in self.firms], dtype=np.bool_)
        links = {kind: _links(kind, *column) for kind, column in self.columns.items()}
        return TradeArrays(self.firms, self.place, core, links)


def _from_trades(
    columns: "_Columns", trades: Mapping[tuple[EdgeKind, str, str, str], int]
) -> TradeArrays:
    for (kind, source, target, _), fen in trades.items():
        for end in (source, target):
            if end not in columns.place:
                raise NodeIsUnknown(end)
        columns.add(kind, source, target, fen)
    return columns.arrays()


def _from_graph(graph: TradeGraph) -> TradeArrays:
    firms = {
        node: data["is_core"]
        for node, data in graph.nodes(data=True)
        if data["kind"] is NodeKind.ENTERPRISE
    }
    columns = _Columns(firms)
    place, wanted = columns.place, columns.columns
    for source, neighbours in graph.adjacency():
        for target, links in neighbours.items():
            for data in links.values():
                column = wanted.get(data["kind"])
                if column is not None:
                    column[0].append(place[source])
                    column[1].append(place[target])
                    column[2].append(data["amount_fen"])
    return columns.arrays()


def _links(kind: EdgeKind, source: list[int], target: list[int], fen: list[int]) -> Links:
    """Goods flow from source to target along ``supplies``, against debts and orders."""
    ends = np.array(source, dtype=np.int64), np.array(target, dtype=np.int64)
    seller, buyer = ends if kind == EdgeKind.SUPPLIES else ends[::-1]
    fits = sum(map(abs, fen)) <= _LARGEST
    return Links(seller, buyer, np.array(fen, dtype=np.int64 if fits else object))
