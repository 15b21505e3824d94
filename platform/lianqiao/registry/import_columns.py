"""Parsers of cells that only the registry's files have."""

from flask_babel import lazy_gettext as _l

from ..shared.cells import choice_cell, uscc_cell
from ..shared.codes import BANK_KINDS, DIRECTIONS, PARKS, division_of
from ..shared.table_columns import Parser, Reading, described
from .models import TAX_GRADES


@described(_l("GB/T 4754 的行业代码：两位大类或更细，可带门类字母"), "C26")
def industry_cell(text: str, _reading: Reading) -> str:
    """A code of GB/T 4754, as it was written: a finer code may class a firm differently."""
    division_of(text)
    return text


def park_cell() -> Parser:
    """A park by code or name."""
    return choice_cell({code: (name,) for code, name in PARKS.items()})


def tax_grade_cell() -> Parser:
    """A grade of tax credit, with or without 级."""
    return choice_cell({grade: (f"{grade} 级", f"{grade}级") for grade in TAX_GRADES})


def bank_kind_cell() -> Parser:
    """A bank's kind by code or name, with or without 银行."""
    return choice_cell({code: (name, f"{name}银行") for code, name in BANK_KINDS.items()})


def direction_cell() -> Parser:
    """What the partner is to the core enterprise, by code or name."""
    more = {"customer": ("客户", "下游"), "supplier": ("上游",)}
    return choice_cell({code: (name, *more[code]) for code, name in DIRECTIONS.items()})


__all__ = [
    "bank_kind_cell",
    "direction_cell",
    "industry_cell",
    "park_cell",
    "tax_grade_cell",
    "uscc_cell",
]
