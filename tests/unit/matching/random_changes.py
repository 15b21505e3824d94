"""Random changes of an instance, by hypothesis or from a seed, and the instance after them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from matching import (
    Asset,
    Change,
    Limit,
    Product,
    Standing,
    with_asset,
    with_limit,
    with_product,
    without_asset,
    without_limit,
    without_product,
)
from tests.unit.matching.random_instances import Given, assets, limit_rows, products


@dataclass
class World:
    """What is matched, by key, as plain objects."""

    assets: dict[str, Asset]
    products: dict[str, Product]
    limits: dict[tuple[str, Any, str], Limit]

    @classmethod
    def of(cls, given: Given) -> "World":
        """The objects of an instance."""
        return cls(
            {asset.asset_id: asset for asset in given[0]},
            {product.product_id: product for product in given[1]},
            {(limit.bank, limit.scope, limit.party_uscc): limit for limit in given[2]},
        )

    def given(self) -> Given:
        """The objects as lists."""
        return list(self.assets.values()), list(self.products.values()), list(self.limits.values())

    def note(self, what: Asset | Product | Limit) -> None:
        """Add or change something here."""
        if isinstance(what, Asset):
            self.assets[what.asset_id] = what
        elif isinstance(what, Product):
            self.products[what.product_id] = what
        else:
            self.limits[what.bank, what.scope, what.party_uscc] = what

    def put(self, standing: Standing, what: Asset | Product | Limit) -> Standing:
        """Add or change something here and there."""
        self.note(what)
        if isinstance(what, Asset):
            return with_asset(standing, what)
        is_product = isinstance(what, Product)
        return with_product(standing, what) if is_product else with_limit(standing, what)

    def drop(self, standing: Standing, kind: str, at: int) -> Standing:
        """Take something out here and there; nothing where there is none."""
        table: dict[Any, Any] = getattr(self, kind)
        if not table:
            return standing
        key = sorted(table)[at % len(table)]
        del table[key]
        if kind == "assets":
            return without_asset(standing, key)
        return (
            without_product(standing, key) if kind == "products" else without_limit(standing, *key)
        )


Step = Asset | Product | Limit | tuple[str, int]


def apply(world: World, standing: Standing, step: Step) -> Standing:
    """One step on a world and on its standing."""
    return world.drop(standing, *step) if isinstance(step, tuple) else world.put(standing, step)


def steps(most: int) -> st.SearchStrategy[list[Step]]:
    """Changes of small instances: new things, known ones with other values, things that go."""
    numbers = st.integers(0, 9)
    kinds = st.sampled_from(["assets", "products", "limits"])
    one: st.SearchStrategy[Any] = st.one_of(
        numbers.flatmap(lambda number: assets(number, True)),
        numbers.flatmap(lambda number: products(number % 7)),
        limit_rows().filter(bool).map(lambda rows: rows[0]),
        st.tuples(kinds, numbers),
    )
    return st.lists(one, min_size=1, max_size=most)


def drawn(chance: Random, world: World, number: int) -> Step:
    """One change of a generated instance, of a kind that goes round with the number."""
    kind = number % 7
    if kind in (0, 1):
        known = chance.choice(list(world.assets.values()))
        amount = max(1, int(known.amount_fen * chance.uniform(0.5, 2.0)))
        name = f"NEW{number}" if kind else known.asset_id
        return replace(known, asset_id=name, amount_fen=amount, splittable=chance.random() < 0.2)
    if kind in (2, 3):
        offer = chance.choice(list(world.products.values()))
        if kind == 2:
            quota = int((offer.quota_fen or 10**9) * chance.uniform(0.5, 1.5))
            return replace(offer, quota_fen=quota)
        rate = int(offer.rate_ppm * chance.uniform(0.8, 1.2))
        return replace(offer, rate_ppm=rate, max_grade=chance.randint(3, 9))
    if kind == 4:
        limit = chance.choice(list(world.limits.values()))
        return replace(limit, limit_fen=int(limit.limit_fen * chance.uniform(0.5, 1.5)))
    if kind == 5:
        return "assets", chance.randrange(10**6)
    return chance.choice(["limits", "products"]), chance.randrange(10**6)


def several(given: Sequence[Step]) -> Change:
    """Changes of different things as one."""
    return Change(
        assets=tuple(each for each in given if isinstance(each, Asset)),
        products=tuple(each for each in given if isinstance(each, Product)),
        limits=tuple(each for each in given if isinstance(each, Limit)),
    )
