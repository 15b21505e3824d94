"""Near misses: for each asset left out, the ineligible products that fail the fewest rules."""

from collections.abc import Iterator

import numpy as np

from matching.arrays import Indices, Ints
from matching.eligibility import PROFILE, RuleTables, amount_passes, principal_of
from matching.instance import Instance
from matching.model import Asset, Check, NearMiss, Product
from matching.rules import ALL_RULES, ExtraChecks, extra_checks

MOST = 5
BLOCK = 2048
CURABLE = ("tenor", "amount")
ONE_RULE = 64  # a failed rule outweighs every difference in what could be mended


def near_misses(
    instance: Instance, rows: Ints, extra: ExtraChecks | None = None
) -> list[tuple[NearMiss, ...]]:
    """At most five for each asset of `rows`: fewest failures first, then what can be mended."""
    if not len(rows) or not instance.products:
        return [() for _ in rows]
    return [
        tuple(_miss(instance, asset, instance.products[column], extra) for column in columns)
        for asset, columns in _closest(instance, rows, extra)
    ]


def _miss(
    instance: Instance, asset: Asset, product: Product, extra: ExtraChecks | None
) -> NearMiss:
    failed = []
    for rule in ALL_RULES:
        value, asked = rule.value(asset, product, instance.as_of), rule.required(asset, product)
        if not rule.accepts(value, asked):
            shown = rule.show_value(value), rule.show_required(asked)
            failed.append(Check(rule.name, False, *shown))
    failed += [check for check in extra_checks(asset, product, extra) if not check.passed]
    return NearMiss(product.product_id, tuple(failed))


def _closest(
    instance: Instance, rows: Ints, extra: ExtraChecks | None
) -> Iterator[tuple[Asset, list[int]]]:
    """The products of each asset's near misses, by number."""
    tables = RuleTables.of(instance)
    parts, profile = tables.merged(PROFILE)
    cost = np.zeros((len(parts[0]), len(instance.products)), np.int16)
    for name, part in zip(PROFILE, parts, strict=True):
        cost += ~tables.tables[name][part] * np.int16(ONE_RULE + 1)
    for start in range(0, len(rows), BLOCK):
        here = rows[start : start + BLOCK]
        grid = cost[profile[here]]
        grid += ~tables.tables["core"][tables.rows["core"][here]] * np.int16(ONE_RULE + 1)
        grid += ~tables.tables["tenor"][tables.rows["tenor"][here]] * np.int16(ONE_RULE)
        grid += _amount_cost(instance, here)
        assets = [instance.assets.asset(row) for row in here.tolist()]
        if extra is not None:
            grid += _extra_cost(instance, assets, extra)
        grid[grid == 0] = np.iinfo(np.int16).max
        order = np.argsort(grid, axis=1, kind="stable")[:, :MOST]
        missed = np.take_along_axis(grid, order, axis=1) < np.iinfo(np.int16).max
        for asset, columns, real in zip(assets, order, missed, strict=True):
            yield asset, columns[real].tolist()


def _amount_cost(instance: Instance, rows: Ints) -> Indices:
    width = len(instance.products)
    asset = np.repeat(rows, width).astype(np.int32)
    product = np.tile(np.arange(width, dtype=np.int32), len(rows))
    passed = amount_passes(instance, asset, product, principal_of(instance, asset, product))
    return (~passed).reshape(len(rows), width) * np.int16(ONE_RULE)


def _extra_cost(instance: Instance, assets: list[Asset], extra: ExtraChecks) -> Indices:
    failures = [
        [sum(not check.passed for check in extra(asset, product)) for product in instance.products]
        for asset in assets
    ]
    return np.array(failures, np.int16) * np.int16(ONE_RULE + 1)
