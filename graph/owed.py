"""Debts as arrays in the order of their amounts, without those that can stand in no ring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.arrays import Bools, Ints
from graph.kinds import EdgeKind
from graph.lookups import links_of_kind
from graph.schema import TradeGraph

PPM = 1_000_000
HARDLY_ANY = 20  # one in so many
_LARGEST = int(np.iinfo(np.int64).max)


class Debt(NamedTuple):
    """One debt of a ring: the debtor owes the creditor by this document."""

    debtor: str
    creditor: str
    document: str
    amount_fen: int
    issued: date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """Debts in ascending order of amount; each is known by its position.

    Attributes
    ----------
    firms : tuple of str
        Debtors and creditors in the order of their ids.
    debtor, creditor : list of int
        Places among the firms.
    band : list of int
        The position behind the last debt that may stand in one ring with this one as the smallest.
    data : list of dict
        Attributes of the edges.
    """

    firms: tuple[str, ...]
    debtor: list[int]
    creditor: list[int]
    band: list[int]
    data: list[dict[str, Any]]

    def debt(self, position: int) -> Debt:
        """Return the debt at a position."""
        data = self.data[position]
        debtor, creditor = self.debtor[position], self.creditor[position]
        return Debt(
            self.firms[debtor],
            self.firms[creditor],
            data["document"],
            data["amount_fen"],
            data["issued"],
        )


def owed_in_rings(
    graph: TradeGraph, tolerance_ppm: int, min_amount_fen: int = 1, *, dated: bool = False
) -> Owed:
    """Order the debts of a graph by amount, without those that can stand in no ring.

    Parameters
    ----------
    graph : TradeGraph
        Its ``owes`` edges are read.
    tolerance_ppm : int
        By how much the largest debt of a ring may exceed the smallest, in millionths.
    min_amount_fen : int
        Smaller debts are left out, and those of nothing in any case.
    dated : bool
        Whether debts without an issue date are left out.

    Returns
    -------
    Owed
        Every debt that stands in a ring within the tolerance, and few others.

    Notes
    -----
    A debt stays as long as its creditor owes, and its debtor is owed, a debt within the tolerance
    of it, and both firms are in one strongly connected component of what stays; this is asked
    until nothing more falls away.

    Examples
    --------
    >>> from graph.model import *
    >>> owed = [Owes("a", "b", "1", 100), Owes("b", "a", "2", 101), Owes("b", "a", "3", 500)]
    >>> papers = [ReceivableNode(debt.document, "", 1) for debt in owed]
    >>> g = build([EnterpriseNode("a", "甲"), EnterpriseNode("b", "乙"), *papers, *owed])
    >>> found = owed_in_rings(g, 50_000)
    >>> [found.debt(position).document for position in range(2)], found.band
    (['1', '2'], [2, 2])
    """
    links = _read(graph, max(1, min_amount_fen), dated)
    amount = _amounts([data["amount_fen"] for data in links.data], tolerance_ppm)
    kept = _in_rings(links, amount, tolerance_ppm)
    kept = kept[_order(links, amount, kept)]
    return Owed(
        links.firms,
        links.debtor[kept].tolist(),
        links.creditor[kept].tolist(),
        _band(amount[kept], tolerance_ppm).tolist(),
        [links.data[number] for number in kept.tolist()],
    )


class _Links(NamedTuple):
    """Edges as columns: no object is made per edge, of which there may be very many."""

    firms: tuple[str, ...]
    debtor: Ints
    creditor: Ints
    data: list[dict[str, Any]]


def _read(graph: TradeGraph, least: int, dated: bool) -> _Links:
    debtors: list[str] = []
    creditors: list[str] = []
    found: list[dict[str, Any]] = []
    for debtor, creditor, data in links_of_kind(graph, EdgeKind.OWES):
        told = data["issued"] is not None or not dated
        if told and data["amount_fen"] >= least and debtor != creditor:
            debtors.append(debtor)
            creditors.append(creditor)
            found.append(data)
    firms = tuple(sorted({*debtors, *creditors}))
    place = {firm: number for number, firm in enumerate(firms)}
    return _Links(firms, _places(place, debtors), _places(place, creditors), found)


def _places(place: Mapping[str, int], firms: list[str]) -> Ints:
    return np.array([place[firm] for firm in firms], dtype=np.int64)


def _in_rings(links: _Links, amount: npt.NDArray[Any], tolerance_ppm: int) -> Ints:
    """Number the links that may stand in a ring, in ascending order of amount."""
    kept = np.argsort(amount, kind="stable")
    falling = len(kept)
    while falling > len(kept) // HARDLY_ANY:
        ends = links.debtor[kept], links.creditor[kept]
        stays = _answered(*ends, _band(amount[kept], tolerance_ppm))
        stays &= _connected(*ends, len(links.firms))
        falling = len(kept) - int(stays.sum())
        kept = kept[stays]
    return kept


def _order(links: _Links, amount: npt.NDArray[Any], kept: Ints) -> Ints:
    """Order links by amount, debtor, creditor and document, however the graph was built."""
    papers = [links.data[number]["document"] for number in kept.tolist()]
    rank = np.empty(len(kept), dtype=np.int64)
    rank[sorted(range(len(papers)), key=papers.__getitem__)] = np.arange(len(papers))
    step = np.searchsorted(amount[kept], amount[kept])
    return np.lexsort((rank, links.creditor[kept], links.debtor[kept], step))


def _amounts(fen: list[int], tolerance_ppm: int) -> npt.NDArray[Any]:
    """Make an array of amounts: of Python's own integers where a band could exceed 64 bits."""
    fits = (max(fen, default=0) + PPM) * (PPM + tolerance_ppm) <= _LARGEST * PPM
    return np.array(fen, dtype=np.int64 if fits and tolerance_ppm * PPM <= _LARGEST else object)


def _band(amount: npt.NDArray[Any], tolerance_ppm: int) -> Ints:
    """Find for each of the ascending amounts where those begin that exceed it by too much."""
    whole, part = amount // PPM, amount % PPM
    most = amount + whole * tolerance_ppm + part * tolerance_ppm // PPM
    band: Ints = np.searchsorted(amount, most, side="right")
    return band


def _answered(debtor: Ints, creditor: Ints, band: Ints) -> Bools:
    """Tell which debts have one within the tolerance before them and one after them."""
    first = np.searchsorted(band, np.arange(len(band)), side="right")
    return _met(debtor, creditor, first, band) & _met(creditor, debtor, first, band)


def _met(source: Ints, target: Ints, first: Ints, band: Ints) -> Bools:
    """Tell for which debts one at a position from first to band leaves from its target."""
    count = len(source)
    leaving = np.sort(source * count + np.arange(count))
    low, high = target * count + first, target * count + band
    met: Bools = np.searchsorted(leaving, low) < np.searchsorted(leaving, high)
    return met


def _connected(debtor: Ints, creditor: Ints, firms: int) -> Bools:
    """Tell which debts run within a strongly connected component."""
    owed = csr_array((np.ones(len(debtor), dtype=np.int8), (debtor, creditor)), (firms, firms))
    _, component = connected_components(owed, directed=True, connection="strong")
    within: Bools = component[debtor] == component[creditor]
    return within
