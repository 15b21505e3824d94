"""How well a product fits one document: pure rules. Who owns firm or bank is never asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

MOST = 100


@dataclass(frozen=True, slots=True)
class FitRule:
    """What each mark weighs, and where it begins and ends: rule parameters (平台设置).

    A product whose all-in cost reaches ``dearest_ppm`` gets nothing for its cost; one that
    leaves ``delay_days`` for a debtor that pays late, or decides within a day, gets all.
    """

    weights: Mapping[str, int]
    dearest_ppm: int
    delay_days: int
    slowest_days: int


@dataclass(frozen=True, slots=True)
class Pair:
    """What the marks look at: cost in ppm a year, days of the document, terms of the product."""

    all_in_ppm: int
    days: int
    max_days: int
    decision_days: int
    knows_firm: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """Marks from 0 to 100, and their weighted mean, rounded down."""

    cost: int
    tenor: int
    speed: int
    relationship: int
    total: int


def fit_of(pair: Pair, rule: FitRule) -> Fit:
    """Cheap, with room for a late payment, quickly decided, and from a bank that knows the firm.

    The score depends on this pair alone, never on another bank.
    """
    marks = {
        "cost": _less_is_more(pair.all_in_ppm, rule.dearest_ppm),
        "tenor": MOST - _less_is_more(pair.max_days - pair.days, rule.delay_days),
        "speed": _less_is_more(pair.decision_days - 1, rule.slowest_days - 1),
        "relationship": MOST if pair.knows_firm else 0,
    }
    whole = sum(rule.weights.get(name, 0) for name in marks)
    total = sum(rule.weights.get(name, 0) * mark for name, mark in marks.items())
    return Fit(**marks, total=total // whole if whole else 0)


def _less_is_more(value: int, worst: int) -> int:
    """All for nothing, nothing for the worst."""
    if worst <= 0:
        return 0 if value > 0 else MOST
    return MOST * (worst - min(max(value, 0), worst)) // worst


def marks_of(fit: Fit) -> dict[str, int]:
    """The marks by name, without their sum."""
    marks = asdict(fit)
    del marks["total"]
    return marks
