"""From a market to rows: the allocation, every eligible pair, and what nearly fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from matching import Asset as MatchedAsset
from matching import Check, Instance, Result, explain, find_eligible, stand
from matching import Product as MatchedProduct
from matching.clock import Budget
from matching.model import principal
from matching.near import near_misses

from ..shared.ids import new_id
from ..shared.interest import all_in_ppm, interest_fen
from ..shared.money import multiply_ppm
from .fit_rules import Pair, fit_of
from .limit_worths import priced
from .match_reading import Market
from .match_rules import Known, platform_checks

FOR_LIMITS = 0.25  # of the time that a run is given, at most so much for what limits are worth


@dataclass(frozen=True, slots=True)
class Row:
    """An opportunity without its run: a pair with its figures and all rules. Money in fen."""

    asset_id: str
    product_id: str
    bank_id: str
    borrower_id: str
    eligible: bool
    failed_rules: int
    principal_fen: int
    days: int
    net_fen: int
    cost_fen: int
    all_in_ppm: int
    fit: int
    recommended_fen: int
    checks: list[dict[str, Any]]

    def as_columns(self, run_id: str, now: datetime) -> dict[str, Any]:
        """The values of the table's columns."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**values, "run_id": run_id, "id": new_id(), "created_at": now, "version": 1}


@dataclass(frozen=True, slots=True)
class Matched:
    """The result with its proof, and the rows to keep."""

    result: Result
    rows: list[Row]
    prices: list[dict[str, Any]]


def match_market(market: Market, time_limit: float | None = None) -> Matched:
    """Match a market. The same market gives the same result and the same rows."""
    instance, checks = instance_of(market), PlatformChecks(market)
    standing = stand(instance, Budget(time_limit), checks)
    result = standing.result()
    given = {(a.asset_id, a.product_id): a.principal_fen for a in result.allocations}
    rows = [
        _row(market, checks, asset_id, code, given.get((asset_id, code), 0))
        for asset_id, code in _pairs(instance, checks)
    ]
    rows.sort(key=lambda row: (row.asset_id, row.product_id))
    most = None if time_limit is None else time_limit * FOR_LIMITS
    return Matched(result, rows, priced(standing, result.limit_prices, Budget(most)))


def instance_of(market: Market) -> Instance:
    """What matching is given of a market."""
    return Instance.of(market.assets, market.products, market.limits, market.as_of)


class PlatformChecks:
    """The rules that only the platform's own data answers, as matching asks for them."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._told: dict[tuple[str, Known], list[Check]] = {}

    def __call__(self, asset: MatchedAsset, product: MatchedProduct) -> list[Check]:
        held = self.market.held[asset.asset_id]
        offered = self.market.offered[product.product_id]
        known = Known(
            authorised=held.lets_see(offered.bank_id),
            dishonest=held.dishonest,
            is_free=offered.bank_id not in held.claimed_by,
            borrowed=held.borrowed,
            first_time_only=offered.first_time_only,
        )
        key = product.product_id, known
        if key not in self._told:  # few firms differ, and a run asks about every pair
            self._told[key] = list(platform_checks(product, known))
        return self._told[key]


def _pairs(instance: Instance, checks: PlatformChecks) -> Iterator[tuple[str, str]]:
    """Every eligible pair, and at most five near misses of each document."""
    eligible = find_eligible(instance, checks)
    ids, products = instance.assets.ids, instance.products
    for asset, product in zip(eligible.asset.tolist(), eligible.product.tolist(), strict=True):
        yield ids[asset], products[product].product_id
    everyone = np.arange(len(ids), dtype=np.int64)
    for asset_id, misses in zip(ids, near_misses(instance, everyone, checks), strict=True):
        for miss in misses:
            yield asset_id, miss.product_id


def _row(
    market: Market, extra: PlatformChecks, asset_id: str, code: str, recommended_fen: int
) -> Row:
    held, offered = market.held[asset_id], market.offered[code]
    asset, product = held.asset, offered.rule
    checks = explain(asset, product, market.as_of, extra)
    failed = sum(not check.passed for check in checks)
    days = (asset.due_date - market.as_of).days
    fen = principal(asset, product)
    if asset.splittable:  # a part may be lent, up to the product's largest loan
        fen = min(fen, product.max_amount_fen)
    cost_fen = interest_fen(fen, product.rate_ppm, market.as_of, asset.due_date) + multiply_ppm(
        fen, product.fee_ppm
    )
    yearly = all_in_ppm(fen, product.rate_ppm, product.fee_ppm, 0, days) if fen else 0
    pair = Pair(
        yearly, days, product.max_days, offered.decision_days, offered.bank_id in held.lenders
    )
    return Row(
        asset_id=asset_id,
        product_id=offered.id,
        bank_id=offered.bank_id,
        borrower_id=held.borrower_id,
        eligible=not failed,
        failed_rules=failed,
        principal_fen=fen,
        days=days,
        net_fen=fen - cost_fen,
        cost_fen=cost_fen,
        all_in_ppm=yearly,
        fit=fit_of(pair, market.fit_rule).total,
        recommended_fen=recommended_fen,
        checks=[_kept(check) for check in checks],
    )


def _kept(check: Check) -> dict[str, Any]:
    return {
        "rule": check.rule,
        "passed": check.passed,
        "value": check.value,
        "required": check.required,
    }
