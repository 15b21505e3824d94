"""Arbitrary valid worlds over few ids, which differ in every way that two worlds can."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from hypothesis import strategies as st

from graph.links import LinkRecord
from graph.model import (
    BankNode,
    Controls,
    Eligible,
    EnterpriseNode,
    Guarantees,
    GuarantorNode,
    Lends,
    NodeKind,
    Offers,
    Ordered,
    OrderNode,
    Owes,
    ProductNode,
    ReceivableNode,
    Record,
    Supplies,
    TradeGraph,
)
from graph.nodes import NodeRecord
from graph.schema import ENDS, identity

FIRMS, PAPERS, PRODUCTS = ("a", "b", "c", "d"), ("r", "s"), ("p", "q")
AMOUNTS = st.integers(0, 3)
FIRM, PAPER, PRODUCT = (st.sampled_from(ids) for ids in (FIRMS, PAPERS, PRODUCTS))

# "d" is a firm or a bank, a document an invoice or an order: one id may change its kind.
NODES: dict[str, st.SearchStrategy[NodeRecord]] = {
    **{firm: st.builds(EnterpriseNode, st.just(firm), PAPER, st.booleans()) for firm in FIRMS[:3]},
    "d": st.sampled_from((EnterpriseNode("d", "示例丁"), BankNode("d", "示例丁"))),
    **{
        paper: st.builds(ReceivableNode, st.just(paper), PAPER, AMOUNTS)
        | st.builds(OrderNode, st.just(paper), PAPER, AMOUNTS)
        for paper in PAPERS
    },
    **{product: st.builds(ProductNode, st.just(product), PAPER) for product in PRODUCTS},
    "bank": st.builds(BankNode, st.just("bank"), PAPER),
    "guard": st.builds(GuarantorNode, st.just("guard"), PAPER),
}
BANK = st.sampled_from(("bank", "d"))
LINKS: st.SearchStrategy[LinkRecord] = st.one_of(
    st.builds(Supplies, FIRM, FIRM, AMOUNTS),
    st.builds(Owes, FIRM, FIRM, PAPER, AMOUNTS),
    st.builds(Ordered, FIRM, FIRM, PAPER, AMOUNTS, st.sampled_from(("seller", "buyer"))),
    st.builds(Eligible, PAPER, PRODUCT, st.just(()), AMOUNTS),
    st.builds(Offers, BANK, PRODUCT),
    st.builds(Lends, BANK, FIRM, st.sampled_from(("l", "m")), AMOUNTS),
    st.builds(Guarantees, st.just("guard"), FIRM, AMOUNTS),
    st.builds(Controls, FIRM, FIRM, st.sampled_from(("phone", "legal_representative"))),
)


@st.composite
def changing_worlds(draw: st.DrawFn) -> list[Record]:
    """Some of the nodes, and links that may stand between them; a link may be said twice."""
    there = draw(st.sets(st.sampled_from(sorted(NODES)), max_size=len(NODES)))
    nodes = [draw(NODES[name]) for name in sorted(there)]
    return [*nodes, *standing(nodes, draw(st.lists(LINKS, max_size=12)))]


def standing(nodes: Iterable[NodeRecord], links: Iterable[LinkRecord]) -> Iterator[LinkRecord]:
    """Leave out the links that would not stand where they may."""
    kinds = {node.id: node.kind for node in nodes}
    return (link for link in links if _stands(kinds, link))


def _stands(kinds: dict[str, NodeKind], record: LinkRecord) -> bool:
    return all(
        kinds.get(end) in allowed
        for link in record.links()
        for end, allowed in zip(link[:2], ENDS[link.kind], strict=True)
    )


def without(records: Sequence[Record], node: str) -> list[Record]:
    """Leave out a node and every link that mentions it."""
    return [record for record in records if node not in _ids(record)]


def _ids(record: Record) -> set[str]:
    if isinstance(record, NodeRecord):
        return {record.id}
    return set(chain.from_iterable(link[:2] for link in record.links()))


def without_link(records: Sequence[Record], link: LinkRecord) -> list[Record]:
    """Leave out a link, whatever it says."""
    return [record for record in records if identity(record) != identity(link)]


def content(graph: TradeGraph) -> tuple[object, ...]:
    """All that a graph holds, in both directions, in no order."""
    forth = {(u, v, key): data for u, v, key, data in graph.out_edges(keys=True, data=True)}
    back = {(u, v, key): data for u, v, key, data in graph.in_edges(keys=True, data=True)}
    assert forth == back
    return dict(graph.nodes(data=True)), forth
