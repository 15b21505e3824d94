"""The kinds of nodes and edges, and the small codes that hang on them."""

from enum import StrEnum
from typing import NamedTuple


class NodeKind(StrEnum):
    """What a node is."""

    ENTERPRISE = "enterprise"
    RECEIVABLE = "receivable"
    ORDER = "order"
    PRODUCT = "product"
    BANK = "bank"
    GUARANTOR = "guarantor"


class EdgeKind(StrEnum):
    """What an edge says; read it as source, verb, target."""

    SUPPLIES = "supplies"
    OWES = "owes"
    ORDERED = "ordered"
    HOLDS = "holds"
    AGAINST = "against"
    ELIGIBLE = "eligible"
    OFFERS = "offers"
    LENDS = "lends"
    GUARANTEES = "guarantees"
    CONTROLS = "controls"


class Risk(StrEnum):
    """How much attention a firm asks for."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Reason(NamedTuple):
    """One rule that a document met at a product: name, value found, value required."""

    rule: str
    value: str
    required: str
