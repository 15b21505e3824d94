"""What may be tried of a product, and by whom."""

from dataclasses import fields

import pytest

from lianqiao.financing.what_if_rules import (
    RULES,
    Capacity,
    capacity_at,
    check_multiple,
    read_multiple,
    rules_for,
    say_multiple,
    with_limits,
    with_quota,
    with_rule,
)
from matching import Limit, Product

PRODUCT = Product(
    "p", "b", ("order",), (), ("27",), (), 6, 100, 50_000, 10, 180, 800_000, 38_500, 0, 20_000
)


def test_every_rule_names_a_column_and_changes_it_alone() -> None:
    for name, rule in RULES.items():
        value = {"max_grade": "5", "max_amount": "200"}.get(name, "1" if "amount" in name else "20")
        after = with_rule(PRODUCT, name, value).products[0]
        names = [each.name for each in fields(Product)]
        changed = {each for each in names if getattr(after, each) != getattr(PRODUCT, each)}
        assert changed <= {rule.column}


def test_a_bank_may_not_try_what_a_document_would_cost() -> None:
    hidden = rules_for("regulator").keys() - rules_for("bank").keys()
    assert hidden == {"advance", "rate", "fee"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_grade", "0"),
        ("max_grade", "11"),
        ("max_days", "many"),
        ("max_days", "9"),
        ("min_days", "181"),
        ("min_amount", "501"),
        ("max_amount", "0.5"),
        ("max_amount", ""),
        ("rate", "101"),
        ("fee", "x"),
    ],
)
def test_values_that_cannot_be_are_refused_in_words(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        with_rule(PRODUCT, name, value)


def test_a_list_that_is_lifted_means_any() -> None:
    assert with_rule(PRODUCT, "any_kind", "").products[0].kinds == ()
    assert with_rule(PRODUCT, "any_industry", "").products[0].industries == ()


def test_limits_never_fall_below_nothing() -> None:
    assert with_quota(PRODUCT, -30_000).products[0].quota_fen == 0
    assert with_quota(PRODUCT, 5).products[0].quota_fen == 20_005
    change = with_limits([Limit("b", "bank", "", 7), Limit("b", "core", "c", 1)], -3)
    assert [limit.limit_fen for limit in change.limits] == [4, 0]


@pytest.mark.parametrize(
    ("typed", "tenths"), [("8", 80), ("7.5", 75), ("１０．５ 倍", 105), (" 1.0 ", 10), ("0.9", 9)]
)
def test_a_multiple_has_one_decimal_at_most(typed: str, tenths: int) -> None:
    assert read_multiple(typed) == tenths
    assert read_multiple(say_multiple(tenths)) == tenths


@pytest.mark.parametrize("typed", ["", "x", "7.55", "-3", ".5", "1,5", "1e1", "9999", "²"])
def test_what_is_no_multiple_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        read_multiple(typed)


def test_a_multiple_stays_within_the_law() -> None:
    for tenths in (10, 75, 150):
        check_multiple(tenths, 15)
    for tenths in (9, 0, 151):
        with pytest.raises(ValueError, match="15"):
            check_multiple(tenths, 15)


def test_capacity_is_net_assets_times_the_multiple_and_never_less_than_nothing_is_free() -> None:
    assert capacity_at(333, 15, 100) == Capacity(499, 100)
    assert capacity_at(333, 15, 100).free_fen == 399
    assert not capacity_at(100, 10, 100).is_short
    assert capacity_at(100, 10, 101).is_short
    assert capacity_at(100, 10, 101).free_fen == 0
