"""Headers of a file: which of our columns each stands for, and the unit that it names."""

import re
from collections.abc import Sequence
from typing import Final

from flask_babel import gettext

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
    plain = _loose(header)
    return _UNIT.sub("", _NOTE.sub("", plain)) or plain


def unit_of(header: str) -> str:
    """The unit that a header names for its amounts: 金额（万元） → 万元; else 元."""
    match = _UNIT.search(_NOTE.sub("", _loose(header)))
    return (match[1] or match[2]) if match else "元"


def find_header(headers: Sequence[str], theirs: str) -> int | None:
    """Where a header stands that a mapping names; exactly so first, else whatever its case."""
    for plain in (half_width, _loose):
        wanted = plain(theirs)
        for position, header in enumerate(headers):
            if header and plain(header) == wanted:
                return position
    return None


def _loose(header: str) -> str:
    return _NOISE.sub("", half_width(header).casefold())


def guess_headers(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Which header stands for which column: column name → position.

    A column's own name or first label goes before its other spellings. Raises FileIsRefused
    where two headers stand for one column alike.
    """
    found: dict[str, int] = {}
    for column in columns:
        own, other = _standing_for(column, headers)
        alike = own or other
        if len(alike) > 1:
            first, second = headers[alike[0]], headers[alike[1]]
            raise FileIsRefused(
                gettext(
                    "表头“%(first)s”和“%(second)s”都对应“%(column)s”，请只保留一列",
                    first=first,
                    second=second,
                    column=column.label,
                )
            )
        if alike:
            found[column.name] = alike[0]
    return found


def suggest_headers(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """The same guess for a page on which a person may correct it: the first header wins."""
    found: dict[str, int] = {}
    for column in columns:
        own, other = _standing_for(column, headers)
        if alike := own or other:
            found[column.name] = alike[0]
    return found


def _standing_for(column: Column, headers: Sequence[str]) -> tuple[list[int], list[int]]:
    """Positions of headers that are the column's own name, and of its other spellings."""
    own = {normal_header(column.name), normal_header(column.label)}
    known = {normal_header(label) for label in column.labels} - own
    plain = [normal_header(header) if header else "" for header in headers]
    return (
        [at for at, header in enumerate(plain) if header and header in own],
        [at for at, header in enumerate(plain) if header and header in known],
    )
