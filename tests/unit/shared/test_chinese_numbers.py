"""Amounts in capital characters: the examples of the payment rules, and reading them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared.chinese_numbers import AmountHasNoCapitals, capital_amount
from lianqiao.shared.money import MAX_FEN, parse_yuan


@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("125000", "壹拾贰万伍仟元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("10.50", "壹拾元伍角整"),
        ("10.05", "壹拾元零伍分"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("1010.01", "壹仟零壹拾元零壹分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1000000", "壹佰万元整"),
        ("1000000.01", "壹佰万元零壹分"),
        ("10000000", "壹仟万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1424000000", "壹拾肆亿贰仟肆佰万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000000010000", "壹万亿零壹万元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("12345678901234.56", "壹拾贰万叁仟肆佰伍拾陆亿柒仟捌佰玖拾万壹仟贰佰叁拾肆元伍角陆分"),
    ],
)
def test_an_amount_in_capitals(yuan: str, capitals: str) -> None:
    assert capital_amount(parse_yuan(yuan)) == capitals


@pytest.mark.parametrize("fen", [-1, MAX_FEN + 1])
def test_other_amounts_have_no_capitals(fen: int) -> None:
    with pytest.raises(AmountHasNoCapitals):
        capital_amount(fen)


def read_back(capitals: str) -> int:
    """A plain reader of capital amounts, written from the meaning of the characters."""
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    for character in capitals:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in places:
            section, digit = section + digit * places[character], 0
        elif character == "万":
            section, digit = (section + digit) * 10_000, 0
            total, section = total + section, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif character in "角分":
            total, digit = total + digit * (10 if character == "角" else 1), 0
    return total


@given(st.integers(0, MAX_FEN) | st.integers(0, 10**7))
def test_capitals_read_back_and_never_double_a_zero(fen: int) -> None:
    capitals = capital_amount(fen)
    assert read_back(capitals) == fen
    assert "零零" not in capitals
    assert fen < 100 or not capitals.startswith("零")
