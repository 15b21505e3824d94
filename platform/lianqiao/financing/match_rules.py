"""Pure rules of a match run: what only the platform knows of a pair, and what mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching import Check, Product
from matching.rules import ANY, yuan

from ..shared.money import PPM


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
