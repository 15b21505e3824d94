"""大写金额: amounts in the capital characters that contracts and letters use."""

from typing import Final

from lianqiao.shared.money import FEN_PER_YUAN, MAX_FEN

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_WAN: Final = 10_000
_YI: Final = 100_000_000


class AmountHasNoCapitals(ValueError):
    """Only amounts from zero to under 100 万亿元 are written in capital characters."""


def capital_amount(fen: int) -> str:
    """The amount in capital characters: 12500000 → 壹拾贰万伍仟元整.

    Follows 《支付结算办法》 (银发〔1997〕393号), annex 1: 整 after 元 and 角, 零 for a run of
    zeros inside the figure. Raises AmountHasNoCapitals.
    """
    if not 0 <= fen <= MAX_FEN:
        raise AmountHasNoCapitals(f"金额 {fen} 分不能写成大写")
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    jiao, odd = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return words + "整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return words + (f"{_DIGITS[odd]}分" if odd else "整")


def _whole(number: int) -> str:
    """A whole number; 零 alone stands for zero."""
    if not number:
        return "零"
    for unit, name in ((_YI, "亿"), (_WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            return _whole(high) + name + _after(low, unit)
    return _section(number).removeprefix("零")


def _after(low: int, unit: int) -> str:
    """What follows a unit: a 零 first where its highest place is empty."""
    if not low:
        return ""
    return ("零" if low < unit // 10 else "") + _whole(low)


def _section(number: int) -> str:
    """Four places, with one 零 for each run of zeros before a digit."""
    words, gap = "", False
    for place, digit in zip(_PLACES, f"{number:04d}", strict=True):
        if digit == "0":
            gap = True
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return words
