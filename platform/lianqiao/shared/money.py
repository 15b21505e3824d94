"""Money as whole fen and rates as whole ppm: reading, printing, multiplying, splitting."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from flask_babel import gettext

FEN_PER_YUAN: Final = 100
FEN_PER_WAN: Final = 1_000_000
FEN_PER_YI: Final = 10_000_000_000
PPM: Final = 1_000_000
PPM_PER_PERCENT: Final = 10_000
MAX_FEN: Final = 10**16 - 1
MAX_PPM: Final = 10**9

UNIT_FEN: Final[dict[str, int]] = {
    "元": FEN_PER_YUAN,
    "圆": FEN_PER_YUAN,
    "千": 1_000 * FEN_PER_YUAN,
    "千元": 1_000 * FEN_PER_YUAN,
    "万": FEN_PER_WAN,
    "万元": FEN_PER_WAN,
    "百万": 100 * FEN_PER_WAN,
    "百万元": 100 * FEN_PER_WAN,
    "千万": 1_000 * FEN_PER_WAN,
    "千万元": 1_000 * FEN_PER_WAN,
    "亿": FEN_PER_YI,
    "亿元": FEN_PER_YI,
    "万亿": 10_000 * FEN_PER_YI,
    "万亿元": 10_000 * FEN_PER_YI,
}
"""Fen in one of each unit that may follow a figure."""

Rounding = Literal["half_up", "down"]

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
    ord("。"): ".",
    ord("−"): "-",
    ord("–"): "-",
}
_NUMBER: Final = r"(?:\d+|\d{1,3}(?:[, ]\d{3})+)(?:\.\d+)?|\.\d+"
_UNITS: Final = "|".join(sorted(UNIT_FEN, key=len, reverse=True))
_AMOUNT: Final = re.compile(
    rf"(?P<minus>-?)\s*(?:人民币|RMB|CNY)?\s*¥?\s*(?P<minus2>-?)\s*(?P<number>{_NUMBER})"
    rf"\s*(?P<unit>{_UNITS})?\s*[整正]?\s*(?:人民币|RMB|CNY)?",
    re.ASCII | re.IGNORECASE,
)
_PERCENT: Final = re.compile(rf"(?P<number>{_NUMBER})\s*%?", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"-?[\d.]+E[+-]?\d+", re.ASCII | re.IGNORECASE)


class AmountIsNotReadable(ValueError):
    """The text is no amount of money; the message says in Chinese how to mend it."""


class PercentIsNotReadable(ValueError):
    """The text is no percentage; the message says in Chinese how to mend it."""


class SplitHasNoWeight(ValueError):
    """An amount was to be split over weights that are missing, negative or all zero."""


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs as half-width ones, trimmed."""
    spaced = text.translate(_INVISIBLE).translate(_FULL_WIDTH)
    return " ".join(spaced.split())


def parse_yuan(
    text: str,
    *,
    allow_negative: bool = False,
    unit: str = "元",
    factor: Fraction = Fraction(1),
) -> int:
    """Read an amount of yuan as a person or a spreadsheet writes it.

    Full-width digits, thousands separators, ¥ and the units 元 to 万亿元 are understood;
    `unit` holds where the text names none (a column headed 万元). `factor` scales a foreign
    file's figures; where it is not whole, the product is rounded half-up to the fen.

    Returns whole fen. Raises AmountIsNotReadable.
    """
    plain = half_width(text)
    if not plain:
        raise AmountIsNotReadable(gettext("请填写金额，例如 125000.00 或 12.5 万"))
    bracketed = re.fullmatch(r"\((.*)\)", plain)
    match = _AMOUNT.fullmatch(bracketed[1] if bracketed else plain) if len(plain) <= 60 else None
    if match is None:
        raise _unreadable_amount(text, plain)
    negative = bool(bracketed) + bool(match["minus"]) + bool(match["minus2"])
    if negative > 1:
        raise _unreadable_amount(text, plain)
    fen = _exact_fen(match["number"], match["unit"] or unit, factor, text)
    if negative and fen and not allow_negative:
        raise AmountIsNotReadable(
            gettext("金额“%(short)s”不能是负数，请去掉负号", short=_short(text))
        )
    return -fen if negative else fen


