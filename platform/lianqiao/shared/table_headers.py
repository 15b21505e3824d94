"""Headers of a file: which of our columns each stands for, and the unit that it names."""

import re
from collections.abc import Sequence
from typing import Final

from lianqiao.shared.money import UNIT_FEN, half_width
from lianqiao.shared.table_columns import Column
from lianqiao.shared.xlsx_guard import FileIsRefused

_UNITS: Final = "|".join(sorted(UNIT_FEN, key=len, reverse=True))
_UNIT: Final = re.compile(rf"\((?:单位:?)?({_UNITS})\)|((?:万亿|亿|千万|百万|万|千)元)$")
_NOISE: Final = re.compile(r"[\s_\-*.:]+")
_NOTE: Final = re.compile(
    r"\((?:必填|选填|可选|required|optional|%|百分比|天|日|人|户|是/?否|yyyy/?mm/?dd|年/?月/?日)\)"
)


def normal_header(header: str) -> str:
    """A header without case, blanks, marks, remarks and the unit of its amounts."""
    plain = _NOISE.sub("", half_width(header).casefold())
    return _UNIT.sub("", _NOTE.sub("", plain)) or plain


def unit_of(header: str) -> str:
    """The unit that a header names for its amounts: 金额（万元） → 万元; else 元."""
    match = _UNIT.search(_NOTE.sub("", _NOISE.sub("", half_width(header).casefold())))
    return (match[1] or match[2]) if match else "元"


def guess_headers(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Which header stands for which column: column name → position.

    Raises FileIsRefused where two headers stand for one column.
    """
    found: dict[str, int] = {}
    for position, column in _known(headers, columns):
        if column.name in found:
            first, second = headers[found[column.name]], headers[position]
            raise FileIsRefused(f"表头“{first}”和“{second}”都对应“{column.label}”，请只保留一列")
        found[column.name] = position
    return found


def suggest_headers(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """The same guess for a page on which a person may correct it: the first header wins."""
    found: dict[str, int] = {}
    for position, column in _known(headers, columns):
        found.setdefault(column.name, position)
    return found


def _known(headers: Sequence[str], columns: Sequence[Column]) -> list[tuple[int, Column]]:
    names = {
        normal_header(label): column
        for column in columns
        for label in (column.name, *column.labels)
    }
    return [
        (position, names[plain])
        for position, header in enumerate(headers)
        if header and (plain := normal_header(header)) in names
    ]
