"""What may stand where: the type of the graph, its records, and the ends that each link joins."""

from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

from graph.errors import LinkEndIsOfTheWrongKind, NodeIsUnknown
from graph.kinds import EdgeKind, NodeKind
from graph.links import LinkRecord
from graph.nodes import NodeRecord

if TYPE_CHECKING:
    TradeGraph: TypeAlias = nx.MultiDiGraph[str]
else:
    TradeGraph: TypeAlias = nx.MultiDiGraph

Record: TypeAlias = NodeRecord | LinkRecord
LinkId: TypeAlias = tuple[str, str, str]
Identity: TypeAlias = str | LinkId

TRADE = (EdgeKind.SUPPLIES, EdgeKind.OWES, EdgeKind.ORDERED)
DOCUMENTS = frozenset({NodeKind.RECEIVABLE, NodeKind.ORDER})
_FIRM = frozenset({NodeKind.ENTERPRISE})
_PRODUCT = frozenset({NodeKind.PRODUCT})
_BANK = frozenset({NodeKind.BANK})
_GUARANTOR = frozenset({NodeKind.GUARANTOR})

ENDS: dict[EdgeKind, tuple[frozenset[NodeKind], frozenset[NodeKind]]] = {
    EdgeKind.SUPPLIES: (_FIRM, _FIRM),
    EdgeKind.OWES: (_FIRM, _FIRM),
    EdgeKind.ORDERED: (_FIRM, _FIRM),
    EdgeKind.HOLDS: (_FIRM, DOCUMENTS),
    EdgeKind.AGAINST: (DOCUMENTS, _FIRM),
    EdgeKind.ELIGIBLE: (DOCUMENTS, _PRODUCT),
    EdgeKind.OFFERS: (_BANK, _PRODUCT),
    EdgeKind.LENDS: (_BANK, _FIRM),
    EdgeKind.GUARANTEES: (_GUARANTOR, _FIRM),
    EdgeKind.CONTROLS: (_FIRM, _FIRM),
}


def check_end(link: EdgeKind, place: int, node: str, kind: NodeKind | None) -> None:
    """Refuse a link that stands on a node of the wrong kind, or on none.

    Parameters
    ----------
    link : EdgeKind
        Kind of the link.
    place : {0, 1}
        Whether the node is the source or the target.
    node : str
        Id of the node.
    kind : NodeKind or None
        What the node is; None if no record describes it.

    Raises
    ------
    NodeIsUnknown
        If `kind` is None.
    LinkEndIsOfTheWrongKind
        If links of this kind do not touch such a node.

    Examples
    --------
    >>> check_end(EdgeKind.OFFERS, 0, "b", NodeKind.BANK)
    >>> check_end(EdgeKind.SUPPLIES, 1, "ghost", None)
    Traceback (most recent call last):
    graph.errors.NodeIsUnknown: no record describes the node 'ghost'
    """
    if kind is None:
        raise NodeIsUnknown(node)
    if kind not in ENDS[link][place]:
        raise LinkEndIsOfTheWrongKind(link, node, kind)


def identity(record: Record) -> Identity:
    """Tell what makes a record the same one when what it says has changed.

    Parameters
    ----------
    record : Record
        A node or a link.

    Returns
    -------
    str or (str, str, str)
        The id of a node; source, target and key of the edge that a link is.

    Examples
    --------
    >>> from graph.links import Owes
    >>> identity(Owes("a", "b", "r", 5)) == identity(Owes("a", "b", "r", 7))
    True
    """
    return record.id if isinstance(record, NodeRecord) else record.links()[0][:3]
