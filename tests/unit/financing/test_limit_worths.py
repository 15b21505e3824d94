"""Which limits are solved anew, and what is kept of them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from lianqiao.financing.limit_worths import DEAREST, OF_A_BANK, STEP_FEN, choose, priced
from matching import Asset, Instance, Limit, LimitPrice, Product, Standing, match, stand
from matching.clock import Budget

TODAY = date(2026, 11, 24)
WAN = 10_000 * 100


def asset(number: int) -> Asset:
    due = TODAY + timedelta(90)
    return Asset(
        f"A{number}", "receivable", "S", "C", "other", "26", "small", 3, 100 * WAN, None, due
    )


def product(name: str, bank: str, quota_fen: int, rate_ppm: int = 38_500) -> Product:
    bounds = (10, 0, 500 * WAN, 0, 365, 800_000, rate_ppm, 0, quota_fen)
    return Product(name, bank, (), (), (), (), *bounds)


def given() -> tuple[list[Asset], list[Product], list[Limit]]:
    products = [product("P1", "B1", 160 * WAN), product("P2", "B2", 80 * WAN, 60_000)]
    return [asset(number) for number in range(5)], products, []


def standing() -> Standing:
    return stand(Instance.of(*given(), TODAY), Budget())


def test_the_dearest_are_chosen_and_some_of_every_bank() -> None:
    prices = [LimitPrice(f"bank:B{n % 4}{n}", 0, 0, 1_000 - n) for n in range(40)]
    banks = {each.limit: "A" if n < 30 else f"Z{n % 3}" for n, each in enumerate(prices)}
    chosen = choose(prices, banks)
    assert chosen[:DEAREST] == [each.limit for each in prices[:DEAREST]]
    counted = Counter(banks[name] for name in chosen)
    assert counted == {"A": DEAREST, **dict.fromkeys(("Z0", "Z1", "Z2"), OF_A_BANK)}


def test_what_a_million_more_brings_is_what_a_new_run_with_it_finds() -> None:
    stands = standing()
    result = stands.result()
    kept = {each["limit"]: each for each in priced(stands, result.limit_prices, Budget())}
    assert {each["bank"] for each in kept.values()} == {"B1", "B2"}
    assets, products, limits = given()
    for number, each in enumerate(products):
        raised = list(products)
        quota = (each.quota_fen or 0) + STEP_FEN
        raised[number] = product(each.product_id, each.bank, quota, each.rate_ppm)
        again = match(assets, raised, limits, TODAY)
        shown = kept[f"product:{each.product_id}"]
        assert shown["gain_fen"] == again.objective_fen - result.objective_fen
        assert shown["principal_fen"] == again.principal_fen - result.principal_fen == 80 * WAN
        assert shown["own_fen"] == 80 * WAN
        left_open = result.upper_bound_fen - result.objective_fen
        assert 0 <= shown["gain_fen"] <= shown["price"] * STEP_FEN + left_open + 1


def test_without_time_left_the_prices_stand_alone() -> None:
    stands = standing()
    prices = stands.result().limit_prices
    kept = priced(stands, prices, Budget(limit=0.0))
    assert [each["limit"] for each in kept] == [each.limit for each in prices]
    assert not any("gain_fen" in each for each in kept)


def test_more_capacity_of_a_guarantor_is_told_by_what_it_stands_behind() -> None:
    assets, products, _ = given()
    behind = [replace(each, quota_fen=None, guarantor="G") for each in products]
    limits = [Limit("", "guarantee", "G", 170 * WAN)]
    stands = stand(Instance.of(assets, behind, limits, TODAY), Budget())
    (kept,) = priced(stands, stands.result().limit_prices, Budget())
    assert (kept["limit"], kept["bank"]) == ("guarantee:G", "")
    more = [Limit("", "guarantee", "G", 170 * WAN + STEP_FEN)]
    again = match(assets, behind, more, TODAY)
    assert kept["principal_fen"] == again.principal_fen - stands.principal_fen == 80 * WAN
    assert kept["own_fen"] == 80 * WAN


def test_a_loan_that_only_moves_under_the_guarantee_is_the_guarantors_gain_alone() -> None:
    assets, products, _ = given()
    mixed = [
        replace(products[0], quota_fen=None, guarantor="G"),
        replace(products[1], quota_fen=None),
    ]
    limits = [Limit("", "guarantee", "G", 170 * WAN)]
    stands = stand(Instance.of(assets, mixed, limits, TODAY), Budget())
    (kept,) = priced(stands, stands.result().limit_prices, Budget())
    assert (kept["own_fen"], kept["principal_fen"]) == (80 * WAN, 0)


def test_every_guarantor_has_its_own_two() -> None:
    prices = [LimitPrice(f"guarantee:G{n}", 0, 0, 1_000 - n) for n in range(DEAREST + 3)]
    holders = {each.limit: each.limit for each in prices}
    assert choose(prices, holders) == [each.limit for each in prices]
