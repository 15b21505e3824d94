"""Cells of the input files: what each column may hold, and how to mend what it may not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

DECIMAL = re.compile(r"(\d{1,16})(?:\.(\d+))?", re.ASCII)
WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
KINDS = ("receivable", "order")
PARKS = ("dongzhi", "dadukou", "other")
SIZES = ("large", "medium", "small", "micro")
SCOPES = ("bank", "core", "borrower")
MOST_FEN = 10**17


class CellIsFaulty(ValueError):
    """A cell that cannot be used; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file; `empty` is what an empty cell means, where it may be empty."""

    name: str
    parse: Callable[[str], Any]
    may_be_empty: bool = False
    empty: Any = None

    def read(self, text: str) -> Any:
        """The value of a cell. Raises CellIsFaulty."""
        if text:
            return self.parse(text)
        if self.may_be_empty:
            return self.empty
        raise CellIsFaulty("不能为空，请填写")


def units(places: int, most: int, what: str) -> Callable[[str], int]:
    """A reader of decimals as integers of 10**-places, none below 0 or above `most`."""

    def read(text: str) -> int:
        found = DECIMAL.fullmatch(text)
        if found is None:
            raise CellIsFaulty(f"「{_short(text)}」不是{what}，请填不带单位和分隔符的非负数字")
        digits = found[2] or ""
        if len(digits.rstrip("0")) > places:
            raise CellIsFaulty(f"「{_short(text)}」小数位太多，最多 {places} 位")
        value = int(found[1] + digits[:places].ljust(places, "0"))
        if value > most:
            raise CellIsFaulty(f"「{_short(text)}」太大，最多 {most // 10**places}")
        return value

    return read


def above_zero(read: Callable[[str], int]) -> Callable[[str], int]:
    """The same reader, which refuses 0."""

    def positive(text: str) -> int:
        value = read(text)
        if value == 0:
            raise CellIsFaulty("必须大于 0")
        return value

    return positive


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not WHOLE_NUMBER.fullmatch(text) or not least <= int(text) <= most:
            raise CellIsFaulty(f"「{_short(text)}」应为 {least} 到 {most} 的整数")
        return int(text)

    return read


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in values:
            raise CellIsFaulty(f"「{_short(text)}」应为 {'、'.join(values)} 之一")
        return text

    return read


def listed(read_one: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """A reader of a list separated by semicolons, without doubles, in alphabetical order."""

    def read(text: str) -> tuple[str, ...]:
        parts = (part.strip() for part in text.split(";"))
        return tuple(sorted({read_one(part) for part in parts if part}))

    return read


def word(text: str) -> str:
    """A code or an id."""
    if len(text) > 200 or not text.isprintable():
        raise CellIsFaulty("代码过长或含不可见字符，请改短或删去")
    return text


def code(text: str) -> str:
    """An item of a list."""
    return word(text)


def flag(text: str) -> bool:
    """0 or 1."""
    if text not in ("0", "1"):
        raise CellIsFaulty(f"「{_short(text)}」应为 0 或 1")
    return text == "1"


def day(text: str) -> date:
    """An ISO date."""
    try:
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CellIsFaulty(f"「{_short(text)}」不是日期，请写成 2026-11-23 这样的日期")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


money = units(2, MOST_FEN, "金额")
percent = units(4, 1_000_000, "百分数")

ASSETS = (
    Column("asset_id", word),
    Column("kind", one_of(KINDS)),
    Column("borrower_uscc", word),
    Column("core_uscc", word),
    Column("park", one_of(PARKS)),
    Column("industry", word),
    Column("size", one_of(SIZES)),
    Column("grade", whole(1, 10)),
    Column("amount", above_zero(money)),
    Column("requested", above_zero(money), True),
    Column("due_date", day),
    Column("splittable", flag, True, False),
    Column("weight", units(6, 1_000_000_000, "权重"), True, 1_000_000),
)
PRODUCTS = (
    Column("product_id", word),
    Column("bank", word),
    Column("kinds", listed(one_of(KINDS)), True, ()),
    Column("parks", listed(one_of(PARKS)), True, ()),
    Column("industries", listed(code), True, ()),
    Column("sizes", listed(one_of(SIZES)), True, ()),
    Column("max_grade", whole(1, 10)),
    Column("min_amount", money),
    Column("max_amount", money),
    Column("min_days", whole(0, 100_000)),
    Column("max_days", whole(0, 100_000)),
    Column("advance_rate", above_zero(percent)),
    Column("rate", percent),
    Column("fee", percent, True, 0),
    Column("quota", money),
    Column("core_list", listed(code), True, ()),
)
LIMITS = (
    Column("bank", word),
    Column("scope", one_of(SCOPES)),
    Column("party_uscc", word, True, ""),
    Column("limit", money),
)
