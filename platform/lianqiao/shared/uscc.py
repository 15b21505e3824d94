"""统一社会信用代码 (GB 32100-2015): check, normalise and make."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from lianqiao.shared.money import half_width

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18

_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALL_WEIGHTS: Final = (*_WEIGHTS, 1)
_BODY: Final = tuple(range(9, 18))
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
    (N1–N3) alike, so it is demanded of every kind. Where one wrong character, or two
    neighbours in each other's place, explain everything, the message says what would be right.

    Raises UsccIsInvalid.
    """
    fault = _fault(code)
    if fault is not None:
        raise UsccIsInvalid(fault.words + _remedy(code, fault.places))


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong, and the positions (from 1) in one of which the mistake must lie."""

    words: str
    places: tuple[int, ...] = ()


def _fault(code: str) -> _Fault | None:
    fault = _shape_fault(code)
    if fault is not None:
        return fault
    expected = body_check_character(code[8:16])
    if code[16] != expected:
        words = gettext(
            "统一社会信用代码第 17 位（主体标识码校验位）应为 %(expected)s，现为 %(code)s，"
            "请核对第 9–17 位",
            expected=expected,
            code=code[16],
        )
        return _Fault(words, _BODY)
    expected = check_character(code[:17])
    if code[17] != expected:
        words = gettext(
            "统一社会信用代码第 18 位（校验位）应为 %(expected)s，现为 %(code)s；"
            "第 9–17 位校验相符，请核对第 1–8 位和第 18 位",
            expected=expected,
            code=code[17],
        )
        return _Fault(words)
    return None


def _shape_fault(code: str) -> _Fault | None:
    if len(code) != LENGTH:
        return _Fault(gettext("统一社会信用代码应为 18 位，现为 %(count)s 位", count=len(code)))
    for place, character in enumerate(code, start=1):
        if character not in _VALUE:
            words = gettext(
                "统一社会信用代码第 %(place)s 位“%(character)s”不能使用，"
                "只能是数字或大写字母（不含 I、O、S、V、Z）",
                place=place,
                character=character,
            )
            return _Fault(words, (place,))
    if code[0] not in _REGISTRARS:
        words = gettext("统一社会信用代码第 1 位“%(code)s”不是登记管理部门代码", code=code[0])
        return _Fault(words, (1,))
    for place in range(3, 9):
        if not code[place - 1].isdigit():
            words = gettext(
                "统一社会信用代码第 %(place)s 位“%(code)s”应为数字（第 3–8 位是行政区划码）",
                place=place,
                code=code[place - 1],
            )
            return _Fault(words, (place,))
    return None


def _remedy(code: str, places: tuple[int, ...]) -> str:
    """What would be right, in words; empty where more than one answer fits, or none."""
    found = {*_with_one_replaced(code, places), *_with_two_swapped(code, places)}
    if len(found) != 1:
        return ""
    (right,) = found
    first, *rest = [at for at in range(LENGTH) if code[at] != right[at]]
    words: str
    if rest:
        words = gettext(
            "。看来第 %(first)s、%(second)s 位写反了，应为 %(right)s",
            first=first + 1,
            second=first + 2,
            right=right[first : first + 2],
        )
        return words
    words = gettext(
        "。如只错一位，第 %(first)s 位应为 %(right)s", first=first + 1, right=right[first]
    )
    return words


def _with_one_replaced(code: str, places: tuple[int, ...]) -> Iterator[str]:
    """Valid codes that differ in one of the places: modulo 31 each place has one candidate."""
    values = [_VALUE.get(character) for character in code]
    for at in (place - 1 for place in places):
        if any(value is None for here, value in enumerate(values) if here != at):
            continue
        others = sum(
            (value or 0) * weight
            for here, (value, weight) in enumerate(zip(values, _ALL_WEIGHTS, strict=True))
            if here != at
        )
        fitting = ALPHABET[-others * pow(_ALL_WEIGHTS[at], -1, 31) % 31]
        changed = code[:at] + fitting + code[at + 1 :]
        if changed != code and is_valid(changed):
            yield changed


def _with_two_swapped(code: str, places: tuple[int, ...]) -> Iterator[str]:
    """Valid codes in which one of the places and a neighbour stand the other way round."""
    for at in (at for at in range(LENGTH - 1) if {at + 1, at + 2} & {*places}):
        changed = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        if changed != code and is_valid(changed):
            yield changed


def is_valid(code: str) -> bool:
    """Whether a normalised code passes every check."""
    return _fault(code) is None


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
        raise UsccIsInvalid(
            gettext(
                "“%(prefix)s”“%(body)s”不能组成统一社会信用代码，两段应各为 8 位",
                prefix=prefix,
                body=body,
            )
        )
    first_17 = prefix + body + body_check_character(body)
    code = first_17 + check_character(first_17)
    check(code)
    return code
