"""Codes of products and limits as words that people read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..registry.words import PARK_NAMES, SIZE_NAMES
from ..shared.codes import DIVISIONS
from .terms import listed

KIND_NAMES: Mapping[str, Any] = {"receivable": _l("应收账款"), "order": _l("订单")}
SCOPE_NAMES: Mapping[str, Any] = {
    "product": _l("产品额度"),
    "bank": _l("全行额度"),
    "core": _l("核心企业额度"),
    "borrower": _l("单一企业额度"),
}
EACH_OTHER: Mapping[str, Any] = {
    "bank": _l("全行"),
    "core": _l("其余每家核心企业"),
    "borrower": _l("其余每家企业"),
}
LIST_NAMES: Mapping[str, Mapping[str, Any]] = {
    "kinds": KIND_NAMES,
    "parks": PARK_NAMES,
    "sizes": SIZE_NAMES,
    "industries": DIVISIONS,
}


def list_in_words(column: str, text: str) -> str:
    """A list of a product in words; 不限 where it is empty."""
    names, codes = LIST_NAMES[column], listed(text)
    shown = [code for code in names if code in codes] + [c for c in codes if c not in names]
    parts = [
        f"{code} {names.get(code, '')}" if column == "industries" else str(names.get(code, code))
        for code in shown
    ]
    return str(_("、")).join(parts) or str(_("不限"))
