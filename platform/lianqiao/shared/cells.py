"""Parsers for the cells of an import: amounts, rates, dates, yes/no, choices, codes."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from lianqiao.shared import uscc
from lianqiao.shared.calendar import parse_date
from lianqiao.shared.money import (
    format_ppm,
    format_yuan,
    half_width,
    parse_percent,
    parse_yuan,
)
from lianqiao.shared.table_columns import CellIsRefused, Format, Parser, Reading, described

_YES: Final = frozenset({"是", "1", "true", "yes", "y", "有", "√"})
_NO: Final = frozenset({"否", "0", "false", "no", "n", "无", "×"})
LONGEST_OWN_CODE: Final = 12
"""What is longer was meant as a credit code and lost or won a sign."""

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s]{2,}")
_MONTH: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?", re.ASCII)


def text_cell(longest: int = 200) -> Parser:
    """Text of one line and at most so many characters; no formula, nothing invisible."""

    def parse(text: str, _: Reading) -> str:
        plain = " ".join(text.split())
        if len(plain) > longest:
            raise CellIsRefused(
                gettext(
                    "最多 %(longest)s 个字，现有 %(plain)s 个", longest=longest, plain=len(plain)
                )
            )
        if plain.startswith("="):
            raise CellIsRefused(gettext("这是公式，请在表格软件中粘贴为数值后重试"))
        if any(unicodedata.category(sign) == "Cc" for sign in plain):
            raise CellIsRefused(gettext("含有看不见的控制字符，请删除后重新填写"))
        return plain

    return Format(parse, _l("文字，最多 %(n)s 个字", n=longest))


def amount_cell(*, allow_zero: bool = True) -> Parser:
    """An amount as fen, in the unit of the header or the cell, times the file's factor."""

    def parse(text: str, reading: Reading) -> int:
        fen = parse_yuan(text, unit=reading.unit, factor=reading.factor)
        if not fen and not allow_zero:
            raise CellIsRefused(gettext("应大于零"))
        return fen

    words = _l("金额，单位元；表头或单元格可以写万元、亿元")
    return Format(parse, words, "125000.00", format_yuan)


@described(_l("百分比，可带百分号"), "3.85%", format_ppm)
def percent_cell(text: str, _: Reading) -> int:
    """A percentage as ppm."""
    return parse_percent(text)


@described(
    _l("日期：2026-11-23、2026/11/23、20261123 或 2026年11月23日"), "2026-11-23", date.isoformat
)
def date_cell(text: str, reading: Reading) -> date:
    """A date, in the file's own format where the mapping names one."""
    return parse_date(text, reading.date_format)


@described(_l("月份"), "2026-11")
def month_cell(text: str, _: Reading) -> str:
    """A month as YYYY-MM."""
    plain = half_width(text)
    match = _MONTH.fullmatch(plain) or re.fullmatch(r"(\d{4})-(\d{2})-\d{2}", plain, re.ASCII)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2199:
        raise CellIsRefused(gettext("月份“%(text)s”无法识别，请写成 2026-11", text=text[:20]))
    return f"{match[1]}-{int(match[2]):02d}"


@described(_l("邮箱"), "name@example.com")
def email_cell(text: str, _: Reading) -> str:
    """A mail address in lower case, so that one person is not two."""
    plain = half_width(text).strip().lower()
    if len(plain) > 254 or not _EMAIL.fullmatch(plain):
        raise CellIsRefused(gettext("“%(text)s”不是邮箱，应像 name@example.com", text=text[:40]))
    return plain


def _yes_or_no(value: bool) -> str:
    return str(gettext("是") if value else gettext("否"))


@described(_l("填“是”或“否”"), "是", _yes_or_no)
def yes_no_cell(text: str, _: Reading) -> bool:
    """是/否, 1/0, true/false."""
    plain = half_width(text).casefold()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise CellIsRefused(gettext("“%(text)s”无法识别，请填写“是”或“否”", text=text[:20]))


def whole_cell(least: int = 0, most: int = 10**9) -> Parser:
    """A whole number within bounds."""

    def parse(text: str, _: Reading) -> int:
        plain = half_width(text).replace(",", "")
        if not re.fullmatch(r"\d{1,15}", plain, re.ASCII) or not least <= int(plain) <= most:
            raise CellIsRefused(
                gettext(
                    "“%(text)s”应为 %(least)s 到 %(most)s 的整数",
                    text=text[:20],
                    least=f"{least:,}",
                    most=f"{most:,}",
                )
            )
        return int(plain)

    words = _l("%(least)s 到 %(most)s 的整数", least=f"{least:,}", most=f"{most:,}")
    return Format(parse, words, str(min(max(least, 30), most)))


@described(_l("18 位统一社会信用代码，含两位校验码"), "91341721MA2T1007XH")
def uscc_cell(text: str, reading: Reading) -> str:
    """A unified social credit code; a foreign file's own code where the mapping knows it."""
    known = reading.parties.get(text)
    code = uscc.normalise(known or text)
    if reading.parties and known is None and len(code) != uscc.LENGTH:
        raise CellIsRefused(
            gettext(
                "“%(text)s”不在企业代码对照表里，请补上，或改成统一社会信用代码", text=text[:40]
            )
        )
    if 0 < len(code) <= LONGEST_OWN_CODE:
        raise CellIsRefused(
            gettext(
                "“%(text)s”不是统一社会信用代码（应为 18 位，现为 %(count)s 位）；如是系统里的"
                "企业编码，请在「企业代码对照表」里写明它对应的统一社会信用代码",
                text=text[:40],
                count=len(code),
            )
        )
    return uscc.parse(code)


def choice_cell(choices: Mapping[str, Sequence[str]]) -> Parser:
    """One of the codes (keys), or one of the words that stand for it; gives the code."""
    words = {
        half_width(word).casefold(): code
        for code, labels in choices.items()
        for word in (code, *labels)
    }
    shown = "、".join(labels[0] if labels else code for code, labels in choices.items())

    def parse(text: str, _: Reading) -> str:
        code = words.get(half_width(text).casefold())
        if code is None:
            raise CellIsRefused(
                gettext("“%(text)s”不在可选范围内，可填：%(shown)s", text=text[:20], shown=shown)
            )
        return code

    first = next(iter(choices.values()))
    example = str(first[0]) if first else next(iter(choices))
    return Format(parse, _l("可填：%(choices)s", choices=shown), example, _named(choices))


def _named(choices: Mapping[str, Sequence[str]]) -> Callable[[str], str]:
    return lambda code: str(choices[code][0]) if choices.get(code) else code
