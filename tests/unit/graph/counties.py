"""Larger worlds drawn by chance: chains with hubs, debts of any amount, a whole county."""

from datetime import date, timedelta
from random import Random

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
    Supplies,
)

YEAR = date(2026, 1, 1)
WAN = 10_000 * 100


def firms(count: int, cores: int = 0) -> list[EnterpriseNode]:
    """Firms by number; the first are core enterprises."""
    return [EnterpriseNode(f"e{n:06}", f"示例{n}", n < cores, "dongzhi") for n in range(count)]


def partners(names: list[str], count: int, chance: Random) -> list[tuple[str, str]]:
    """Draw (customer, supplier) pairs; customers are those who have many partners already."""
    ends = names[:20]
    pairs = []
    while len(pairs) < count:
        customer, supplier = chance.choice(ends), chance.choice(names)
        if customer != supplier:
            pairs.append((customer, supplier))
            ends += [customer, supplier]
    return pairs


def chain(count: int, links: int, seed: int = 1) -> list[Record]:
    """Trade links among firms, the largest of which are core enterprises."""
    known = firms(count, max(1, count // 250))
    chance = Random(seed)
    found: dict[tuple[str, str], Record] = {}
    while len(found) < links:
        names = [firm.id for firm in known]
        for buyer, supplier in partners(names, links - len(found), chance):
            found[supplier, buyer] = Supplies(supplier, buyer, amount(chance))
    return [*known, *found.values()]


def debt(
    debtor: str, creditor: str, number: int, fen: int, issued: date | None = None
) -> list[Record]:
    """Make a receivable and its debt."""
    paper = f"r{number:06}"
    return [
        ReceivableNode(paper, f"发票 {number}", fen, issued),
        Owes(debtor, creditor, paper, fen, issued),
    ]


def debts(count: int, owed: int, seed: int = 1) -> list[Record]:
    """Debts of lognormal amounts, issued within one year."""
    known, chance = firms(count), Random(seed)
    pairs = partners([firm.id for firm in known], owed, chance)
    found: list[Record] = list(known)
    for number, (debtor, creditor) in enumerate(pairs):
        issued = YEAR + timedelta(days=chance.randrange(365))
        found += debt(debtor, creditor, number, amount(chance), issued)
    return found


def amount(chance: Random) -> int:
    """Draw an amount in fen: around 100,000 yuan, with a long tail."""
    return round(chance.lognormvariate(16.1, 1.2)) + 1


def whole_county(count: int = 2_000, seed: int = 1) -> list[Record]:
    """Firms, 10,000 links of every kind for 2,000 of them, and 60 products of 12 banks."""
    chance = Random(seed)
    known = firms(count, count // 100)
    names = [firm.id for firm in known]
    found: list[Record] = list(known)
    pairs = partners(names, 2 * count, chance)
    found += [Supplies(supplier, buyer, amount(chance)) for buyer, supplier in pairs]
    papers = partners(names, count // 2, chance)
    for number, (debtor, creditor) in enumerate(papers):
        found += debt(debtor, creditor, number, amount(chance), YEAR)
    found += _orders(names, count // 10, chance)
    found += _market(names, len(papers), chance)
    return found


def _orders(names: list[str], count: int, chance: Random) -> list[Record]:
    found: list[Record] = []
    for number, (buyer, seller) in enumerate(partners(names, count, chance)):
        paper, fen = f"o{number:06}", amount(chance)
        found.append(OrderNode(paper, f"订单 {number}", fen))
        found.append(Ordered(buyer, seller, paper, fen, "buyer" if number % 3 else "seller"))
    return found


def _market(names: list[str], papers: int, chance: Random) -> list[Record]:
    found: list[Record] = [BankNode(f"b{n:02}", f"示例银行{n}") for n in range(12)]
    found += [GuarantorNode(f"g{n}", f"示例担保{n}") for n in range(3)]
    for number in range(60):
        found.append(ProductNode(f"p{number:02}", f"示例贷{number}", 30_000 + number))
        found.append(Offers(f"b{number % 12:02}", f"p{number:02}"))
    for number in range(2 * papers):
        paper, product = f"r{number % papers:06}", f"p{chance.randrange(60):02}"
        reasons = (Reason("grade", "3", "5"),)
        found.append(Eligible(paper, product, reasons, WAN, 100, number % 9 == 0))
    for number in range(papers // 5):
        bank, guarantor = f"b{chance.randrange(12):02}", f"g{number % 3}"
        found.append(Lends(bank, chance.choice(names), f"loan{number}", amount(chance)))
        found.append(Guarantees(guarantor, chance.choice(names), amount(chance)))
        found.append(Controls(*sorted(chance.sample(names, 2)), "phone"))
    return found
