"""Simple cycles taken out of a network of amounts: the shortest first, of short ones the widest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from graph.errors import GraphError

Pair: TypeAlias = tuple[str, str]
Links: TypeAlias = dict[str, dict[str, int]]
Layer: TypeAlias = dict[str, tuple[int, str]]  # by node: widest amount that gets there, from where

SHORT = 5


class AmountsDoNotCirculate(GraphError):
    """Something enters a node that does not leave it, or an amount is below zero.

    Parameters
    ----------
    node : str
        The node, or the source of the amount.
    """

    def __init__(self, node: str) -> None:
        super().__init__(f"at {node!r} the amounts do not circulate")
        self.node = node


def simple_cycles(
    amounts: Mapping[Pair, int], longest: int | None = None
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Take simple cycles out of a network until none is left.

    Parameters
    ----------
    amounts : mapping
        Amount by (source, target); amounts from a node to itself are passed over.
    longest : int, optional
        Cycles of more nodes are not taken. Without it the amounts must be a circulation, as much
        leaving every node as enters it, and the cycles add up to it.

    Yields
    ------
    tuple
        The nodes of a cycle in order, the lowest first, and the amount along it.

    Raises
    ------
    AmountsDoNotCirculate
        If no `longest` is given and the amounts are no circulation.

    Notes
    -----
    A cycle is taken for all that its narrowest edge carries, so that an edge vanishes with each,
    and there are no more cycles than edges. Up to five nodes the shortest cycle of all comes
    first, of equally short ones the widest, then that of the lowest nodes; longer ones come by
    length up to the next power of two, since whether 20 or 30 must agree is of no matter.

    A cycle is found from one of its nodes by two breadth-first searches, with and against the
    edges, that meet. Amounts only shrink, so the best cycle through a node only gets worse: a
    node is searched again only when its last known best comes to the head of a queue.

    Examples
    --------
    >>> flow = {("a", "b"): 5, ("b", "a"): 3, ("b", "c"): 2, ("c", "a"): 2}
    >>> list(simple_cycles(flow))
    [(('a', 'b'), 3), (('a', 'b', 'c'), 2)]
    """
    if longest is None:
        _require_circulation(amounts)
    network = _Network.of(amounts)
    bound = len(network.leaving) if longest is None else longest
    waiting = [(0, 0, node) for node in network.leaving]
    heapify(waiting)
    while waiting:
        known = heappop(waiting)
        path, width = network.best_through(known[2], bound)
        if not path:
            continue
        found = (*_rank(path, width), known[2])
        if found == known:
            network.take(path, width)
            yield _turned(path), width
        heappush(waiting, found)


def _rank(path: list[str], width: int) -> tuple[int, int]:
    length = len(path)
    return (length, -width) if length <= SHORT else (1 << (length - 1).bit_length(), 0)


@dataclass(slots=True)
class _Network:
    """Amounts by source and target, and by target and source."""

    leaving: Links
    entering: Links

    @classmethod
    def of(cls, amounts: Mapping[Pair, int]) -> "_Network":
        """Keep what is more than nothing, in the order of nodes."""
        leaving: Links = {node: {} for node in sorted({node for pair in amounts for node in pair})}
        entering: Links = {node: {} for node in leaving}
        for (source, target), amount in sorted(amounts.items()):
            if amount > 0 and source != target:
                leaving[source][target] = entering[target][source] = amount
        return cls(leaving, entering)

    def best_through(self, start: str, longest: int) -> tuple[list[str], int]:
        """The widest of the shortest cycles through a node, and its width; empty if none is."""
        onward: Layer = {start: (_width(self.leaving[start]), start)}
        back: Layer = {start: (_width(self.entering[start]), start)}
        ahead, behind = _next(self.leaving, onward, onward), _next(self.entering, back, back)
        length = 2
        while ahead and behind and length <= longest:
            meeting = [
                (-min(width, behind[node][0]), node)
                for node, (width, _) in ahead.items()
                if node in behind
            ]
            if meeting:
                width, node = min(meeting)
                return [
                    *_way(onward, node, start)[::-1],
                    node,
                    *_way(back, node, start)[:-1],
                ], -width
            length += 1
            if len(ahead) <= len(behind):
                ahead = _next(self.leaving, ahead, onward)
            else:
                behind = _next(self.entering, behind, back)
        return [], 0

    def take(self, path: list[str], amount: int) -> None:
        """Subtract an amount along a cycle; edges that carry nothing vanish."""
        for source, target in zip(path, [*path[1:], path[0]], strict=True):
            rest = self.leaving[source][target] - amount
            if rest:
                self.leaving[source][target] = self.entering[target][source] = rest
            else:
                del self.leaving[source][target], self.entering[target][source]


def _width(links: dict[str, int]) -> int:
    return sum(links.values())


def _next(links: Links, layer: Layer, seen: Layer) -> Layer:
    """The nodes one step on that were not seen yet; they are seen from then on."""
    following: Layer = {}
    for node, (width, _) in layer.items():
        for other, amount in links[node].items():
            if other not in seen:
                narrow = min(amount, width)
                known = following.get(other)
                if known is None or narrow > known[0]:
                    following[other] = (narrow, node)
    seen.update(following)
    return following


def _way(seen: Layer, node: str, start: str) -> list[str]:
    """The nodes between a node and the start of the search that saw it, and the start."""
    way = []
    while node != start:
        node = seen[node][1]
        way.append(node)
    return way


def _turned(path: list[str]) -> tuple[str, ...]:
    first = path.index(min(path))
    return (*path[first:], *path[:first])


def _require_circulation(amounts: Mapping[Pair, int]) -> None:
    balance: dict[str, int] = {}
    for (source, target), amount in amounts.items():
        if amount < 0:
            raise AmountsDoNotCirculate(source)
        balance[source] = balance.get(source, 0) - amount
        balance[target] = balance.get(target, 0) + amount
    for node, rest in balance.items():
        if rest:
            raise AmountsDoNotCirculate(node)
