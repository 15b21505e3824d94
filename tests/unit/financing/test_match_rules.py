"""Pure rules of a match run: the platform's five rules, what is still free."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.financing.match_reading import free_parts
from lianqiao.financing.match_rules import Known, effort, platform_checks
from lianqiao.trade.models import WHOLE_SHARE
from matching import EXTRA_RULES, Asset, Product, explain
from matching.model import principal

TODAY = date(2026, 11, 24)
ASSET = Asset(
    "a", "receivable", "S", "C", "dongzhi", "26", "small", 3, 10_000_000, None, date(2027, 2, 22)
)
PRODUCT = Product(
    "p", "b", (), (), (), (), 10, 100_000, 50_000_000, 0, 365, 800_000, 38_500, 0, 20_000_000
)
GOOD = Known(authorised=True, dishonest=False, is_free=True, borrowed=False, first_time_only=False)


def _failed(known: Known, product: Product = PRODUCT) -> list[str]:
    return [check.rule for check in platform_checks(product, known) if not check.passed]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"authorised": False}, "authorised"),
        ({"dishonest": True}, "dishonest"),
        ({"is_free": False}, "free"),
        ({"borrowed": True, "first_time_only": True}, "first_time"),
    ],
)
def test_each_rule_of_the_platform_fails_alone(change: dict[str, bool], rule: str) -> None:
    assert _failed(replace(GOOD, **change)) == [rule]


def test_a_pair_without_a_flaw_passes_all_five() -> None:
    assert [check.rule for check in platform_checks(PRODUCT, GOOD)] == list(EXTRA_RULES)
    assert _failed(GOOD) == []
    assert _failed(replace(GOOD, borrowed=True)) == []


def test_a_plan_without_room_for_the_smallest_loan_fails() -> None:
    assert _failed(GOOD, replace(PRODUCT, quota_fen=99_999)) == ["plan"]
    assert _failed(GOOD, replace(PRODUCT, quota_fen=100_000)) == []
    assert _failed(GOOD, replace(PRODUCT, quota_fen=None)) == []


def test_the_five_stand_after_the_eight() -> None:
    checks = explain(ASSET, PRODUCT, TODAY, lambda _asset, product: platform_checks(product, GOOD))
    assert len(checks) == 13
    assert [check.rule for check in checks[8:]] == list(EXTRA_RULES)


def _row(**more: Any) -> SimpleNamespace:
    usual = {
        "confirmed_fen": 10_000_000,
        "credited_fen": 0,
        "paid_fen": 0,
        "occupied_fen": 0,
        "occupied_share": 0,
        "requested_fen": None,
        "splittable": True,
    }
    return SimpleNamespace(**(usual | more))


@given(st.integers(1, 10**12), st.integers(1, 1_000_000), st.integers(0, 10_000))
def test_what_is_left_of_a_shared_document_never_passes_the_whole(
    amount: int, advance: int, parts: int
) -> None:
    product = replace(PRODUCT, advance_rate_ppm=advance)
    whole = principal(replace(ASSET, amount_fen=amount), product)
    taken = whole * parts // 10_000
    share = -(-taken * WHOLE_SHARE // whole) if whole else 0
    left, _asked = free_parts(
        _row(confirmed_fen=amount, occupied_fen=taken, occupied_share=min(share, WHOLE_SHARE))
    )
    assert taken + principal(replace(ASSET, amount_fen=left), product) <= whole


def test_a_whole_document_is_free_or_not() -> None:
    assert free_parts(_row(splittable=False)) == (10_000_000, None)
    assert free_parts(_row(splittable=False, occupied_fen=1)) == (0, None)
    assert free_parts(_row(credited_fen=4_000_000, requested_fen=5)) == (6_000_000, 5)
    assert free_parts(_row(credited_fen=4_000_000, paid_fen=5_000_000)) == (1_000_000, None)


def _checks(*failed: tuple[str, str, str]) -> Iterator[dict[str, Any]]:
    for rule, value, required in failed:
        yield vars(SimpleNamespace(rule=rule, passed=False, value=value, required=required))


def test_a_near_miss_that_is_easily_mended_comes_first() -> None:
    near = list(_checks(("tenor", "377", "0..365")))
    far = list(_checks(("tenor", "377", "0..120")))
    hard = list(_checks(("kind", "order", "receivable")))
    both = list(_checks(("tenor", "377", "0..365"), ("size", "large", "small")))
    assert sorted([both, hard, far, near], key=effort) == [near, far, hard, both]
    assert effort([{"rule": "kind", "passed": True, "value": "", "required": ""}]) == (0, 0, 0)
