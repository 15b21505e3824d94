"""Is a result feasible and its proof sound? Judged from the contract alone, pair by pair."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from matching.bound import half_up, round_up
from matching.model import (
    PPM,
    Allocation,
    Asset,
    Limit,
    Product,
    Result,
    principal,
    proceeds_factor,
)
from matching.rules import explain

Inputs = tuple[dict[str, Asset], dict[str, Product], list[Limit]]


def check(
    assets: Iterable[Asset], products: Iterable[Product], limits: Iterable[Limit], result: Result
) -> list[str]:
    """Every way in which the result breaks the contract, in words; empty when it keeps it.

    Meant for tests and audits of small and middling runs: it asks every rule of every pair.
    """
    given = (
        {asset.asset_id: asset for asset in assets},
        {product.product_id: product for product in products},
        list(limits),
    )
    found = list(_parts(given, result))
    found += _limits_kept(given, result)
    found += _sums(given, result)
    return found + list(_accounted(given, result))


def _parts(given: Inputs, result: Result) -> Iterator[str]:
    assets, products, _ = given
    shares: dict[str, list[tuple[Fraction, str]]] = defaultdict(list)
    for part in result.allocations:
        asset, product = assets[part.asset_id], products[part.product_id]
        whole = principal(asset, product)
        if not all(rule.passed for rule in explain(asset, product, result.as_of)):
            yield f"{part} is not eligible"
        if not asset.splittable and part.principal_fen != whole:
            yield f"{part} is not the whole principal {whole}"
        most = min(whole, product.max_amount_fen)
        if not product.min_amount_fen <= part.principal_fen <= most or part.principal_fen <= 0:
            yield f"{part} is not within the product's amounts"
        shares[part.asset_id].append((Fraction(part.principal_fen, whole or 1), product.bank))
    for name, given_shares in shares.items():
        if sum(share for share, _ in given_shares) > 1:
            yield f"asset {name} is given more than once over"
        if len({bank for _, bank in given_shares}) < len(given_shares):
            yield f"asset {name} has two parts at one bank"
        if len(given_shares) > 1 and not assets[name].splittable:
            yield f"asset {name} may not be split"


def lines_of(asset: Asset, product: Product, limits: Iterable[Limit]) -> dict[str, int]:
    """The limits that exist for a pair, by name, in fen."""
    bank, core, borrower = product.bank, asset.core_uscc, asset.borrower_uscc
    table = {(limit.bank, limit.scope, limit.party_uscc): limit.limit_fen for limit in limits}
    each = {scope: table.get((bank, scope, "")) for scope in ("core", "borrower")}
    found = {
        f"product:{product.product_id}": product.quota_fen,
        f"bank:{bank}": table.get((bank, "bank", "")),
        f"core:{bank}:{core}": table.get((bank, "core", core), each["core"]),
        f"borrower:{bank}:{borrower}": table.get((bank, "borrower", borrower), each["borrower"]),
        f"guarantee:{product.guarantor}": table.get(("", "guarantee", product.guarantor)),
    }
    return {name: limit for name, limit in found.items() if limit is not None}


def _used(given: Inputs, parts: Iterable[Allocation]) -> tuple[Counter[str], dict[str, int]]:
    assets, products, limits = given
    used: Counter[str] = Counter()
    tops: dict[str, int] = {}
    for part in parts:
        lines = lines_of(assets[part.asset_id], products[part.product_id], limits)
        tops |= lines
        for line in lines:
            used[line] += part.principal_fen
    return used, tops


def _limits_kept(given: Inputs, result: Result) -> Iterator[str]:
    used, tops = _used(given, result.allocations)
    for line, amount in used.items():
        if amount > tops[line]:
            yield f"{line} is used {amount} of {tops[line]}"
    for price in result.limit_prices:
        if price.used_fen != used[price.limit]:
            yield f"{price.limit} says {price.used_fen} used, it is {used[price.limit]}"
        if price.price_ppm < 0:
            yield f"{price.limit} has a negative price"


def _sums(given: Inputs, result: Result) -> Iterator[str]:
    assets, products, _ = given
    objective = cost = Fraction(0)
    for part in result.allocations:
        asset, product = assets[part.asset_id], products[part.product_id]
        factor = proceeds_factor(product, (asset.due_date - result.as_of).days)
        objective += Fraction(asset.weight_ppm, PPM) * part.principal_fen * factor
        cost += part.principal_fen * (1 - factor)
    if half_up(objective) != result.objective_fen:
        yield f"the objective is {objective}, not {result.objective_fen}"
    if half_up(cost) != result.cost_fen:
        yield f"the cost is {cost}, not {result.cost_fen}"
    if sum(part.principal_fen for part in result.allocations) != result.principal_fen:
        yield "the principal is not the sum of the parts"
    bound = round_up(bound_of(given, result))
    if bound != result.upper_bound_fen:
        yield f"the prices prove {bound}, not {result.upper_bound_fen}"
    if result.objective_fen > result.upper_bound_fen:
        yield "the objective is above its bound"


def bound_of(given: Inputs, result: Result) -> Fraction:
    """The bound in fen that the written prices prove, term by term."""
    assets, products, limits = given
    prices = {price.limit: Fraction(price.price_ppm, PPM) for price in result.limit_prices}
    total = sum(
        (prices[price.limit] * price.limit_fen for price in result.limit_prices), Fraction(0)
    )
    for asset in assets.values():
        best = Fraction(0)
        for product in products.values():
            if all(rule.passed for rule in explain(asset, product, result.as_of)):
                factor = proceeds_factor(product, (asset.due_date - result.as_of).days)
                charge = sum(prices.get(line, 0) for line in lines_of(asset, product, limits))
                worth = Fraction(asset.weight_ppm, PPM) * factor - charge
                best = max(best, principal(asset, product) * worth)
        total += best
    return total


def _accounted(given: Inputs, result: Result) -> Iterator[str]:
    funded = {part.asset_id for part in result.allocations}
    left = [asset.asset_id for asset in result.unfunded]
    if len(set(left)) != len(left) or set(left) | funded != set(given[0]) or set(left) & funded:
        yield "assets are not each either funded or unfunded once"
    if len(funded) != result.funded_assets:
        yield "the number of funded assets is wrong"
    for asset in result.unfunded:
        counts = [len(miss.failed) for miss in asset.near_misses]
        if counts != sorted(counts) or 0 in counts or len(counts) > 5:
            yield f"the near misses of {asset.asset_id} are out of order"
