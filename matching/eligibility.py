"""Which pairs are eligible: one bitset per attribute value, joined block by block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Bytes, Indices, Ints
from matching.instance import Instance
from matching.model import Product, advance
from matching.rules import AMOUNT, BY_NAME, ExtraChecks, accept_table

BLOCK = 4096
PROFILE = ("kind", "park", "industry", "size", "grade")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Eligible pairs by asset, then product: row numbers, principal in fen."""

    asset: Indices
    product: Indices
    principal_fen: Ints

    def __len__(self) -> int:
        return len(self.asset)

    def take(self, chosen: Bools | Ints | Indices) -> "Pairs":
        """The chosen pairs."""
        return Pairs(self.asset[chosen], self.product[chosen], self.principal_fen[chosen])


@dataclass(frozen=True, slots=True)
class RuleTables:
    """For each rule but the amount: a row of the table for each asset, a column a product."""

    tables: dict[str, Bools]
    rows: dict[str, Indices]

    @classmethod
    def of(cls, instance: Instance) -> "RuleTables":
        """Ask every rule once for each distinct value."""
        tables: dict[str, Bools] = {}
        rows: dict[str, Indices] = {}
        for name, (values, codes) in _distinct(instance).items():
            required = _required(name, instance.products)
            tables[name] = accept_table(BY_NAME[name], values, required)
            rows[name] = codes
        return cls(tables, rows)

    def merged(self, names: Sequence[str]) -> tuple[list[Indices], Indices]:
        """Rows of several rules as one: the distinct combinations, and each asset's."""
        key = np.zeros(len(self.rows[names[0]]), np.int64)
        for name in names:
            key = key * len(self.tables[name]) + self.rows[name]
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return [self.rows[name][first] for name in names], inverse.astype(np.int32)


def _distinct(instance: Instance) -> dict[str, tuple[Sequence[object], Indices]]:
    """Distinct values of each rule, and which of them each asset has."""
    assets = instance.assets
    found: dict[str, tuple[Sequence[object], Indices]] = {
        "kind": (assets.kind.names, assets.kind.codes),
        "park": (assets.park.names, assets.park.codes),
        "industry": (assets.industry.names, assets.industry.codes),
        "size": (assets.size.names, assets.size.codes),
        "core": (assets.core_uscc.names, assets.core_uscc.codes),
    }
    for name, column in (("grade", assets.grade), ("tenor", instance.days())):
        values, codes = np.unique(column, return_inverse=True)
        found[name] = (values.tolist(), codes.astype(np.int32))
    return found


def _required(name: str, products: Sequence[Product]) -> list[object]:
    """What each product asks under a rule that does not look at the asset for it."""
    rule = BY_NAME[name]
    return [rule.required(None, product) for product in products]  # type: ignore[arg-type]


def _packed(table: Bools) -> Bytes:
    return np.packbits(table, axis=1)


def principal_of(instance: Instance, asset: Indices, product: Indices) -> Ints:
    """Principal of each pair in fen."""
    rates = np.array([p.advance_rate_ppm for p in instance.products], np.int64)
    amount: Ints = instance.assets.amount_fen[asset]
    most = advance(amount, rates[product])  # type: ignore[arg-type]
    return np.minimum(instance.assets.requested_fen[asset], most)


def amount_passes(instance: Instance, asset: Indices, product: Indices, fen: Ints) -> Bools:
    """The amount rule on each pair."""
    least = np.array([p.min_amount_fen for p in instance.products], np.int64)[product]
    most = np.array([p.max_amount_fen for p in instance.products], np.int64)[product]
    passed: Bools = AMOUNT.accepts(fen, (least, most, instance.assets.splittable[asset]))
    return passed


def find_eligible(instance: Instance, extra: ExtraChecks | None = None) -> Pairs:
    """All eligible pairs. `extra` adds the rules that only a database can answer."""
    if not len(instance.assets) or not instance.products:
        return Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))
    blocks = list(_blocks(instance, RuleTables.of(instance)))
    pairs = Pairs(
        np.concatenate([block.asset for block in blocks]),
        np.concatenate([block.product for block in blocks]),
        np.concatenate([block.principal_fen for block in blocks]),
    )
    return pairs if extra is None else pairs.take(_extra_pass(instance, pairs, extra))


def _blocks(instance: Instance, rules: RuleTables) -> Iterator[Pairs]:
    parts, profile = rules.merged(PROFILE)
    bits = _packed(rules.tables[PROFILE[0]])[parts[0]]
    for name, rows in zip(PROFILE[1:], parts[1:], strict=True):
        bits &= _packed(rules.tables[name])[rows]
    core, tenor = _packed(rules.tables["core"]), _packed(rules.tables["tenor"])
    for start in range(0, len(instance.assets), BLOCK):
        here = slice(start, start + BLOCK)
        joined = bits[profile[here]] & core[rules.rows["core"][here]]
        joined &= tenor[rules.rows["tenor"][here]]
        yield _with_amount(instance, start, joined)


def _with_amount(instance: Instance, start: int, joined: Bytes) -> Pairs:
    grid = np.unpackbits(joined, axis=1, count=len(instance.products)).view(bool)
    row, column = np.nonzero(grid)
    asset, product = (row + start).astype(np.int32), column.astype(np.int32)
    fen = principal_of(instance, asset, product)
    found = Pairs(asset, product, fen)
    return found.take(amount_passes(instance, asset, product, fen))


def _extra_pass(instance: Instance, pairs: Pairs, extra: ExtraChecks) -> Bools:
    """Ask the extra rules for the pairs that pass the eight; an asset is built once."""
    passed = np.ones(len(pairs), bool)
    last, asset = -1, None
    for k, (row, column) in enumerate(
        zip(pairs.asset.tolist(), pairs.product.tolist(), strict=True)
    ):
        if row != last or asset is None:
            last, asset = row, instance.assets.asset(row)
        checks = extra(asset, instance.products[column])
        passed[k] = all(check.passed for check in checks)
    return passed
