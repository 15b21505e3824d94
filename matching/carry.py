"""What goes over from a standing to the same under other terms: assets, pairs, parts, concerns."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matching.arrays import Floats, Ints
from matching.columns import AssetColumns
from matching.eligibility import Pairs, find_eligible
from matching.ground import Ground
from matching.instance import Instance
from matching.state import State

SHORT = 1_000  # assets that fall short of their best and are looked at, at most


def present(state: State) -> tuple[AssetColumns, Ints]:
    """Assets that are there, and for each row of the state its new one, -1 where it is gone."""
    alive, posed = state.rows.alive, len(state.ground.row_of)
    assets = state.ground.instance.assets
    if not alive[:posed].all():
        assets = assets.take(np.flatnonzero(alive[:posed]))
    there = alive[posed:].tolist()
    later = [asset for (asset, _), is_there in zip(state.newer, there, strict=True) if is_there]
    if later:
        assets = assets.joined(AssetColumns.of(later))
    return assets, np.where(alive, np.cumsum(alive) - 1, -1)


def eligible_again(state: State, instance: Instance, row_of: Ints) -> Pairs:
    """Eligible pairs of an instance under other terms; only products that changed are asked."""
    before = {p.product_id: (p, number) for number, p in enumerate(state.ground.instance.products)}
    number_of = np.full(len(before), -1, np.int64)
    changed = []
    for number, product in enumerate(instance.products):
        old, place = before.get(product.product_id, (None, -1))
        if old == product:
            number_of[place] = number
        else:
            changed.append(number)
    parts = [_carried(_all_eligible(state), row_of, number_of)]
    if changed:
        some = replace(instance, products=tuple(instance.products[number] for number in changed))
        found = find_eligible(some, state.ground.extra)
        product_of = np.array(changed, np.int32)[found.product]
        parts.append(Pairs(found.asset, product_of, found.principal_fen))
    whole = _chained(parts)
    keys = keys_of(whole, len(instance.products))
    return whole if (np.diff(keys) > 0).all() else whole.take(np.argsort(keys, kind="stable"))


def kept(state: State, ground: Ground, row_of: Ints) -> tuple[Ints, Ints]:
    """Pairs of a ground that keep what they had, and their fen; lines are not looked at."""
    columns, problem, products = state.columns, ground.problem, len(ground.instance.products)
    had = np.flatnonzero(state.given)
    product = _same_bank(state.ground.instance, ground.instance)[columns.product[had]]
    wanted = row_of[columns.row[had]] * products + product
    keys = keys_of(problem.pairs, products)
    if not len(keys):
        return had[:0], had[:0]
    pair = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    fen, whole = state.given[had], problem.fen[pair]
    fits = (product >= 0) & (keys[pair] == wanted) & (whole == columns.fen[had])
    fits &= (problem.least[product] <= fen) & (fen <= problem.most[product])
    pair, fen = pair[fits], fen[fits]
    order = np.argsort(pair, kind="stable")
    return pair[order], fen[order]


def concerned(before: State, after: State, row_of: Ints, *, everything: bool) -> tuple[Ints, Ints]:
    """Assets and lines that a change of terms concerns, or all of them.

    First come assets that lost something, then those that fall shortest of their best.
    """
    count = len(after.rows.first)
    mark, lines = np.zeros(count, bool), []
    for state, line in _changed_lines(before, after):
        row = state.columns.row[state.on_line(line)]
        mark[row if state is after else row_of[row]] = True
        lines += [line] if state is after else []
    known = set(before.ground.instance.products)
    products = enumerate(after.ground.instance.products)
    changed = [number for number, product in products if product not in known]
    pairs = after.ground.problem.pairs
    mark[pairs.asset[np.isin(pairs.product, changed)]] = True
    if everything:
        mark[:], lines = True, np.flatnonzero(after.ceilings.price_ppm).tolist()
    lost = np.flatnonzero(_given(before, row_of, count) > _given(after, np.arange(count), count))
    short = _shortfall(after) * mark
    short[lost] = 0
    most = np.argsort(-short, kind="stable")[:SHORT]
    return np.concatenate([lost, most[short[most] > 0]]), np.array(lines, np.int64)


def _changed_lines(before: State, after: State) -> Iterator[tuple[State, int]]:
    """Lines of either state whose limit is not the same in the other."""
    for state, other in ((before, after), (after, before)):
        limits = other.ceilings.limit.tolist()
        number = other.ceilings.number
        own = zip(state.ceilings.names, state.ceilings.limit.tolist(), strict=True)
        for line, (name, limit) in enumerate(own):
            at = number.get(name, -1)
            if at < 0 or limits[at] != limit:
                yield state, line


def _given(state: State, row_of: Ints, count: int) -> Floats:
    had = np.flatnonzero(state.given)
    rows = row_of[state.columns.row[had]]
    there = rows >= 0
    return np.bincount(rows[there], state.given[had][there], count).astype(float)


def _shortfall(state: State) -> Floats:
    """What each asset could gain beyond what it has, at the prices, in fen."""
    pairs = np.flatnonzero(state.rows.alive[state.columns.row[: state.count]])
    best = np.zeros(len(state.rows.first))
    np.maximum.at(best, state.columns.row[pairs], state.columns.gain[pairs])
    return np.maximum(best - state.rows.held, 0.0)


def _same_bank(old: Instance, new: Instance) -> Ints:
    """The new number of each old product, -1 where it is gone or with another bank."""
    place = {(p.product_id, p.bank): number for number, p in enumerate(new.products)}
    return np.array([place.get((p.product_id, p.bank), -1) for p in old.products], np.int64)


def keys_of(pairs: Pairs, products: int) -> Ints:
    """One ascending number a pair, by asset, then product."""
    keys: Ints = pairs.asset.astype(np.int64) * products + pairs.product
    return keys


def _all_eligible(state: State) -> Pairs:
    """The eligible pairs of the ground and of the assets that came later, by row of the state."""
    posed = len(state.ground.row_of)
    later = [
        Pairs(np.full(len(pairs), posed + at, np.int32), pairs.product, pairs.principal_fen)
        for at, (_, pairs) in enumerate(state.newer)
    ]
    return _chained([state.ground.eligible, *later])


def _chained(parts: list[Pairs]) -> Pairs:
    if len(parts) == 1:
        return parts[0]
    columns = zip(*((p.asset, p.product, p.principal_fen) for p in parts), strict=True)
    return Pairs(*map(np.concatenate, columns))


def _carried(pairs: Pairs, row_of: Ints, number_of: Ints) -> Pairs:
    """Pairs under the new numbers of assets and products, without those that are gone."""
    row, product = row_of[pairs.asset], number_of[pairs.product]
    there = np.flatnonzero((row >= 0) & (product >= 0))
    return Pairs(
        row[there].astype(np.int32), product[there].astype(np.int32), pairs.principal_fen[there]
    )
