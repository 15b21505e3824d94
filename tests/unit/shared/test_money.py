"""Money: what people type, what is shown, and that no fen is lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("１２.５ 万", 12_500_000),
        ("１２．５　万元", 12_500_000),
        ("12。5万", 12_500_000),
        ("125000", 12_500_000),
        ("125,000.00", 12_500_000),
        ("１２５，０００", 12_500_000),
        ("125 000.00", 12_500_000),
        ("¥125,000.00元", 12_500_000),
        ("￥ 125000 元整", 12_500_000),
        ("人民币125000元", 12_500_000),
        ("CNY 125000", 12_500_000),
        ("\ufeff12.5\u200b万", 12_500_000),
        ("0", 0),
        ("-0", 0),
        ("0.05", 5),
        (".5", 50),
        ("1.500", 150),
        ("0.000001万", 1),
        ("1.2345亿", 12_345_000_000),
        ("14.24亿元", 142_400_000_000),
        ("3千元", 300_000),
        ("2百万", 200_000_000),
        ("99万亿元", 9_900_000_000_000_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, fen: int) -> None:
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "请填写金额"),
        ("　", "请填写金额"),
        ("12.345", "最多保留到分"),
        ("0.0000001万", "最多保留到分"),
        ("-1", "不能是负数"),
        ("(1.00)", "不能是负数"),
        ("1,25", "分隔符"),
        ("12,5000", "分隔符"),
        ("1.2.3", "分隔符"),
        ("1.2E+07", "科学计数法"),
        ("100万亿元", "核对单位"),
        ("十二万", "请填写数字"),
        ("12.5万美元", "请填写数字"),
        ("$12", "请填写数字"),
        ("--1", "请填写数字"),
        ("12²", "请填写数字"),
        ("١٢", "请填写数字"),
        ("NaN", "请填写数字"),
        ("9" * 500, "分隔符"),
    ],
)
def test_an_unreadable_amount_says_the_mend(text: str, mend: str) -> None:
    with pytest.raises(money.AmountIsNotReadable, match=mend):
        money.parse_yuan(text)


@pytest.mark.parametrize("text", ["-1,000.50", "(1,000.50)", "¥-1000.50", "－１０００.５"])
def test_a_negative_amount_is_read_where_it_is_allowed(text: str) -> None:
    assert money.parse_yuan(text, allow_negative=True) == -100_050


def test_the_unit_of_the_column_holds_where_the_cell_names_none() -> None:
    assert money.parse_yuan("12.5", unit="万元") == 12_500_000
    assert money.parse_yuan("12.5亿", unit="万元") == 125_000_000_000


def test_a_foreign_files_figures_are_scaled() -> None:
    assert money.parse_yuan("50.3912", factor=Fraction(1000)) == 5_039_120
    assert money.parse_yuan("0.01", factor=Fraction("7.25")) == 7
    with pytest.raises(money.AmountIsNotReadable, match="最多保留到分"):
        money.parse_yuan("0.123456", factor=Fraction(1000))


@pytest.mark.parametrize(
    ("fen", "long", "short"),
    [
        (12_500_000, "125,000.00", "12.50 万"),
        (0, "0.00", "0.00 元"),
        (5, "0.05", "0.05 元"),
        (-5, "-0.05", "-0.05 元"),
        (999_999, "9,999.99", "9,999.99 元"),
        (-12_500_000, "-125,000.00", "-12.50 万"),
        (9_999_999_999, "99,999,999.99", "1.00 亿"),
        (142_400_000_000, "1,424,000,000.00", "14.24 亿"),
        (500_000_000_000_000, "5,000,000,000,000.00", "50,000.00 亿"),
    ],
)
def test_an_amount_is_shown_long_and_short(fen: int, long: str, short: str) -> None:
    assert money.format_yuan(fen) == long
    assert money.format_wan(fen) == short


amounts = st.integers(-money.MAX_FEN, money.MAX_FEN)


@given(amounts)
def test_a_printed_amount_reads_back(fen: int) -> None:
    assert money.parse_yuan(money.format_yuan(fen), allow_negative=True) == fen


@given(st.integers(-(10**15), 10**15))
def test_the_short_form_is_off_by_less_than_half_a_hundredth(fen: int) -> None:
    short = money.format_wan(fen)
    unit = money.UNIT_FEN[short.split(" ")[1]]
    assert abs(money.parse_yuan(short, allow_negative=True) - fen) <= unit // 200


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    try:
        fen = money.parse_yuan(text)
    except money.AmountIsNotReadable:
        return
    assert 0 <= fen <= money.MAX_FEN


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("3.85%", 38_500),
        ("3.85", 38_500),
        ("３．８５％", 38_500),
        ("3.8512 %", 38_512),
        ("100", 1_000_000),
        ("0", 0),
    ],
)
def test_a_percentage_is_read_as_ppm(text: str, ppm: int) -> None:
    assert money.parse_percent(text) == ppm


@pytest.mark.parametrize("text", ["", "-1", "3.85123", "3.85%%", "三", "3.85‰", "1e2", "9" * 30])
def test_an_unreadable_percentage_is_refused(text: str) -> None:
    with pytest.raises(money.PercentIsNotReadable, match="百分比"):
        money.parse_percent(text)


@given(st.integers(0, money.MAX_PPM))
def test_a_printed_percentage_reads_back(ppm: int) -> None:
    assert money.parse_percent(money.format_ppm(ppm)) == ppm


def test_a_percentage_shows_two_to_four_decimals() -> None:
    assert [money.format_ppm(ppm) for ppm in (38_500, 38_512, 30_000, -5_000)] == [
        "3.85%",
        "3.8512%",
        "3.00%",
        "-0.50%",
    ]


def test_halves_are_rounded_away_from_zero() -> None:
    halves = [Fraction(n, 2) for n in (-3, -1, 1, 3, 5)]
    assert [money.half_up(half) for half in halves] == [-2, -1, 1, 2, 3]
    assert money.half_up(Fraction(249, 100)) == 2


def test_a_share_is_rounded_or_cut() -> None:
    assert money.multiply_ppm(101, 500_000) == 51
    assert money.multiply_ppm(101, 500_000, "down") == 50
    assert money.multiply_ppm(-101, 500_000, "down") == -50


def test_a_split_gives_the_odd_fen_to_the_largest_remainders() -> None:
    assert money.split_fen(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split_fen(10, [1, 0, 2]) == [3, 0, 7]
    assert money.split_fen(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_without_weights_is_refused(weights: list[int]) -> None:
    with pytest.raises(money.SplitHasNoWeight):
        money.split_fen(100, weights)


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any))
def test_a_split_loses_no_fen(total: int, weights: list[int]) -> None:
    parts = money.split_fen(total, weights)
    assert sum(parts) == total
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
