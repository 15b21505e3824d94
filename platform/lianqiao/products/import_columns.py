"""Cells of products and limits: lists of codes or words, credit codes, scopes."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from ..shared.cells import choice_cell, uscc_cell
from ..shared.codes import ASSET_KINDS, PARKS, SIZES, division_of
from ..shared.table_columns import CellIsRefused, Format, Parser, Reading, described
from .terms import joined

_BETWEEN = re.compile(r"[;；、,，\s]+")
SCOPES: Mapping[str, Sequence[str]] = {
    "bank": ("全行", "银行"),
    "core": ("核心企业",),
    "borrower": ("借款人", "借款企业", "单一客户"),
}

NOBODY = ("无", "不需要担保", "none", "-")


def list_cell(one: Parser) -> Parser:
    """Several values separated by ``;`` (or 、 or a comma); kept sorted, each once."""

    def parse(text: str, reading: Reading) -> str:
        parts = [part for part in _BETWEEN.split(text.strip()) if part]
        return joined(str(one(part, reading)) for part in parts)

    words = _l("%(one)s；可以写几个，用分号隔开；空着表示不限", one=getattr(one, "words", ""))
    return Format(parse, words, str(getattr(one, "example", "")))


def words_cell(words: Mapping[str, str]) -> Parser:
    """A list of codes, or of the words that stand for them."""
    return list_cell(choice_cell({code: (word,) for code, word in words.items()}))


@described(_l("GB/T 4754 的两位行业大类"), "26")
def industry_cell(text: str, _reading: Reading) -> str:
    """A division of GB/T 4754."""
    try:
        return division_of(text)
    except ValueError as error:
        raise CellIsRefused(str(error)) from None


@described(
    _l("担保机构的统一社会信用代码；留空就不改，写「无」就是不需要担保"), "91341721MADGR0010M"
)
def guarantor_cell(text: str, reading: Reading) -> str:
    """The credit code of a guarantor; empty text where nobody is to stand behind the product."""
    return "" if text.strip().lower() in NOBODY else str(uscc_cell(text, reading))


kinds_cell = words_cell(ASSET_KINDS)
parks_cell = words_cell(PARKS)
sizes_cell = words_cell(SIZES)
industries_cell = list_cell(industry_cell)
cores_cell = list_cell(uscc_cell)
scope_cell = choice_cell(SCOPES)
