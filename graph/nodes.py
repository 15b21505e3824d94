"""Records that become nodes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from graph.kinds import NodeKind, Risk


class NodeRecord(ABC):
    """A record that becomes one node."""

    __slots__ = ()
    id: str

    @property
    @abstractmethod
    def kind(self) -> NodeKind:
        """Kind of the node."""

    @abstractmethod
    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""


@dataclass(frozen=True, slots=True)
class EnterpriseNode(NodeRecord):
    """A firm. `tier` is a hint where no trade link tells: −1 supplier, 0 core, 1 customer."""

    id: str
    name: str
    is_core: bool = False
    park: str | None = None
    risk: Risk | None = None
    tier: int | None = None

    kind: ClassVar[NodeKind] = NodeKind.ENTERPRISE

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {
            "label": self.name,
            "is_core": self.is_core,
            "park": self.park,
            "risk": None if self.risk is None else Risk(self.risk),
            "tier": self.tier,
        }


@dataclass(frozen=True, slots=True)
class BankNode(NodeRecord):
    """A bank."""

    id: str
    name: str

    kind: ClassVar[NodeKind] = NodeKind.BANK

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {"label": self.name}


@dataclass(frozen=True, slots=True)
class GuarantorNode(NodeRecord):
    """A guarantor."""

    id: str
    name: str

    kind: ClassVar[NodeKind] = NodeKind.GUARANTOR

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {"label": self.name}


@dataclass(frozen=True, slots=True)
class ProductNode(NodeRecord):
    """A bank's product; `rate_ppm` is its yearly rate in millionths."""

    id: str
    name: str
    rate_ppm: int | None = None

    kind: ClassVar[NodeKind] = NodeKind.PRODUCT

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {"label": self.name, "rate_ppm": self.rate_ppm}


@dataclass(frozen=True, slots=True)
class ReceivableNode(NodeRecord):
    """A receivable; `label` is its number, never a party's name; the amount is in fen."""

    id: str
    label: str
    amount_fen: int
    due: date | None = None

    kind: ClassVar[NodeKind] = NodeKind.RECEIVABLE

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {"label": self.label, "amount_fen": self.amount_fen, "due": self.due}


@dataclass(frozen=True, slots=True)
class OrderNode(NodeRecord):
    """An order; `label` is its number, never a party's name; the amount is in fen."""

    id: str
    label: str
    amount_fen: int
    due: date | None = None

    kind: ClassVar[NodeKind] = NodeKind.ORDER

    def attributes(self) -> dict[str, Any]:
        """Return the node's attributes, without its kind."""
        return {"label": self.label, "amount_fen": self.amount_fen, "due": self.due}
