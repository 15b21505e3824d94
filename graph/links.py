"""Records that become edges."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from graph.kinds import EdgeKind, Reason


class Link(NamedTuple):
    """One edge as networkx takes it."""

    source: str
    target: str
    key: str
    kind: EdgeKind
    attributes: dict[str, Any]


class LinkRecord(ABC):
    """A record that becomes one or several edges."""

    __slots__ = ()

    @abstractmethod
    def links(self) -> list[Link]:
        """Return the edges."""


@dataclass(frozen=True, slots=True)
class Supplies(LinkRecord):
    """A supplier delivers to a buyer; the amount is a year's volume in fen."""

    supplier: str
    buyer: str
    amount_fen: int = 0

    def links(self) -> list[Link]:
        """Return the edge from supplier to buyer."""
        return [_link(EdgeKind.SUPPLIES, self.supplier, self.buyer, amount_fen=self.amount_fen)]


@dataclass(frozen=True, slots=True)
class Owes(LinkRecord):
    """A debtor owes a creditor what a receivable says; the creditor holds the receivable."""

    debtor: str
    creditor: str
    document: str
    amount_fen: int
    issued: date | None = None

    def links(self) -> list[Link]:
        """Return the debt, who holds the document, and against whom it stands."""
        debt = Link(
            self.debtor,
            self.creditor,
            f"{EdgeKind.OWES}:{self.document}",
            EdgeKind.OWES,
            _documented(self.document, self.amount_fen, self.issued),
        )
        return [debt, *_parties(self.document, self.creditor, self.debtor)]


@dataclass(frozen=True, slots=True)
class Ordered(LinkRecord):
    """A buyer ordered from a seller; whoever borrows on the order holds it."""

    buyer: str
    seller: str
    document: str
    amount_fen: int
    borrower: Literal["seller", "buyer"] = "seller"
    issued: date | None = None

    def links(self) -> list[Link]:
        """Return the order, who holds the document, and against whom it stands."""
        order = Link(
            self.buyer,
            self.seller,
            f"{EdgeKind.ORDERED}:{self.document}",
            EdgeKind.ORDERED,
            _documented(self.document, self.amount_fen, self.issued),
        )
        parties = (self.seller, self.buyer)
        holder, other = parties if self.borrower == "seller" else parties[::-1]
        return [order, *_parties(self.document, holder, other)]


@dataclass(frozen=True, slots=True)
class Offers(LinkRecord):
    """A bank offers a product."""

    bank: str
    product: str

    def links(self) -> list[Link]:
        """Return the edge from bank to product."""
        return [_link(EdgeKind.OFFERS, self.bank, self.product)]


@dataclass(frozen=True, slots=True)
class Eligible(LinkRecord):
    """A document meets every rule of a product.

    `recommended` says that the allocation chose this pair. The reasons are shown to whoever
    sees both ends, so they must not name a third party.
    """

    document: str
    product: str
    reasons: tuple[Reason, ...] = field(default=())
    principal_fen: int = 0
    cost_fen: int = 0
    recommended: bool = False

    def links(self) -> list[Link]:
        """Return the edge from document to product."""
        return [
            _link(
                EdgeKind.ELIGIBLE,
                self.document,
                self.product,
                reasons=self.reasons,
                principal_fen=self.principal_fen,
                cost_fen=self.cost_fen,
                recommended=self.recommended,
            )
        ]


@dataclass(frozen=True, slots=True)
class Lends(LinkRecord):
    """A bank has a loan out to a firm; the amount is its balance in fen."""

    bank: str
    borrower: str
    loan: str
    amount_fen: int

    def links(self) -> list[Link]:
        """Return the edge from bank to borrower, one per loan."""
        return [
            Link(
                self.bank,
                self.borrower,
                f"{EdgeKind.LENDS}:{self.loan}",
                EdgeKind.LENDS,
                {"loan": self.loan, "amount_fen": self.amount_fen},
            )
        ]


@dataclass(frozen=True, slots=True)
class Guarantees(LinkRecord):
    """A guarantor stands behind a firm; the amount guaranteed is in fen."""

    guarantor: str
    enterprise: str
    amount_fen: int = 0

    def links(self) -> list[Link]:
        """Return the edge from guarantor to firm."""
        return [
            _link(EdgeKind.GUARANTEES, self.guarantor, self.enterprise, amount_fen=self.amount_fen)
        ]


@dataclass(frozen=True, slots=True)
class Controls(LinkRecord):
    """A hint that one hand steers two firms, such as one legal representative."""

    controller: str
    controlled: str
    hint: str = ""

    def links(self) -> list[Link]:
        """Return the edge from controller to controlled."""
        return [_link(EdgeKind.CONTROLS, self.controller, self.controlled, hint=self.hint)]


def _link(kind: EdgeKind, source: str, target: str, **attributes: Any) -> Link:
    return Link(source, target, kind.value, kind, attributes)


def _documented(document: str, amount_fen: int, issued: date | None) -> dict[str, Any]:
    return {"document": document, "amount_fen": amount_fen, "issued": issued}


def _parties(document: str, holder: str, other: str) -> list[Link]:
    return [
        _link(EdgeKind.HOLDS, holder, document),
        _link(EdgeKind.AGAINST, document, other),
    ]
