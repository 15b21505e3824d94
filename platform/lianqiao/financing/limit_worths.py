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
    ``own_fen`` what the limit's own bank lends more. Without time left, prices stand alone.
    """
    bank_of = {f"product:{each.product_id}": each.bank for each in standing.products}
    banks = {each.limit: bank_of.get(each.limit) or _bank(each.limit) for each in prices}
    found = dict(_found(standing, choose(prices, banks), banks, budget))
    return [_kept(each, banks[each.limit]) | found.get(each.limit, {}) for each in prices]


def choose(prices: Sequence[LimitPrice], banks: Mapping[str, str]) -> list[str]:
    """Names of the limits that are solved anew, the dearest first."""
    dearest = sorted(prices, key=lambda each: (-each.price_ppm, each.limit))
    taken: Counter[str] = Counter()
    chosen = []
    for rank, price in enumerate(dearest):
        bank = banks[price.limit]
        if rank < DEAREST or taken[bank] < OF_A_BANK:
            chosen.append(price.limit)
            taken[bank] += 1
    return chosen


def _bank(limit: str) -> str:
    """The bank's code in the name of a limit that is not a product's."""
    scope, _colon, rest = limit.partition(":")
    return rest if scope == "bank" else rest.rpartition(":")[0]


def _found(
    standing: Standing, names: list[str], banks: Mapping[str, str], budget: Budget
) -> Iterator[tuple[str, dict[str, int]]]:
    if not names or budget.over():
        return
    for worth in worths_of(standing, names, STEP_FEN):
        yield worth.limit, _resolved(worth, banks[worth.limit])
        if budget.over():
            return


def _resolved(worth: Worth, bank: str) -> dict[str, int]:
    both = worth.difference
    own = sum(shift.more_fen for shift in both.by_bank if shift.name == bank)
    return {
        "more_fen": worth.more_fen,
        "gain_fen": worth.gained_fen,
        "principal_fen": both.after.principal_fen - both.before.principal_fen,
        "own_fen": own,
    }


def _kept(price: LimitPrice, bank: str) -> dict[str, Any]:
    return {
        "limit": price.limit,
        "bank": bank,
        "used_fen": price.used_fen,
        "limit_fen": price.limit_fen,
        "price": price.price,
    }
