"""An instance: assets as columns, products and limits, in an order of their contents."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from matching.columns import CODED, AssetColumns, Coded
from matching.errors import ValuesAreFaulty
from matching.model import Asset, Limit, Product

RULE_VERSION = "matching-1"


@dataclass(frozen=True, slots=True)
class Instance:
    """What is matched on one day. Products of a bank stand side by side."""

    as_of: date
    assets: AssetColumns
    products: tuple[Product, ...]
    limits: tuple[Limit, ...]

    @classmethod
    def of(
        cls,
        assets: Sequence[Asset] | AssetColumns,
        products: Sequence[Product],
        limits: Sequence[Limit],
        as_of: date,
    ) -> "Instance":
        """Put everything in canonical order. Raises ValuesAreFaulty for doubles and negatives."""
        columns = assets if isinstance(assets, AssetColumns) else AssetColumns.of(assets)
        _refuse_doubles("asset", columns.ids)
        _refuse_negative_assets(columns)
        return cls(as_of, columns.canonical(), (), ()).under(products, limits)

    def under(self, products: Sequence[Product], limits: Sequence[Limit]) -> "Instance":
        """The same assets, in the same order, under other terms. Raises ValuesAreFaulty."""
        _refuse_doubles("product", [product.product_id for product in products])
        _refuse_doubles("limit", [f"{w.bank}/{w.scope}/{w.party_uscc}" for w in limits])
        _refuse_faulty_terms(products, limits)
        ordered = tuple(sorted(limits, key=lambda w: (w.bank, w.scope, w.party_uscc)))
        return Instance(self.as_of, self.assets, _ordered_products(products), ordered)

    def days(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Days from the matching day to each asset's due date."""
        return self.assets.due - self.as_of.toordinal()

    def banks(self) -> Coded:
        """The bank of each product, coded."""
        return Coded.of(product.bank for product in self.products)

    def digest(self) -> str:
        """A name of the input: the same for the same values in any order of rows."""
        sha = hashlib.sha256(f"{RULE_VERSION}|{self.as_of.isoformat()}".encode())
        for field in fields(self.assets):
            column = getattr(self.assets, field.name)
            if field.name == "ids":
                sha.update("\x1f".join(column).encode())
            elif field.name in CODED:
                sha.update("\x1f".join(column.names).encode() + column.codes.tobytes())
            else:
                sha.update(column.tobytes())
        for row in (*self.products, *self.limits):
            sha.update(repr(row).encode())
        for product in self.products:
            if product.guarantor:
                sha.update(f"{product.product_id}|{product.guarantor}".encode())
        return sha.hexdigest()[:32]


def _refuse_doubles(what: str, keys: Sequence[str]) -> None:
    if len(set(keys)) == len(keys):
        return
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValuesAreFaulty(f"{what} {key} is there twice")
        seen.add(key)


def _refuse_negative_assets(assets: AssetColumns) -> None:
    if (
        len(assets)
        and min(
            int(column.min())
            for column in (assets.amount_fen, assets.requested_fen, assets.weight_ppm)
        )
        < 0
    ):
        raise ValuesAreFaulty("an asset's amount, request or weight is negative")


def _refuse_faulty_terms(products: Sequence[Product], limits: Sequence[Limit]) -> None:
    for product in products:
        values = (product.min_amount_fen, product.advance_rate_ppm, product.rate_ppm)
        if min(*values, product.fee_ppm, product.quota_fen or 0) < 0:
            raise ValuesAreFaulty(f"product {product.product_id} has a negative figure")
    for limit in limits:
        if (limit.scope == "guarantee") != (not limit.bank) or not (limit.bank or limit.party_uscc):
            raise ValuesAreFaulty(f"a guarantee is a guarantor's and no bank's, not so {limit}")
        if limit.limit_fen < 0:
            whose = f"bank {limit.bank}" if limit.bank else f"guarantor {limit.party_uscc}"
            raise ValuesAreFaulty(f"a limit of {whose} is negative")


def _content(product: Product) -> tuple[object, ...]:
    """A product without its names."""
    quota = -1 if product.quota_fen is None else product.quota_fen
    figures = (
        *(product.rate_ppm, product.fee_ppm, product.advance_rate_ppm, quota),
        *(product.min_amount_fen, product.max_amount_fen, product.min_days, product.max_days),
    )
    lists = tuple(
        tuple(sorted(accepted))
        for accepted in (product.kinds, product.parks, product.industries, product.sizes)
    )
    guaranteed = ("guaranteed",) if product.guarantor else ()
    return (*figures, product.max_grade, lists, len(product.core_list), *guaranteed)


def _ordered_products(products: Sequence[Product]) -> tuple[Product, ...]:
    """Bank by bank; banks and products by what they offer, names only between equals."""
    offers: dict[str, list[tuple[object, ...]]] = {}
    for product in products:
        offers.setdefault(product.bank, []).append(_content(product))
    signature = {bank: sorted(offer, key=repr) for bank, offer in offers.items()}
    return tuple(
        sorted(
            products,
            key=lambda p: (repr(signature[p.bank]), p.bank, repr(_content(p)), p.product_id),
        )
    )
