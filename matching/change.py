"""A change of what is matched: assets, products and limits that come, differ or go."""

from dataclasses import dataclass
from typing import Any

from matching.errors import NothingBearsThatName
from matching.instance import Instance
from matching.model import Asset, Limit, Product, Scope

LimitKey = tuple[str, Scope, str]
Terms = tuple[tuple[Product, ...], tuple[Limit, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be added or changed, and what is to go; limits go by bank, scope and party."""

    assets: tuple[Asset, ...] = ()
    products: tuple[Product, ...] = ()
    limits: tuple[Limit, ...] = ()
    without_assets: tuple[str, ...] = ()
    without_products: tuple[str, ...] = ()
    without_limits: tuple[LimitKey, ...] = ()


def terms_after(instance: Instance, change: Change) -> Terms | None:
    """Products and limits after a change, None where it changes neither."""
    products = {product.product_id: product for product in instance.products}
    limits = {(limit.bank, limit.scope, limit.party_uscc): limit for limit in instance.limits}
    for name in change.without_products:
        _take_out(products, name, "product")
    for key in change.without_limits:
        _take_out(limits, key, "limit")
    products |= {product.product_id: product for product in change.products}
    limits |= {(limit.bank, limit.scope, limit.party_uscc): limit for limit in change.limits}
    after = tuple(products.values()), tuple(limits.values())
    return None if after == (instance.products, instance.limits) else after


def _take_out(known: dict[Any, Any], key: Any, what: str) -> None:
    if known.pop(key, None) is None:
        raise NothingBearsThatName(f"there is no {what} {key}")
