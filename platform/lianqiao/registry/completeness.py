"""How complete a firm's profile is: what is missing, and what filling it in would bring."""

from collections.abc import Iterable
from dataclasses import dataclass

ITEMS = ("contact", "size", "tax_grade", "partners", "documents", "scorecard", "consent")


@dataclass(frozen=True)
class Known:
    """What the platform knows of a firm, item by item."""

    contact: bool
    size: bool
    tax_grade: bool
    partners: bool
    documents: bool
    scorecard: bool
    consent: bool


@dataclass(frozen=True)
class Item:
    """A line of the list."""

    key: str
    done: bool


def completeness(known: Known) -> list[Item]:
    """Every item, what is missing first; the order among equals is that of their use."""
    items = [Item(key, bool(getattr(known, key))) for key in ITEMS]
    return sorted(items, key=lambda item: item.done)


def done(items: Iterable[Item]) -> int:
    """How many items are there."""
    return sum(item.done for item in items)