def _exact_fen(number: str, unit: str, factor: Fraction, text: str) -> int:
    fen = Fraction(re.sub("[, ]", "", number)) * UNIT_FEN[unit] * factor
    if factor.denominator != 1:
        fen = Fraction(half_up(fen))
    if fen.denominator != 1:
        raise AmountIsNotReadable(
            gettext("金额“%(short)s”不足一分，请最多保留到分（两位小数）", short=_short(text))
        )
    if fen > MAX_FEN:
        raise AmountIsNotReadable(
            gettext("金额“%(short)s”超过 99 万亿元，请核对单位", short=_short(text))
        )
    return int(fen)


def _unreadable_amount(text: str, plain: str) -> AmountIsNotReadable:
    short = _short(text)
    if _SCIENTIFIC.fullmatch(plain):
        words = gettext(
            "金额“%(short)s”是科学计数法，可能已丢失尾数，请把单元格改为数值格式后重新填写",
            short=short,
        )
    elif re.fullmatch(r"[\d,. ]+", plain, re.ASCII):
        words = gettext(
            "金额“%(short)s”的分隔符位置不对，请写成 125000.00 或 125,000.00", short=short
        )
    else:
        words = gettext(
            "金额“%(short)s”无法识别，请填写数字，例如 125000.00 或 12.5 万", short=short
        )
    return AmountIsNotReadable(words)


def _short(text: str) -> str:
    trimmed = " ".join(text.split())
    return trimmed if len(trimmed) <= 30 else trimmed[:30] + "…"


def format_yuan(fen: int) -> str:
    """Fen as yuan with thousands separators: 12500000 → 125,000.00."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{rest:02d}"


def format_wan(fen: int) -> str:
    """The short form for tables and tiles, rounded to two decimals: 12.50 万, 1.25 亿.

    Below one 万 it is the exact amount: 5,000.00 元.
    """
    sign = "-" if fen < 0 else ""
    size = abs(fen)
    if size < FEN_PER_WAN:
        return f"{format_yuan(fen)} 元"
    hundredths = half_up(Fraction(size * 100, FEN_PER_WAN))
    name = "万"
    if hundredths >= 10_000 * 100:
        hundredths, name = half_up(Fraction(size * 100, FEN_PER_YI)), "亿"
    return f"{sign}{format_yuan(hundredths)} {name}"


def parse_percent(text: str) -> int:
    """Read a percentage, with or without its sign, as whole ppm: 3.85% → 38500.

    Raises PercentIsNotReadable for signs, more than four decimals and anything else.
    """
    plain = half_width(text)
    if not plain:
        raise PercentIsNotReadable(gettext("请填写百分比，例如 3.85 或 3.85%"))
    match = _PERCENT.fullmatch(plain) if len(plain) <= 40 else None
    if match is None:
        raise PercentIsNotReadable(
            gettext("百分比“%(short)s”无法识别，请填写数字，例如 3.85%%", short=_short(text))
        )
    ppm = Fraction(re.sub("[, ]", "", match["number"])) * PPM_PER_PERCENT
    if ppm.denominator != 1:
        raise PercentIsNotReadable(
            gettext("百分比“%(short)s”的小数过长，请最多保留四位小数", short=_short(text))
        )
    if ppm > MAX_PPM:
        raise PercentIsNotReadable(
            gettext("百分比“%(short)s”过大，请核对，例如 3.85%%", short=_short(text))
        )
    return int(ppm)


def format_ppm(ppm: int) -> str:
    """Ppm as a percentage with two to four decimals: 38500 → 3.85%, 38512 → 3.8512%."""
    sign = "-" if ppm < 0 else ""
    whole, rest = divmod(abs(ppm), PPM_PER_PERCENT)
    decimals = f"{rest:04d}"
    return f"{sign}{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}%"


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves away from zero."""
    size = abs(value)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return -whole if value < 0 else whole


def multiply_ppm(fen: int, ppm: int, rounding: Rounding = "half_up") -> int:
    """A share of an amount in whole fen; `down` cuts towards zero."""
    product = Fraction(fen * ppm, PPM)
    return half_up(product) if rounding == "half_up" else int(product)


def split_fen(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to the weights so that the parts sum to it exactly.

    The fen left over by cutting go to the largest remainders, the earlier part first.
    Raises SplitHasNoWeight.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise SplitHasNoWeight(f"{list(weights)!r}")
    sign = -1 if total_fen < 0 else 1
    shares = [divmod(abs(total_fen) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    left = abs(total_fen) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda part: -shares[part][1])
    for part in by_remainder[:left]:
        parts[part] += 1
    return [sign * part for part in parts]
