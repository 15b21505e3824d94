"""What must not matter does not, what must help helps, and a cure that is followed cures."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from matching import Asset, Check, Limit, Product, Result, explain, match
from matching.run import as_json
from matching.words import cure_phrase
from tests.unit.matching.examples import TODAY, a_product
from tests.unit.matching.random_instances import Given
from tests.unit.matching.seeded import BANKS, FIRMS, GUARANTORS, small

PART = 20  # fen that shared parts may lose, as HiGHS computes in floats
SLACK = 1e-3  # of a bound: prices are found by descent and written in millionths


def given_by(seed: int) -> Given:
    """A small instance of every kind of limit."""
    return small(seed, (4, 7), (3, 4))


@cache
def matched(seed: int) -> Result:
    """Its result."""
    return match(*given_by(seed), TODAY)


def names_of_firms_banks_products_and_assets_do_not_matter(seed: int) -> None:
    """Other names, the same figures."""
    firms = dict(zip(FIRMS, ("Z9", "A0", "M5", "B1"), strict=True))
    banks = dict(zip(("", *BANKS), ("", "Y", "X", "W"), strict=True))
    guarantors = dict(zip(("", *GUARANTORS), ("", "U", "T"), strict=True))
    assets, products, limits = given_by(seed)
    other = [
        replace(
            asset,
            asset_id=f"Z{99 - number}",
            borrower_uscc=firms[asset.borrower_uscc],
            core_uscc=firms[asset.core_uscc],
        )
        for number, asset in enumerate(assets)
    ]
    offers = [
        replace(
            product,
            product_id=f"Q{99 - number}",
            bank=banks[product.bank],
            core_list=tuple(sorted(firms[firm] for firm in product.core_list)),
            guarantor=guarantors[product.guarantor],
        )
        for number, product in enumerate(products)
    ]
    ceilings = [
        replace(
            limit,
            bank=banks[limit.bank],
            party_uscc=(firms | guarantors).get(limit.party_uscc, ""),
        )
        for limit in limits
    ]
    once, again = matched(seed), match(other, offers, ceilings, TODAY)
    assert abs(once.objective_fen - again.objective_fen) <= PART
    assert again.upper_bound_fen == pytest.approx(once.upper_bound_fen, rel=SLACK)
    assert once.eligible_pairs == again.eligible_pairs


def the_order_of_rows_does_not_matter(seed: int) -> None:
    """Rows in any order, the same bytes."""
    shuffled = given_by(seed)
    for rows in shuffled:
        Random(seed).shuffle(rows)
    assert as_json(match(*shuffled, TODAY)) == as_json(matched(seed))


def ten_times_the_money_is_ten_times_the_result(seed: int) -> None:
    """All amounts times ten."""
    assets, products, limits = given_by(seed)
    tenfold = match(
        [replace(asset, amount_fen=10 * asset.amount_fen) for asset in assets],
        [
            replace(
                product,
                min_amount_fen=10 * product.min_amount_fen,
                max_amount_fen=10 * product.max_amount_fen,
                quota_fen=10 * (product.quota_fen or 0),
            )
            for product in products
        ],
        [replace(limit, limit_fen=10 * limit.limit_fen) for limit in limits],
        TODAY,
    )
    once = matched(seed)
    assert abs(tenfold.objective_fen - 10 * once.objective_fen) <= 10 * PART
    assert tenfold.upper_bound_fen == pytest.approx(10 * once.upper_bound_fen, rel=SLACK)
    assert tenfold.eligible_pairs == once.eligible_pairs


def a_bank_that_accepts_nothing_does_not_matter(seed: int) -> None:
    """A product for nobody, a limit for nothing."""
    idle = a_product("P99", bank="IDLE", min_days=9_000, max_days=9_001)
    unused = Limit("IDLE", "bank", "", 0)
    assets, products, limits = given_by(seed)
    beside, once = match(assets, [*products, idle], [*limits, unused], TODAY), matched(seed)
    assert beside.allocations == once.allocations
    assert beside.limit_prices == once.limit_prices
    assert beside.upper_bound_fen == once.upper_bound_fen


def more_of_a_limit_never_lowers_the_bound_or_the_best(seed: int) -> None:
    """One limit or quota raised."""
    assets, products, limits = given_by(seed)
    chance = Random(seed)
    number = chance.randrange(len(limits) + len(products))
    if number < len(limits):
        raised = replace(limits[number], limit_fen=limits[number].limit_fen * 3 // 2)
        limits[number] = raised
    else:
        offer = products[number - len(limits)]
        products[number - len(limits)] = replace(offer, quota_fen=(offer.quota_fen or 0) * 2)
    more, once = match(assets, products, limits, TODAY), matched(seed)
    assert more.objective_fen >= once.objective_fen - PART
    assert more.upper_bound_fen >= once.upper_bound_fen * (1 - SLACK)


def another_product_or_asset_never_lowers_the_best(seed: int) -> None:
    """A product more, or an asset fewer."""
    assets, products, limits = given_by(seed)
    further = a_product("P99", bank=BANKS[seed % 3], rate_ppm=40_000, quota_fen=10**7)
    once = matched(seed)
    assert match(assets, [*products, further], limits, TODAY).objective_fen >= (
        once.objective_fen - PART
    )
    fewer = match(assets[1:], products, limits, TODAY)
    assert fewer.objective_fen <= once.objective_fen + PART


def every_cure_of_a_near_miss_cures(seed: int) -> set[tuple[str, str]]:
    """Do what each near miss says; returns which rules were mended, and how."""
    followed = set()
    assets, products, _ = given_by(seed)
    by_id = {product.product_id: product for product in products}
    named = {asset.asset_id: asset for asset in assets}
    for left in matched(seed).unfunded:
        for miss in left.near_misses:
            asset, product = named[left.asset_id], by_id[miss.product_id]
            for check in miss.failed:
                asset, product = cured(asset, product, check)
                followed.add((check.rule, cure_phrase(check)[0]))  # type: ignore[index]
            assert all(check.passed for check in explain(asset, product, TODAY)), seed
    return followed


def cured(asset: Asset, product: Product, check: Check) -> tuple[Asset, Product]:
    """Do what the cure of a failed check says, no more."""
    template, filling = cure_phrase(check) or ("", {})
    missing = filling.get("missing", "0").replace(",", "").replace(".", "")
    match check.rule:
        case "tenor":
            days = int(missing) if "延长" in template else -int(missing)
            return replace(asset, due_date=asset.due_date + timedelta(days)), product
        case "amount" if "减少" in template:
            return replace(asset, requested_fen=fen_of(check.value) - int(missing)), product
        case "amount":
            wanted = fen_of(check.value) + int(missing)
            amount = -(-wanted * 1_000_000 // product.advance_rate_ppm)
            return replace(asset, amount_fen=amount, requested_fen=wanted), product
        case "grade":
            return replace(asset, grade=int(filling["top"])), product
        case "core":
            return asset, replace(product, core_list=(*product.core_list, asset.core_uscc))
    column = {"kind": "kinds", "park": "parks", "industry": "industries", "size": "sizes"}
    accepted = column[check.rule]
    widened = (*getattr(product, accepted), getattr(asset, check.rule))
    return asset, replace(product, **{accepted: widened})


def fen_of(text: str) -> int:
    """Yuan with two decimals as the checks write them."""
    return int(text.replace(".", ""))


CLAIMS = (
    names_of_firms_banks_products_and_assets_do_not_matter,
    the_order_of_rows_does_not_matter,
    ten_times_the_money_is_ten_times_the_result,
    a_bank_that_accepts_nothing_does_not_matter,
    more_of_a_limit_never_lowers_the_bound_or_the_best,
    another_product_or_asset_never_lowers_the_best,
    every_cure_of_a_near_miss_cures,
)
