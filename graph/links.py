"""Records that become edges."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from graph.kinds import EdgeKind, Reason

# Read once: to ask an enumeration for a member or its value costs as much as to make an edge.
_KEYS = {kind: kind.value for kind in EdgeKind}
_SUPPLIES, _OWES = EdgeKind.SUPPLIES, EdgeKind.OWES
_ORDERED, _LENDS = EdgeKind.ORDERED, EdgeKind.LENDS
_HOLDS, _AGAINST = EdgeKind.HOLDS, EdgeKind.AGAINST
_HOLDS_KEY, _AGAINST_KEY = _KEYS[_HOLDS], _KEYS[_AGAINST]


class Link(NamedTuple):
    """One edge as networkx takes it; its kind stands among its attributes too."""

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
        data = {"kind": _SUPPLIES, "amount_fen": self.amount_fen}
        return [Link(self.supplier, self.buyer, "supplies", _SUPPLIES, data)]


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
        document = self.document
        data = {
            "kind": _OWES,
            "document": document,
            "amount_fen": self.amount_fen,
            "issued": self.issued,
        }
        return [
            Link(self.debtor, self.creditor, f"owes:{document}", _OWES, data),
            Link(self.creditor, document, _HOLDS_KEY, _HOLDS, {"kind": _HOLDS}),
            Link(document, self.debtor, _AGAINST_KEY, _AGAINST, {"kind": _AGAINST}),
        ]


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
        document = self.document
        data = {
            "kind": _ORDERED,
            "document": document,
            "amount_fen": self.amount_fen,
            "issued": self.issued,
            "borrower": self.borrower,
        }
        parties = (self.seller, self.buyer)
        holder, other = parties if self.borrower == "seller" else parties[::-1]
        return [
            Link(self.buyer, self.seller, f"ordered:{document}", _ORDERED, data),
            Link(holder, document, _HOLDS_KEY, _HOLDS, {"kind": _HOLDS}),
            Link(document, other, _AGAINST_KEY, _AGAINST, {"kind": _AGAINST}),
        ]


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
        data = {"kind": _LENDS, "loan": self.loan, "amount_fen": self.amount_fen}
        return [Link(self.bank, self.borrower, f"lends:{self.loan}", _LENDS, data)]


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
    return Link(source, target, _KEYS[kind], kind, {"kind": kind, **attributes})
