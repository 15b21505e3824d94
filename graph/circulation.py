"""The largest circulation within limits: how much can go round when as much leaves as enters."""

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

Pair: TypeAlias = tuple[str, str]
Ints: TypeAlias = NDArray[np.int64]

EXACT_BELOW = 2**53  # doubles hold every whole number up to here


def largest_circulation(limits: Mapping[Pair, int]) -> dict[Pair, int]:
    """Find amounts within limits that add up to the most while every node keeps its balance.

    Parameters
    ----------
    limits : mapping
        The most that may go from source to target, by (source, target); a whole number.

    Returns
    -------
    dict
        Whole amount by (source, target), in order, without zeros.

    Notes
    -----
    Maximise the sum of f(e) subject to 0 ≤ f(e) ≤ limit(e) and conservation at every node: a
    minimum-cost circulation with cost −1 on every edge [1]_. The matrix of a network is totally
    unimodular, so a vertex of this linear program is whole where the limits are, and there are
    whole potentials that prove it best. HiGHS finds both by the dual simplex method; what it finds
    is rounded and proved here in whole numbers: conservation, limits, and complementary slackness.
    Where the proof fails, or the limits add up to more than a double counts exactly, the
    network simplex method of networkx answers, in Python's own integers.

    References
    ----------
    .. [1] T. Fleischman and P. Dini, "Mathematical foundations for balancing the payment system
       in the trade credit market", Journal of Risk and Financial Management 14 (9), 2021.

    Examples
    --------
    >>> largest_circulation({("a", "b"): 5, ("b", "a"): 3, ("b", "c"): 7, ("c", "a"): 4})
    {('a', 'b'): 5, ('b', 'a'): 1, ('b', 'c'): 4, ('c', 'a'): 4}
    """
    inner = _inner(limits)
    if not inner:
        return {}
    if sum(inner.values()) < EXACT_BELOW:
        found = _by_linear_program(inner)
        if found is not None:
            return found
    return by_network_simplex(inner)


def by_network_simplex(limits: Mapping[Pair, int]) -> dict[Pair, int]:
    """Find the same as `largest_circulation` by networkx alone, more slowly.

    Examples
    --------
    >>> by_network_simplex({("a", "b"): 5, ("b", "a"): 3})
    {('a', 'b'): 3, ('b', 'a'): 3}
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for (source, target), limit in sorted(limits.items()):
        network.add_edge(source, target, capacity=limit, weight=-1)
    if not network:
        return {}
    flow = nx.network_simplex(network)[1]
    return {
        (source, target): flow[source][target]
        for source, target in sorted(limits)
        if flow[source][target]
    }


def _inner(limits: Mapping[Pair, int]) -> dict[Pair, int]:
    """The edges on which something can go round, in order."""
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_edges_from(pair for pair, limit in limits.items() if limit > 0)
    part = {
        node: number
        for number, nodes in enumerate(nx.strongly_connected_components(network))
        for node in nodes
    }
    return {
        (source, target): limit
        for (source, target), limit in sorted(limits.items())
        if limit > 0 and source != target and part[source] == part[target]
    }


def _by_linear_program(limits: dict[Pair, int]) -> dict[Pair, int] | None:
    """The amounts that HiGHS finds, or None where they cannot be proved best."""
    source, target, number = _ends(limits)
    most = np.array(list(limits.values()), dtype=np.int64)
    answer = linprog(
        -np.ones(len(most)),
        A_eq=cast(Any, _incidence(source, target, number)),
        b_eq=np.zeros(number),
        bounds=[(0, limit) for limit in limits.values()],
        method="highs-ds",
    )
    if answer.x is None:
        return None
    flow = np.rint(answer.x).astype(np.int64)
    potential = np.rint(answer.eqlin.marginals).astype(np.int64)
    if not is_largest(flow, most, source, target, potential):
        return None
    return {pair: amount for pair, amount in zip(limits, flow.tolist(), strict=True) if amount}


def is_largest(flow: Ints, most: Ints, source: Ints, target: Ints, potential: Ints) -> bool:
    """Prove in whole numbers that a flow is a circulation within its limits, and the largest.

    Parameters
    ----------
    flow, most : array of int
        Amount and limit by edge.
    source, target : array of int
        Ends of the edges as numbers of nodes.
    potential : array of int
        By node. An edge would gain 1 + potential(source) − potential(target): where that is
        more than nothing it must be full, where less empty.

    Examples
    --------
    >>> ends = np.array([0, 1]), np.array([1, 0])
    >>> is_largest(np.array([3, 3]), np.array([5, 3]), *ends, np.array([0, 1]))
    True
    >>> is_largest(np.array([2, 2]), np.array([5, 3]), *ends, np.array([0, 1]))
    False
    """
    balance = np.zeros_like(potential)
    np.add.at(balance, source, flow)
    np.subtract.at(balance, target, flow)
    gain = 1 + potential[source] - potential[target]
    broken = (flow < 0) | (flow > most) | (gain > 0) & (flow < most) | (gain < 0) & (flow > 0)
    return not balance.any() and not broken.any()


def _ends(limits: Mapping[Pair, int]) -> tuple[Ints, Ints, int]:
    place = {node: n for n, node in enumerate(sorted({node for pair in limits for node in pair}))}
    ends = np.array([(place[one], place[other]) for one, other in limits], dtype=np.int64)
    return ends[:, 0], ends[:, 1], len(place)


def _incidence(source: Ints, target: Ints, nodes: int) -> "csr_array[np.float64]":
    """By node and edge: 1 where the edge leaves, −1 where it enters."""
    edges = np.arange(len(source))
    ones = np.ones(len(edges))
    entries = (np.r_[ones, -ones], (np.r_[source, target], np.r_[edges, edges]))
    return coo_array(entries, shape=(nodes, len(edges))).tocsr()
