"""Small demo worlds, and a strategy that makes arbitrary ones."""

from datetime import date
from itertools import permutations

from hypothesis import strategies as st

from graph.model import (
    BankNode,
    Controls,
    Eligible,
    EnterpriseNode,
    Guarantees,
    GuarantorNode,
    Lends,
    Offers,
    Ordered,
    OrderNode,
    Owes,
    ProductNode,
    Reason,
    ReceivableNode,
    Record,
    Risk,
    Supplies,
)

WAN = 10_000 * 100
JANUARY = date(2027, 1, 4)


def county() -> list[Record]:
    """Two core enterprises, two tiers of suppliers, a customer, two banks, a guarantor."""
    return [
        EnterpriseNode("core", "演示东至制药股份有限公司", True, "dongzhi", Risk.LOW),
        EnterpriseNode("core2", "演示大渡口食品集团", True, "dadukou"),
        EnterpriseNode("supplier", "示例精细化工有限公司", False, "dongzhi", Risk.MEDIUM),
        EnterpriseNode("deep", "示例包装材料厂", False, "other", Risk.HIGH),
        EnterpriseNode("customer", "示例医药经销公司"),
        EnterpriseNode("alone", "示例独行商行"),
        GuarantorNode("guarantor", "演示担保有限公司"),
        Supplies("supplier", "core", 9_000 * WAN),
        Supplies("supplier", "core2", 20 * WAN),
        Supplies("deep", "supplier", 300 * WAN),
        Supplies("core", "customer", 10 * WAN),
        Guarantees("guarantor", "supplier", 100 * WAN),
        *_papers(),
        *_offers(),
    ]


def _papers() -> list[Record]:
    return [
        ReceivableNode("r1", "发票 20261101", 126 * WAN, JANUARY),
        Owes("core", "supplier", "r1", 126 * WAN),
        ReceivableNode("r2", "发票 20261102", 42 * WAN, JANUARY),
        Owes("core2", "supplier", "r2", 42 * WAN),
        OrderNode("o1", "订单 DD-2026-0088", 66 * WAN),
        Ordered("customer", "core", "o1", 66 * WAN, "buyer"),
    ]


def _offers() -> list[Record]:
    return [
        BankNode("bank", "示例农村商业银行"),
        BankNode("rival", "示例村镇银行"),
        ProductNode("p1", "红色信e贷", 33_500),
        ProductNode("p2", "税融通", 41_000),
        Offers("bank", "p1"),
        Offers("rival", "p2"),
        Eligible("r1", "p1", (Reason("grade", "3", "5"),), 100 * WAN, WAN, True),
        Eligible("r1", "p2", (Reason("grade", "3", "4"),), 90 * WAN, 2 * WAN),
        Eligible("r2", "p2", (), 30 * WAN, WAN),
        Lends("rival", "supplier", "loan", 80 * WAN),
    ]


@st.composite
def worlds(draw: st.DrawFn) -> list[Record]:
    """Any world of a few firms, documents, products, banks; every name says its own id."""
    firms = [f"firm{n}" for n in range(draw(st.integers(2, 6)))]
    records: list[Record] = [
        EnterpriseNode(firm, _name(firm), draw(st.booleans()), risk=draw(st.sampled_from(Risk)))
        for firm in firms
    ]
    pairs = list(permutations(firms, 2))
    links = st.lists(st.sampled_from(pairs), max_size=6)
    records += [Supplies(one, other, 5 * WAN) for one, other in draw(links)]
    records += [Controls(one, other, "phone") for one, other in draw(links)[:1]]
    documents: list[str] = []
    for number, (debtor, creditor) in enumerate(draw(links)):
        document = f"paper{number}"
        documents.append(document)
        amount_fen = draw(st.integers(1, 9)) * WAN
        paper = _order if draw(st.booleans()) else _receivable
        records += paper(document, debtor, creditor, amount_fen)
    return records + _market(draw, firms, documents)


def _order(document: str, buyer: str, seller: str, amount_fen: int) -> list[Record]:
    return [
        OrderNode(document, _name(document), amount_fen),
        Ordered(buyer, seller, document, amount_fen, "buyer"),
    ]


def _receivable(document: str, debtor: str, creditor: str, amount_fen: int) -> list[Record]:
    return [
        ReceivableNode(document, _name(document), amount_fen),
        Owes(debtor, creditor, document, amount_fen),
    ]


def _market(draw: st.DrawFn, firms: list[str], documents: list[str]) -> list[Record]:
    records: list[Record] = [GuarantorNode("guard", _name("guard")), Guarantees("guard", firms[0])]
    products = [f"product{n}" for n in range(3)]
    for number, product in enumerate(products):
        bank = f"bank{number % 2}"
        records += [BankNode(bank, _name(bank)), ProductNode(product, _name(product))]
        records += [Offers(bank, product), Lends(bank, firms[-1], f"loan{number}", WAN)]
    if documents:
        fits = st.tuples(st.sampled_from(documents), st.sampled_from(products))
        for document, product in draw(st.lists(fits, max_size=8, unique=True)):
            records.append(Eligible(document, product, (), WAN, 1, draw(st.booleans())))
    return records


def _name(node: str) -> str:
    return f"演示{node}有限"
