"""Ways from firms to money around one firm, one bank, or one core enterprise."""

from collections.abc import Iterator

from graph.chain import Path, paths_to_banks
from graph.errors import NodeIsUnknown
from graph.kinds import EdgeKind, NodeKind
from graph.model import TradeGraph, heads, nodes_of_kind, tails
from graph.storage import inside


def paths_around(graph: TradeGraph, node: str) -> list[Path]:
    """List the ways from firms through their documents to banks that a node has a part in.

    Parameters
    ----------
    graph : TradeGraph
        With ``holds``, ``against``, ``eligible`` and ``offers`` edges.
    node : str
        A bank: the ways that end there. An enterprise: those of its own documents, and those of
        the documents that stand against it, whether its suppliers or its customers borrow.

    Returns
    -------
    list of Path
        Recommended ones first, then by firm, document and cost.

    Raises
    ------
    NodeIsUnknown
        If the node is not in the graph, or is neither a firm nor a bank.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("c", "示例药业", is_core=True), EnterpriseNode("s", "示例化工"),
    ...     ReceivableNode("r", "示例 001", 100_00), Owes("c", "s", "r", 100_00),
    ...     BankNode("b", "示例银行"), ProductNode("p", "示例贷"), Offers("b", "p"),
    ...     Eligible("r", "p"),
    ... ])
    >>> [[(p.enterprise, p.bank) for p in paths_around(g, node)] for node in ("s", "c", "b")]
    [[('s', 'b')], [('s', 'b')], [('s', 'b')]]
    """
    kind = inside(graph).nodes[node]["kind"] if node in graph else None
    if kind not in (NodeKind.ENTERPRISE, NodeKind.BANK):
        raise NodeIsUnknown(node)
    firms = sorted(set(_borrowers(graph, node, kind)))
    paths = [path for firm in firms for path in paths_to_banks(graph, firm)]
    if kind is NodeKind.BANK:
        paths = [path for path in paths if path.bank == node]
    else:
        against = set(tails(graph, node, EdgeKind.AGAINST))
        paths = [path for path in paths if path.enterprise == node or path.document in against]
    return sorted(paths, key=lambda path: not path.recommended)


def all_paths(graph: TradeGraph) -> list[Path]:
    """List every way from a firm to a bank.

    Parameters
    ----------
    graph : TradeGraph
        With ``holds``, ``eligible`` and ``offers`` edges.

    Returns
    -------
    list of Path
        Recommended ones first, then by firm, document and cost.

    Examples
    --------
    >>> from graph.model import build
    >>> all_paths(build([]))
    []
    """
    firms = nodes_of_kind(graph, NodeKind.ENTERPRISE)
    paths = [path for firm in firms for path in paths_to_banks(graph, firm)]
    return sorted(paths, key=lambda path: not path.recommended)


def _borrowers(graph: TradeGraph, node: str, kind: NodeKind) -> Iterator[str]:
    """Firms whose documents may lead through the node."""
    if kind is NodeKind.ENTERPRISE:
        yield node
        documents = tails(graph, node, EdgeKind.AGAINST)
    else:
        products = heads(graph, node, EdgeKind.OFFERS)
        documents = [paper for each in products for paper in tails(graph, each, EdgeKind.ELIGIBLE)]
    for document in documents:
        yield from tails(graph, document, EdgeKind.HOLDS)
