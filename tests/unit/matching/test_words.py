"""Checks speak Chinese, and the cure of a near miss really cures it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching import EXTRA_RULES, RULES, Check, explain
from matching.uscc import body_check, invented, is_valid
from matching.words import CURES, FAILED, PASSED, TOO_HIGH, TOO_LOW, cure, sentence
from tests.unit.matching.examples import TODAY, YUAN, a_product, an_asset


@pytest.mark.parametrize(
    ("check", "words", "mend"),
    [
        (
            Check("tenor", False, "132", "30..120"),
            "期限 132 天，产品接受 30–120 天",
            "期限缩短 12 天即可",
        ),
        (
            Check("tenor", False, "20", "30..120"),
            "期限 20 天，产品接受 30–120 天",
            "期限延长 10 天即可",
        ),
        (
            Check("amount", False, "1200000.00", "0.00..1000000.00"),
            "可融资金额 1,200,000.00 元，产品接受 0.00–1,000,000.00 元",
            "拟融资金额减少 200,000.00 元即可",
        ),
        (
            Check("amount", False, "900.50", "1000.00.."),
            "可融资金额 900.50 元，可拆分，产品接受 1,000.00 元以上",
            "可融资金额再增加 99.50 元即可",
        ),
        (
            Check("kind", False, "order", "receivable"),
            "业务种类为订单，产品接受应收账款",
            "请选择接受订单的产品",
        ),
        (
            Check("size", True, "micro", "micro;small"),
            "企业规模为微型，产品接受微型、小型",
            "",
        ),
        (Check("park", True, "other", "any"), "园区为其他园区，产品不限园区", ""),
        (
            Check("grade", False, "7", "1..5"),
            "信用等级 7 级，产品接受 5 级或更好",
            "信用等级提高到 5 级即可",
        ),
        (
            Check("core", False, "C9", "C1;C2"),
            "核心企业 C9 不在产品的名单内",
            "请该银行把这家核心企业列入名单",
        ),
        (Check("free", False, "", ""), "单据已被占用", "占用解除后即可"),
    ],
)
def test_a_check_reads_as_a_sentence_and_a_cure(check: Check, words: str, mend: str) -> None:
    assert sentence(check) == words
    assert cure(check) == mend


def test_every_rule_has_its_words() -> None:
    for rule in (*RULES, *EXTRA_RULES):
        assert PASSED[rule]
        assert FAILED[rule]
        assert rule in CURES or (rule in TOO_LOW and rule in TOO_HIGH)


def test_a_tenor_shortened_as_told_is_accepted() -> None:
    product = a_product(max_days=78)
    tenor = explain(an_asset(), product, TODAY)[6]
    assert cure(tenor) == "期限缩短 12 天即可"
    mended = replace(an_asset(), due_date=an_asset().due_date - timedelta(12))
    assert all(check.passed for check in explain(mended, product, TODAY))


def test_an_amount_lowered_as_told_is_accepted() -> None:
    product = a_product(max_amount_fen=70_000 * YUAN)
    amount = explain(an_asset(), product, TODAY)[7]
    assert cure(amount) == "拟融资金额减少 10,000.00 元即可"
    mended = replace(an_asset(), requested_fen=70_000 * YUAN)
    assert all(check.passed for check in explain(mended, product, TODAY))


def test_check_characters_follow_the_standard() -> None:
    valid = ("91350100M000100Y43", "91341721MA2T101760", "91341721MA2T1007XH", "N2341721MA2TEKT02P")
    assert all(map(is_valid, valid))
    assert not is_valid("91350100M000100Y4Z")
    assert not is_valid("91350100M000100Y44")
    assert not is_valid("91350100M000100Y4")
    assert body_check("MA2T1007") == "X"


def test_invented_firms_have_valid_codes_of_their_own() -> None:
    codes = {invented(number) for number in range(0, 3_000_000, 4_999)}
    assert len(codes) == len(range(0, 3_000_000, 4_999))
    assert all(map(is_valid, codes))
