"""Who stands where in the chain: tiers, reach of banks, isolated firms, paths to banks."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from graph.errors import NodeIsUnknown
from graph.kinds import EdgeKind, NodeKind, Reason
from graph.model import DOCUMENTS, TradeGraph, heads, links_of_kind, nodes_of_kind, tails
from graph.schema import TRADE
from graph.storage import inside


@dataclass(frozen=True, slots=True)
class Reach:
    """What the products of one bank could finance: firms, documents, and their amount in fen."""

    firms: frozenset[str]
    documents: frozenset[str]
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a firm to money: its document, a product that accepts it, the bank."""

    enterprise: str
    document: str
    product: str
    bank: str
    reasons: tuple[Reason, ...]
    principal_fen: int
    cost_fen: int
    recommended: bool


def tiers(
    graph: TradeGraph, sources: Iterable[str], direction: Literal["up", "down"]
) -> dict[str, int]:
    """Count the steps from the nearest source, up to suppliers or down to customers.

    Parameters
    ----------
    graph : TradeGraph
        Only its ``supplies`` edges are followed.
    sources : iterable of str
        Where to start, usually the core enterprises; all of them are tier 0.
    direction : {"up", "down"}
        ``"up"`` goes against the goods, to suppliers; ``"down"`` goes with them, to customers.

    Returns
    -------
    dict
        Tier by node; firms that cannot be reached are absent.

    Raises
    ------
    NodeIsUnknown
        If a source is not in the graph.

    Notes
    -----
    One breadth-first search from all sources at once, O(nodes + edges).

    Examples
    --------
    >>> from graph.model import EnterpriseNode, Supplies, build
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", is_core=True),
    ...     EnterpriseNode("s", "示例化工"),
    ...     EnterpriseNode("t", "示例包装"),
    ...     Supplies("s", "c"),
    ...     Supplies("t", "s"),
    ... ])
    >>> tiers(g, ["c"], "up")
    {'c': 0, 's': 1, 't': 2}
    >>> tiers(g, ["c"], "down")
    {'c': 0}
    """
    found = dict.fromkeys(sources, 0)
    _require(graph, found)
    _, succ, pred = inside(graph)
    adjacency = pred if direction == "up" else succ
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        for other, links in adjacency[node].items():
            if other not in found and EdgeKind.SUPPLIES in links:
                found[other] = found[node] + 1
                waiting.append(other)
    return found


def core_enterprises(graph: TradeGraph) -> list[str]:
    """List the core enterprises, by id."""
    return sorted(node for node, is_core in graph.nodes(data="is_core", default=False) if is_core)


def reach_per_bank(graph: TradeGraph) -> dict[str, Reach]:
    """Collect what each bank could finance through the products it offers.

    Parameters
    ----------
    graph : TradeGraph
        With ``offers``, ``eligible`` and ``holds`` edges.

    Returns
    -------
    dict
        `Reach` by bank, in the order of ids; a document that several products accept counts once.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业"), EnterpriseNode("s", "示例化工"),
    ...     ReceivableNode("r", "示例 001", 100_00), Owes("c", "s", "r", 100_00),
    ...     BankNode("b", "示例银行"), ProductNode("p", "示例贷"), Offers("b", "p"),
    ...     Eligible("r", "p"),
    ... ])
    >>> reach_per_bank(g)["b"].amount_fen
    10000
    """
    return {bank: _reach(graph, bank) for bank in nodes_of_kind(graph, NodeKind.BANK)}


def isolated_firms(graph: TradeGraph) -> list[str]:
    """List the enterprises that trade with nobody in the graph.

    Parameters
    ----------
    graph : TradeGraph
        A firm with a ``supplies``, ``owes`` or ``ordered`` edge to another firm is not isolated.

    Returns
    -------
    list of str
        Ids in order.

    Examples
    --------
    >>> from graph.model import EnterpriseNode, build
    >>> isolated_firms(build([EnterpriseNode("a", "示例食品")]))
    ['a']
    """
    trading: set[str] = set()
    for source, target, _ in links_of_kind(graph, *TRADE):
        if source != target:
            trading.update((source, target))
    return [node for node in nodes_of_kind(graph, NodeKind.ENTERPRISE) if node not in trading]


def paths_to_banks(graph: TradeGraph, enterprise: str) -> list[Path]:
    """List every way from a firm through its documents and products to banks.

    Parameters
    ----------
    graph : TradeGraph
        With ``holds``, ``eligible`` and ``offers`` edges.
    enterprise : str
        The firm that would borrow.

    Returns
    -------
    list of Path
        Recommended ones first, then by document, then the cheapest first.

    Raises
    ------
    NodeIsUnknown
        If the enterprise is not in the graph.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业"), EnterpriseNode("s", "示例化工"),
    ...     ReceivableNode("r", "示例 001", 100_00), Owes("c", "s", "r", 100_00),
    ...     BankNode("b", "示例银行"), ProductNode("p", "示例贷"), Offers("b", "p"),
    ...     Eligible("r", "p", (Reason("grade", "3", "5"),), 80_00, 1_00, True),
    ... ])
    >>> [(p.document, p.product, p.bank, p.cost_fen) for p in paths_to_banks(g, "s")]
    [('r', 'p', 'b', 100)]
    """
    _require(graph, [enterprise])
    paths = [
        path
        for document in heads(graph, enterprise, EdgeKind.HOLDS)
        for product in heads(graph, document, EdgeKind.ELIGIBLE)
        for path in _paths_through(graph, enterprise, document, product)
    ]
    return sorted(paths, key=_by_merit)


def _paths_through(graph: TradeGraph, firm: str, document: str, product: str) -> list[Path]:
    data = graph.edges[document, product, EdgeKind.ELIGIBLE.value]
    return [
        Path(
            firm,
            document,
            product,
            bank,
            data["reasons"],
            data["principal_fen"],
            data["cost_fen"],
            data["recommended"],
        )
        for bank in tails(graph, product, EdgeKind.OFFERS)
    ]


def _by_merit(path: Path) -> tuple[bool, str, int, str, str]:
    return not path.recommended, path.document, path.cost_fen, path.bank, path.product


def _reach(graph: TradeGraph, bank: str) -> Reach:
    documents = {
        document
        for product in heads(graph, bank, EdgeKind.OFFERS)
        for document in tails(graph, product, EdgeKind.ELIGIBLE)
        if graph.nodes[document]["kind"] in DOCUMENTS
    }
    firms = {firm for document in documents for firm in tails(graph, document, EdgeKind.HOLDS)}
    amount_fen = sum(graph.nodes[document]["amount_fen"] for document in documents)
    return Reach(frozenset(firms), frozenset(documents), amount_fen)


def _require(graph: TradeGraph, nodes: Iterable[str]) -> None:
    for node in nodes:
        if node not in graph:
            raise NodeIsUnknown(node)
