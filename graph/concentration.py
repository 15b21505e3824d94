"""How much a supplier depends on few buyers: largest share and Herfindahl-Hirschman index."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.errors import NodeIsUnknown
from graph.kinds import EdgeKind
from graph.model import TradeGraph
from graph.storage import inside

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Concentration:
    """Dependence of one supplier on its buyers; shares are exact fractions from 0 to 1."""

    total_fen: int
    buyers: int
    largest_buyer: str
    largest_share: Fraction
    hhi: Fraction

    @property
    def largest_share_ppm(self) -> int:
        """Share of the largest buyer in millionths, half rounded up."""
        return to_ppm(self.largest_share)

    @property
    def hhi_ppm(self) -> int:
        """Index in millionths, half rounded up: 1,000,000 is a single buyer."""
        return to_ppm(self.hhi)


def concentration(
    graph: TradeGraph, supplier: str, kind: EdgeKind = EdgeKind.OWES
) -> Concentration | None:
    """Measure how a supplier's sales are spread over its buyers.

    Parameters
    ----------
    graph : TradeGraph
        The amounts (fen) of its edges are added up per buyer.
    supplier : str
        The seller.
    kind : {owes, ordered, supplies}
        Which edges count: debts by default, or orders, or the yearly volume of trade links.

    Returns
    -------
    Concentration or None
        None where nothing was sold. Of equal buyers the one with the lowest id is the largest.

    Raises
    ------
    NodeIsUnknown
        If the supplier is not in the graph.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("s", "示例化工"), EnterpriseNode("a", "甲示例"),
    ...     EnterpriseNode("b", "乙示例"),
    ...     ReceivableNode("r1", "001", 300), Owes("a", "s", "r1", 300),
    ...     ReceivableNode("r2", "002", 100), Owes("b", "s", "r2", 100),
    ... ])
    >>> c = concentration(g, "s")
    >>> c.largest_buyer, c.largest_share, c.hhi_ppm
    ('a', Fraction(3, 4), 625000)
    """
    if supplier not in graph:
        raise NodeIsUnknown(supplier)
    return spread(_sales(graph, supplier, kind))


def spread(amounts: Mapping[str, int]) -> Concentration | None:
    """Measure the concentration of amounts (fen) per buyer; None where they add up to nothing.

    Examples
    --------
    >>> spread({"a": 1, "b": 1}).hhi
    Fraction(1, 2)
    >>> spread({}) is None
    True
    """
    total = sum(amounts.values())
    if total <= 0:
        return None
    largest = min(amounts, key=lambda buyer: (-amounts[buyer], buyer))
    return Concentration(
        total_fen=total,
        buyers=sum(1 for amount in amounts.values() if amount),
        largest_buyer=largest,
        largest_share=Fraction(amounts[largest], total),
        hhi=Fraction(sum(amount * amount for amount in amounts.values()), total * total),
    )


def to_ppm(share: Fraction) -> int:
    """Round a share from 0 to 1 to millionths, half up.

    Examples
    --------
    >>> to_ppm(Fraction(1, 3)), to_ppm(Fraction(1, 2_000_000))
    (333333, 1)
    """
    return (2 * share.numerator * PPM + share.denominator) // (2 * share.denominator)


def _sales(graph: TradeGraph, supplier: str, kind: EdgeKind) -> Counter[str]:
    _, succ, pred = inside(graph)
    neighbours = succ[supplier] if kind == EdgeKind.SUPPLIES else pred[supplier]
    sales: Counter[str] = Counter()
    for buyer, links in neighbours.items():
        for data in links.values():
            if data["kind"] == kind and buyer != supplier:
                sales[buyer] += data["amount_fen"]
    return sales
