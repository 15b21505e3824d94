"""统一社会信用代码 (GB 32100-2015): check, normalise and make."""

from typing import Final

from lianqiao.shared.money import half_width

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18

_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_REGISTRARS: Final = frozenset("123456789ANY")


class UsccIsInvalid(ValueError):
    """The text is no unified social credit code; the message says in Chinese what is wrong."""


def normalise(text: str) -> str:
    """The code without spaces, in half-width capital letters; not checked."""
    return half_width(text).replace(" ", "").upper()


def check(code: str) -> None:
    """Check a normalised code: length, characters, registrar, region and both check characters.

    The body code (positions 9–17) carries its own check by GB 11714. It holds for
    enterprises (91), sole traders (92), farmers' cooperatives (93) and village collectives
    (N1–N3) alike, so it is demanded of every kind.

    Raises UsccIsInvalid.
    """
    _check_shape(code)
    expected = body_check_character(code[8:16])
    if code[16] != expected:
        raise UsccIsInvalid(
            f"统一社会信用代码第 17 位（主体标识码校验位）应为 {expected}，现为 {code[16]}，"
            "请核对第 9–17 位"
        )
    expected = check_character(code[:17])
    if code[17] != expected:
        raise UsccIsInvalid(
            f"统一社会信用代码第 18 位（校验位）应为 {expected}，现为 {code[17]}，请逐位核对"
        )


def _check_shape(code: str) -> None:
    if len(code) != LENGTH:
        raise UsccIsInvalid(f"统一社会信用代码应为 18 位，现为 {len(code)} 位")
    for position, character in enumerate(code, start=1):
        if character not in _VALUE:
            raise UsccIsInvalid(
                f"统一社会信用代码第 {position} 位“{character}”不能使用，"
                "只能是数字或大写字母（不含 I、O、S、V、Z）"
            )
    if code[0] not in _REGISTRARS:
        raise UsccIsInvalid(f"统一社会信用代码第 1 位“{code[0]}”不是登记管理部门代码")
    for position in range(3, 9):
        if not code[position - 1].isdigit():
            raise UsccIsInvalid(
                f"统一社会信用代码第 {position} 位“{code[position - 1]}”应为数字"
                "（第 3–8 位是行政区划码）"
            )


def is_valid(code: str) -> bool:
    """Whether a normalised code passes every check."""
    try:
        check(code)
    except UsccIsInvalid:
        return False
    return True


def parse(text: str) -> str:
    """The normalised and checked code. Raises UsccIsInvalid."""
    code = normalise(text)
    check(code)
    return code


def check_character(first_17: str) -> str:
    """The 18th character by GB 32100-2015: (31 − Σ mod 31) mod 31."""
    total = sum(_VALUE[c] * weight for c, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_character(first_8: str) -> str:
    """The 9th character of a body code by GB 11714: 11 − Σ mod 11, 10 is X, 11 is 0."""
    total = sum(int(c, 36) * weight for c, weight in zip(first_8, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def make(prefix: str, body: str) -> str:
    """A valid code from registrar, kind and region (8 characters) and 8 body characters.

    Raises UsccIsInvalid where the parts cannot stand in a code.
    """
    if len(prefix) != 8 or len(body) != 8 or not set(prefix + body) <= set(ALPHABET):
        raise UsccIsInvalid(f"“{prefix}”“{body}”不能组成统一社会信用代码，两段应各为 8 位")
    first_17 = prefix + body + body_check_character(body)
    code = first_17 + check_character(first_17)
    check(code)
    return code
