"""What a million more of each scarce limit would really bring, solved anew for the dearest ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matching import LimitPrice, Standing, Worth, worths_of
from matching.clock import Budget

STEP_FEN = 100 * 10_000 * 100
DEAREST, OF_A_BANK = 10, 2  # solved anew: so many in all, and at least so many of every bank


def priced(
    standing: Standing, prices: Sequence[LimitPrice], budget: Budget
) -> list[dict[str, Any]]:
    """The limit prices of a run as they are kept, the dearest with what raising them brings.

    ``gain_fen`` is what all firms together get more, ``principal_fen`` what is lent more,
    ``own_fen`` what the limit's own bank lends more, or what is lent more under a guarantor's
    own guarantee; ``bank`` is empty for that. Without time left, prices stand alone.
    """
    bank_of = {f"product:{each.product_id}": each.bank for each in standing.products}
    holders = {each.limit: bank_of.get(each.limit) or _holder(each.limit) for each in prices}
    found = dict(_found(standing, choose(prices, holders), holders, budget))
    return [_kept(each, holders[each.limit]) | found.get(each.limit, {}) for each in prices]


def choose(prices: Sequence[LimitPrice], holders: Mapping[str, str]) -> list[str]:
    """Names of the limits that are solved anew, the dearest first, some of every holder."""
    dearest = sorted(prices, key=lambda each: (-each.price_ppm, each.limit))
    taken: Counter[str] = Counter()
    chosen = []
    for rank, price in enumerate(dearest):
        holder = holders[price.limit]
        if rank < DEAREST or taken[holder] < OF_A_BANK:
            chosen.append(price.limit)
            taken[holder] += 1
    return chosen


def _holder(limit: str) -> str:
    """The bank's code in the name of a limit that is not a product's; a guarantor's line whole."""
    scope, _colon, rest = limit.partition(":")
    if scope == "guarantee":
        return limit
    return rest if scope == "bank" else rest.rpartition(":")[0]


def _found(
    standing: Standing, names: list[str], holders: Mapping[str, str], budget: Budget
) -> Iterator[tuple[str, dict[str, int]]]:
    if not names or budget.over():
        return
    for worth in worths_of(standing, names, STEP_FEN):
        yield worth.limit, _resolved(worth, _products_of(standing, holders[worth.limit]))
        if budget.over():
            return


def _products_of(standing: Standing, holder: str) -> set[str]:
    """Products of a bank, or those behind which a guarantor stands."""
    return {
        each.product_id
        for each in standing.products
        if holder in (each.bank, f"guarantee:{each.guarantor}")
    }


def _resolved(worth: Worth, products: set[str]) -> dict[str, int]:
    both = worth.difference
    own = sum(shift.more_fen for shift in both.by_product if shift.name in products)
    return {
        "more_fen": worth.more_fen,
        "gain_fen": worth.gained_fen,
        "principal_fen": both.after.principal_fen - both.before.principal_fen,
        "own_fen": own,
    }


def _kept(price: LimitPrice, holder: str) -> dict[str, Any]:
    return {
        "limit": price.limit,
        "bank": "" if holder == price.limit else holder,
        "used_fen": price.used_fen,
        "limit_fen": price.limit_fen,
        "price": price.price,
    }
