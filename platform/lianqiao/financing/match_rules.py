"""Pure rules of a match run: what only the platform knows of a pair, and how well it fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching import Check, Product
from matching.rules import ANY, yuan

from ..shared.money import PPM

WEIGHTS: Mapping[str, int] = {"cost": 50, "tenor": 30, "speed": 20}
DEAREST_PPM = 120_000  # an all-in cost of 12 % and more gets nothing for its cost
DELAY_DAYS = 30  # a debtor that pays so much late still lies within the product's term
SLOWEST_DAYS = 11


@dataclass(frozen=True, slots=True)
class Known:
    """What the platform knows of a pair beyond the eight rules of the files."""

    authorised: bool
    dishonest: bool
    is_free: bool
    borrowed: bool
    first_time_only: bool


def platform_checks(product: Product, known: Known) -> Sequence[Check]:
    """The five rules that only a database can answer, in their order.

    authorised: 征信业管理条例 art. 29. plan: the product's quota has room for its smallest loan.
    """
    room, least = product.quota_fen, max(1, product.min_amount_fen)
    first = not (known.first_time_only and known.borrowed)
    return (
        Check("authorised", known.authorised, _yes(known.authorised), "yes"),
        Check("dishonest", not known.dishonest, _yes(known.dishonest), "no"),
        Check("free", known.is_free, _yes(known.is_free), "yes"),
        Check(
            "first_time",
            first,
            "repeat" if known.borrowed else "first",
            "first" if known.first_time_only else ANY,
        ),
        Check(
            "plan",
            room is None or room >= least,
            ANY if room is None else yuan(max(0, room)),
            f"{yuan(least)}..",
        ),
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a product fits a document: three marks from 0 to 100, and their weighted sum."""

    cost: int
    tenor: int
    speed: int

    @property
    def total(self) -> int:
        """The weighted sum, 0 to 100; it depends on this pair alone, never on another bank."""
        marks = {"cost": self.cost, "tenor": self.tenor, "speed": self.speed}
        return sum(WEIGHTS[name] * mark for name, mark in marks.items()) // 100


def fit_of(all_in_ppm: int, days: int, max_days: int, decision_days: int) -> Fit:
    """The marks: cheap, with room for a late payment, and quickly decided."""
    cost = 100 * (DEAREST_PPM - min(all_in_ppm, DEAREST_PPM)) // DEAREST_PPM
    spare = min(max(0, max_days - days), DELAY_DAYS)
    slow = min(max(1, decision_days), SLOWEST_DAYS) - 1
    return Fit(cost, 100 * spare // DELAY_DAYS, 100 - 100 * slow // (SLOWEST_DAYS - 1))


def effort(checks: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """How hard a near miss is to mend: rules that fail, those beyond one's reach, days missing."""
    failed = [check for check in checks if not check["passed"]]
    hard = [check for check in failed if check["rule"] not in ("tenor", "amount", "authorised")]
    days = sum(_days_missing(check) for check in failed if check["rule"] == "tenor")
    return len(failed), len(hard), days


def _days_missing(check: Mapping[str, Any]) -> int:
    low, _dots, top = check["required"].partition("..")
    value = int(check["value"])
    return max(int(low) - value, value - int(top), 0)


def price_in_wan(price: float, step_fen: int = 100 * PPM) -> int:
    """What one more million yuan of a limit brings in net proceeds, in fen."""
    return round(price * step_fen)
