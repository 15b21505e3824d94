"""Eligibility with reasons, and allocation with a proven bound."""

from matching import _threads  # noqa: F401 - first, so that numpy finds it said
from matching.change import Change
from matching.difference import Difference, Moved, Shift
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
from matching.standing import (
    Standing,
    changed,
    stand,
    take_up,
    with_asset,
    with_limit,
    with_product,
    without_asset,
    without_limit,
    without_product,
)
from matching.what_if import Worth, times, to_ceilings, what_if, worth_of, worths_of

__all__ = [
    "EXTRA_RULES",
    "RULES",
    "RULE_VERSION",
    "Allocation",
    "Asset",
    "Change",
    "Check",
    "Difference",
    "Instance",
    "Limit",
    "LimitPrice",
    "Moved",
    "NearMiss",
    "Product",
    "Result",
    "Shift",
    "Standing",
    "Unfunded",
    "Worth",
    "changed",
    "explain",
    "find_eligible",
    "match",
    "stand",
    "take_up",
    "times",
    "to_ceilings",
    "what_if",
    "with_asset",
    "with_limit",
    "with_product",
    "without_asset",
    "without_limit",
    "without_product",
    "worth_of",
    "worths_of",
]
