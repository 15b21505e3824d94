"""Each rule at its boundaries, and the one definition behind both ways of asking."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import EXTRA_RULES, RULES, Check, Instance, explain, find_eligible, match
from matching.errors import UnknownExtraRule
from tests.unit.matching.examples import TODAY, YUAN, a_product, accepts, an_asset
from tests.unit.matching.random_instances import instances


def failures(asset: dict[str, Any], product: dict[str, Any]) -> list[str]:
    checks = explain(an_asset(**asset), a_product(**product), TODAY)
    assert [check.rule for check in checks] == list(RULES)
    return [check.rule for check in checks if not check.passed]


def due_in(days: int) -> dict[str, Any]:
    return {"due_date": TODAY + timedelta(days)}


@pytest.mark.parametrize(
    ("asset", "product", "failed"),
    [
        ({}, {}, []),
        ({"kind": "order"}, {"kinds": ("receivable",)}, ["kind"]),
        ({"kind": "order"}, {"kinds": ("order", "receivable")}, []),
        ({"park": "other"}, {"parks": ("dongzhi", "dadukou")}, ["park"]),
        ({"park": "dadukou"}, {"parks": ("dongzhi", "dadukou")}, []),
        ({"industry": "26"}, {"industries": ("27",)}, ["industry"]),
        ({"industry": "27"}, {"industries": ("27",)}, []),
        ({"size": "large"}, {"sizes": ("small", "micro")}, ["size"]),
        ({"size": "micro"}, {"sizes": ("small", "micro")}, []),
        ({"grade": 5}, {"max_grade": 5}, []),
        ({"grade": 6}, {"max_grade": 5}, ["grade"]),
        ({"core_uscc": "X"}, {"core_list": ("CORE",)}, ["core"]),
        ({"core_uscc": "CORE"}, {"core_list": ("CORE",)}, []),
        (due_in(30), {"min_days": 30, "max_days": 120}, []),
        (due_in(120), {"min_days": 30, "max_days": 120}, []),
        (due_in(29), {"min_days": 30, "max_days": 120}, ["tenor"]),
        (due_in(121), {"min_days": 30, "max_days": 120}, ["tenor"]),
        (due_in(-1), {"min_days": 0, "max_days": 120}, ["tenor"]),
        ({}, {"min_amount_fen": 80_000 * YUAN}, []),
        ({}, {"min_amount_fen": 80_000 * YUAN + 1}, ["amount"]),
        ({}, {"max_amount_fen": 80_000 * YUAN}, []),
        ({}, {"max_amount_fen": 80_000 * YUAN - 1}, ["amount"]),
        ({"requested_fen": 5_000}, {"min_amount_fen": 5_001}, ["amount"]),
        ({"splittable": True}, {"max_amount_fen": 1_000}, []),
        ({"splittable": True}, {"min_amount_fen": 80_000 * YUAN + 1}, ["amount"]),
        (
            {"kind": "order", "grade": 9} | due_in(400),
            {"kinds": ("receivable",), "max_grade": 3, "max_amount_fen": 1},
            ["kind", "grade", "tenor", "amount"],
        ),
    ],
)
def test_a_rule_fails_exactly_beyond_its_boundary(
    asset: dict[str, Any], product: dict[str, Any], failed: list[str]
) -> None:
    assert failures(asset, product) == failed


def test_a_check_names_the_value_and_what_is_asked() -> None:
    asset = an_asset(**due_in(132))
    product = a_product(min_days=30, max_days=120, sizes=("micro", "small"))
    checks = {check.rule: check for check in explain(asset, product, TODAY)}
    assert checks["tenor"] == Check("tenor", False, "132", "30..120")
    assert checks["size"] == Check("size", True, "small", "micro;small")
    assert checks["park"].required == "any"
    assert checks["amount"] == Check("amount", True, "80000.00", "0.00..10000000.00")


def test_principal_is_cut_down_to_the_fen() -> None:
    asset = an_asset(amount_fen=333)
    checks = explain(asset, a_product(advance_rate_ppm=333_333), TODAY)
    assert checks[-1].value == "1.10"


def test_principal_of_a_huge_amount_does_not_overflow() -> None:
    asset = an_asset(amount_fen=10**17 - 1)
    product = a_product(advance_rate_ppm=999_999, max_amount_fen=10**18, quota_fen=None)
    pairs = find_eligible(Instance.of([asset], [product], [], TODAY))
    assert pairs.principal_fen.tolist() == [(10**17 - 1) * 999_999 // 10**6]


@settings(max_examples=60, deadline=None)
@given(instances(most_assets=12, most_products=8))
def test_the_arrays_and_the_explanation_of_a_pair_agree(instance: Any) -> None:
    assets, products, limits = instance
    posed = Instance.of(assets, products, limits, TODAY)
    pairs = find_eligible(posed)
    found = {
        (posed.assets.ids[a], posed.products[p].product_id)
        for a, p in zip(pairs.asset.tolist(), pairs.product.tolist(), strict=True)
    }
    for asset in assets:
        for product in products:
            passed = all(check.passed for check in explain(asset, product, TODAY))
            assert passed == accepts(asset, product)
            assert passed == ((asset.asset_id, product.product_id) in found)


def only_authorised(asset: Any, product: Any) -> list[Check]:
    free = Check("free", True, "0.00", "0.00")
    return [free, Check("authorised", product.bank == "B1", "none", "signed")]


def test_extra_rules_follow_the_eight_in_their_own_order() -> None:
    checks = explain(an_asset(), a_product(bank="B2"), TODAY, only_authorised)
    assert [check.rule for check in checks] == [*RULES, "authorised", "free"]
    assert set(EXTRA_RULES) > {"authorised", "free"}


def test_a_pair_that_fails_an_extra_rule_is_a_near_miss_and_not_eligible() -> None:
    products = [a_product(bank="B2"), a_product("P2", bank="B3", max_grade=1)]
    result = match([an_asset()], products, [], TODAY, extra=only_authorised)
    assert result.eligible_pairs == 0
    assert result.unfunded[0].reason == "not_eligible"
    failed = [[check.rule for check in miss.failed] for miss in result.unfunded[0].near_misses]
    assert failed == [["authorised"], ["grade", "authorised"]]


def test_an_extra_rule_of_another_name_is_refused() -> None:
    with pytest.raises(UnknownExtraRule):
        explain(an_asset(), a_product(), TODAY, lambda *_: [Check("luck", True, "", "")])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 10**17), st.integers(1, 10**6))
def test_the_advance_is_exact_for_every_amount(amount: int, rate: int) -> None:
    checks = explain(an_asset(amount_fen=amount), a_product(advance_rate_ppm=rate), TODAY)
    assert int(checks[-1].value.replace(".", "")) == amount * rate // 10**6
