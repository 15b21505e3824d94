"""Assets, products and limits for the tests, and a second opinion on what is allowed."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import product as every_choice
from typing import Any

from matching import Asset, Limit, Product, Result

TODAY = date(2026, 11, 23)
YUAN = 100


def an_asset(asset_id: str = "A1", **changes: Any) -> Asset:
    """A receivable of 100,000 yuan, due in 90 days."""
    values: dict[str, Any] = {
        "kind": "receivable",
        "borrower_uscc": "BORROWER",
        "core_uscc": "CORE",
        "park": "dongzhi",
        "industry": "27",
        "size": "small",
        "grade": 4,
        "amount_fen": 100_000 * YUAN,
        "requested_fen": None,
        "due_date": TODAY + timedelta(90),
    }
    return Asset(asset_id, **(values | changes))


def a_product(product_id: str = "P1", **changes: Any) -> Product:
    """A product that accepts anything up to 10 million yuan, at 3.6 % without a fee."""
    values: dict[str, Any] = {
        "bank": "B1",
        "kinds": (),
        "parks": (),
        "industries": (),
        "sizes": (),
        "max_grade": 10,
        "min_amount_fen": 0,
        "max_amount_fen": 10_000_000 * YUAN,
        "min_days": 1,
        "max_days": 365,
        "advance_rate_ppm": 800_000,
        "rate_ppm": 36_000,
        "fee_ppm": 0,
        "quota_fen": 100_000_000 * YUAN,
    }
    return Product(product_id, **(values | changes))


def accepts(asset: Asset, product: Product) -> bool:
    """Eligibility, written again from the contract."""
    days = (asset.due_date - TODAY).days
    lists = (
        (product.kinds, asset.kind),
        (product.parks, asset.park),
        (product.industries, asset.industry),
        (product.sizes, asset.size),
        (product.core_list, asset.core_uscc),
    )
    fen = principal_of(asset, product)
    return (
        all(not accepted or value in accepted for accepted, value in lists)
        and asset.grade <= product.max_grade
        and product.min_days <= days <= product.max_days
        and product.min_amount_fen <= fen
        and (asset.splittable or fen <= product.max_amount_fen)
    )


def principal_of(asset: Asset, product: Product) -> int:
    """min(requested, amount x advance rate), cut down to the fen."""
    most = asset.amount_fen * product.advance_rate_ppm // 1_000_000
    return most if asset.requested_fen is None else min(asset.requested_fen, most)


def net(asset: Asset, product: Product, fen: int) -> Fraction:
    """Weighted net proceeds of a part, in fen."""
    days = (asset.due_date - TODAY).days
    cost = Fraction(product.rate_ppm * days, 360 * 10**6) + Fraction(product.fee_ppm, 10**6)
    return Fraction(asset.weight_ppm, 10**6) * fen * (1 - cost)


def limits_of(asset: Asset, product: Product, limits: list[Limit]) -> dict[str, int]:
    """The limits that a pair counts against."""
    found = {}
    if product.quota_fen is not None:
        found["product:" + product.product_id] = product.quota_fen
    parties = {"core": asset.core_uscc, "borrower": asset.borrower_uscc}
    for limit in sorted(limits, key=lambda each: each.party_uscc):  # a named one comes last
        if limit.scope == "guarantee" and limit.party_uscc == product.guarantor:
            found["guarantee:" + product.guarantor] = limit.limit_fen
        if limit.scope == "guarantee" or limit.bank != product.bank:
            continue
        if limit.scope == "bank":
            found["bank:" + limit.bank] = limit.limit_fen
        elif limit.party_uscc in ("", parties[limit.scope]):
            found[f"{limit.scope}:{limit.bank}:{parties[limit.scope]}"] = limit.limit_fen
    return found


def faults_of(
    assets: list[Asset], products: list[Product], limits: list[Limit], result: Result
) -> list[str]:
    """Everything that a result breaks."""
    by_id, offered = {a.asset_id: a for a in assets}, {p.product_id: p for p in products}
    used: dict[str, int] = defaultdict(int)
    tops: dict[str, int] = {}
    shares: dict[str, Fraction] = defaultdict(Fraction)
    banks: set[tuple[str, str]] = set()
    found = []
    for part in result.allocations:
        asset, product = by_id[part.asset_id], offered[part.product_id]
        fen, whole = part.principal_fen, principal_of(asset, product)
        within = max(1, product.min_amount_fen) <= fen <= min(whole, product.max_amount_fen)
        if not accepts(asset, product) or not within:
            found.append(f"{part} is not allowed")
        if fen != whole and not asset.splittable:
            found.append(f"{part} is not whole")
        if (part.asset_id, product.bank) in banks:
            found.append(f"{part} is the second part at its bank")
        banks.add((part.asset_id, product.bank))
        shares[part.asset_id] += Fraction(fen, whole)
        for line, top in limits_of(asset, product, limits).items():
            used[line] += fen
            tops[line] = top
    found += [f"{line} is exceeded" for line, fen in used.items() if fen > tops[line]]
    return found + [f"{name} is given twice" for name, share in shares.items() if share > 1]


def bound_by_prices(
    assets: list[Asset], products: list[Product], limits: list[Limit], result: Result
) -> Fraction:
    """The bound as anyone can recompute it from the written prices alone."""
    price = {line.limit: Fraction(str(line.price)) for line in result.limit_prices}
    total = sum((price[line.limit] * line.limit_fen for line in result.limit_prices), Fraction(0))
    for asset in assets:
        gains = [Fraction(0)]
        for product in products:
            if accepts(asset, product):
                fen = principal_of(asset, product)
                charge = sum(price.get(line, 0) for line in limits_of(asset, product, limits))
                gains.append(net(asset, product, fen) - fen * charge)
        total += max(gains)
    return total


def best_of_all(assets: list[Asset], products: list[Product], limits: list[Limit]) -> Fraction:
    """The best allocation of whole assets, found by trying every one."""
    options = [[None, *(p for p in products if accepts(asset, p))] for asset in assets]
    best = Fraction(0)
    for chosen in every_choice(*options):
        used: dict[str, int] = defaultdict(int)
        tops: dict[str, int] = {}
        total = Fraction(0)
        for asset, product in zip(assets, chosen, strict=True):
            if product is not None:
                fen = principal_of(asset, product)
                total += net(asset, product, fen)
                for line, top in limits_of(asset, product, limits).items():
                    used[line] += fen
                    tops[line] = top
        if total > best and all(used[line] <= tops[line] for line in used):
            best = total
    return best
