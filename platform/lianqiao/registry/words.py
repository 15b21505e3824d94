"""Codes of the registry as words that people read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

PARK_NAMES: Mapping[str, Any] = {
    "dongzhi": _l("东至经开区"),
    "dadukou": _l("大渡口经开区"),
    "other": _l("其他"),
}
SIZE_NAMES: Mapping[str, Any] = {
    "large": _l("大型"),
    "medium": _l("中型"),
    "small": _l("小型"),
    "micro": _l("微型"),
}
BANK_KIND_NAMES: Mapping[str, Any] = {
    "state": _l("国有"),
    "joint_stock": _l("股份制"),
    "local": _l("地方法人"),
    "village": _l("村镇"),
}
DIRECTION_NAMES: Mapping[str, Any] = {"supplier": _l("供应商"), "customer": _l("经销商")}
