"""Betweenness: through which firms the shortest ways of goods lead, exactly or by a sample."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.arrays import Ints, Neighbours, mirror
from graph.schema import TradeGraph

Floats: TypeAlias = npt.NDArray[np.float64]

EXACT_UP_TO = 500
SAMPLE = 100
_AT_ONCE = 500_000  # firms times sources held in memory


@dataclass(frozen=True, slots=True)
class Betweenness:
    """What share of the shortest ways between two others leads through each firm.

    Attributes
    ----------
    score : mapping
        By firm, from 0 to 1; an estimate where `k` is less than the number of firms.
    k : int
        From how many firms ways were followed.
    seed : int or None
        What the choice of these firms hangs on; None where it was all of them.
    """

    score: Mapping[str, float]
    k: int
    seed: int | None

    @property
    def is_exact(self) -> bool:
        """Whether ways were followed from every firm."""
        return self.k == len(self.score)

    def top(self, count: int) -> list[tuple[str, float]]:
        """List the firms with the highest scores above zero, equal ones by id."""
        ranked = sorted(self.score.items(), key=lambda item: (-item[1], item[0]))
        return [(firm, score) for firm, score in ranked[:count] if score > 0]


def betweenness(graph: TradeGraph, k: int | None = None, seed: int = 0) -> Betweenness:
    """Measure through which firms the shortest ways of goods lead.

    Parameters
    ----------
    graph : TradeGraph
        Its ``supplies`` edges are followed from supplier to buyer.
    k : int, optional
        From how many firms to follow ways; more than there are is all of them. Unless given, all
        of them up to 500 firms, else 100.
    seed : int
        Another seed chooses other firms; the same one always the same.

    Returns
    -------
    Betweenness
        With the number of firms chosen, for the page to state. Exact scores are those of
        `networkx.betweenness_centrality` on the trade links.

    Raises
    ------
    ValueError
        If `k` is less than one.

    Notes
    -----
    The accumulation of Brandes (2001), for many sources at once in arrays. The sample are the
    firms whose hashes with the seed are lowest, so that a new firm changes it by one at most.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     *(EnterpriseNode(firm, firm) for firm in "abc"), Supplies("a", "b"), Supplies("b", "c"),
    ... ])
    >>> found = betweenness(g)
    >>> found.top(3), found.k, found.is_exact
    ([('b', 0.5)], 3, True)
    """
    if k is not None and k < 1:
        raise ValueError(f"ways from {k} firms tell nothing")
    arrays = mirror(graph)
    count = len(arrays.firms)
    wanted = k if k is not None else count if count <= EXACT_UP_TO else SAMPLE
    sources = _sample(arrays.firms, min(wanted, count), seed)
    total = _through(arrays.buyers(), sources, count)
    pairs = len(sources) * (count - 1) * (count - 2) / max(count, 1)
    score = total / pairs if pairs > 0 else total
    exact = len(sources) == count
    return Betweenness(
        score=dict(zip(arrays.firms, score.tolist(), strict=True)),
        k=len(sources),
        seed=None if exact else seed,
    )


def _sample(firms: Sequence[str], k: int, seed: int) -> Ints:
    """Choose the places of k firms: those whose hashes with the seed are lowest."""
    if k == len(firms):
        return np.arange(k)

    def lot(place: int) -> bytes:
        return blake2b(firms[place].encode(), digest_size=8, key=str(seed).encode()).digest()

    return np.array(sorted(sorted(range(len(firms)), key=lot)[:k]), dtype=np.int64)


def _through(neighbours: Neighbours, sources: Ints, count: int) -> Floats:
    """Add up, over the sources, the share of the shortest ways that leads through each place."""
    total = np.zeros(count)
    at_once = max(1, _AT_ONCE // max(count, 1))
    for first in range(0, len(sources), at_once):
        total += _through_some(neighbours, sources[first : first + at_once], count)
    return total


def _through_some(neighbours: Neighbours, sources: Ints, count: int) -> Floats:
    """Follow ways from several sources side by side: source i reaches place p as i·count + p."""
    origins = np.arange(len(sources)) * count + sources
    ways = np.zeros(len(sources) * count)
    ways[origins] = 1
    share = np.zeros(len(sources) * count)
    for tail, head in reversed(list(_steps(neighbours, origins, ways, count))):
        np.add.at(share, tail, ways[tail] / ways[head] * (1 + share[head]))
    share[origins] = 0
    total: Floats = share.reshape(len(sources), count).sum(axis=0)
    return total


def _steps(
    neighbours: Neighbours, origins: Ints, ways: Floats, count: int
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the edges of the shortest ways step by step, and count in `ways` how many there are."""
    seen = ways > 0
    mark = np.zeros(len(ways), dtype=np.int64)
    reached = origins
    while len(reached):
        place = reached % count
        fan = neighbours.start[place + 1] - neighbours.start[place]
        tail = np.repeat(reached, fan)
        head = np.repeat(reached - place, fan) + neighbours.of(place)
        new = ~seen[head]
        tail, head = tail[new], head[new]
        np.add.at(ways, head, ways[tail])
        seen[head] = True
        number = np.arange(len(head))
        mark[head] = number
        reached = head[mark[head] == number]
        yield tail, head
