"""Eligibility with reasons, and allocation with a proven bound."""

from matching import _threads  # noqa: F401 - first, so that numpy finds it said
from matching.eligibility import find_eligible
from matching.instance import RULE_VERSION, Instance
from matching.match import match
from matching.model import (
    Allocation,
    Asset,
    Check,
    Limit,
    LimitPrice,
    NearMiss,
    Product,
    Result,
    Unfunded,
)
from matching.rules import EXTRA_RULES, RULES, explain

__all__ = [
    "EXTRA_RULES",
    "RULES",
    "RULE_VERSION",
    "Allocation",
    "Asset",
    "Check",
    "Instance",
    "Limit",
    "LimitPrice",
    "NearMiss",
    "Product",
    "Result",
    "Unfunded",
    "explain",
    "find_eligible",
    "match",
]
