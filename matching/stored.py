"""A run that was stored, taken up again: its parts and prices stand, nothing is matched anew."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from matching.arrays import Ints
from matching.carry import keys_of
from matching.ground import Ground
from matching.model import Allocation, LimitPrice


def stored_prices(ground: Ground, prices: Iterable[LimitPrice]) -> Ints:
    """Prices of all lines of a ground in ppm; those of limits that are not there are left out."""
    known = {price.limit: price.price_ppm for price in prices}
    return np.array([known.get(name, 0) for name in ground.problem.names], np.int64)


def stored_parts(ground: Ground, parts: Iterable[Allocation]) -> tuple[Ints, Ints]:
    """Pairs and their fen, of the parts that still hold; limits are not looked at."""
    pairs, products = ground.problem.pairs, ground.instance.products
    number = {product.product_id: at for at, product in enumerate(products)}
    keys = keys_of(pairs, len(products))
    by_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for part in parts:
        row, at = ground.row_of.get(part.asset_id), number.get(part.product_id)
        if row is None or at is None:
            continue
        wanted = row * len(products) + at
        pair = int(np.searchsorted(keys, wanted))
        if pair < len(keys) and keys[pair] == wanted:
            by_row[row].append((pair, part.principal_fen))
    kept = sorted(part for row, own in by_row.items() for part in _that_hold(ground, row, own))
    return (
        np.array([pair for pair, _ in kept], np.int64),
        np.array([fen for _, fen in kept], np.int64),
    )


def _that_hold(ground: Ground, row: int, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts of one asset that it may have together."""
    problem = ground.problem
    split = bool(ground.instance.assets.splittable[row])
    held: list[tuple[int, int]] = []
    banks: set[int] = set()
    share = Fraction(0)
    for pair, fen in sorted(parts):
        product, whole = int(problem.pairs.product[pair]), int(problem.fen[pair])
        bank, more = int(problem.bank[product]), Fraction(fen, whole)
        within = problem.least[product] <= fen <= min(int(problem.most[product]), whole)
        fits = bank not in banks if split else fen == whole and not held
        if fits and within and share + more <= 1:
            held.append((pair, fen))
            banks.add(bank)
            share += more
    return held
