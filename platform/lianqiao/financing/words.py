"""Codes of a case in users' words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: Mapping[str, Any] = {"receivable": _l("应收账款"), "order": _l("订单")}
PARKS: Mapping[str, Any] = {
    "dongzhi": _l("东至经开区"),
    "dadukou": _l("大渡口经开区"),
    "other": _l("其他"),
}
SIZES: Mapping[str, Any] = {
    "large": _l("大型"),
    "medium": _l("中型"),
    "small": _l("小型"),
    "micro": _l("微型"),
}
RULE_NAMES: Mapping[str, Any] = {
    "kind": _l("业务种类"),
    "park": _l("园区"),
    "industry": _l("行业"),
    "size": _l("企业规模"),
    "grade": _l("信用等级"),
    "core": _l("核心企业"),
    "tenor": _l("期限"),
    "amount": _l("金额"),
    "authorised": _l("授权"),
    "dishonest": _l("失信名单"),
    "free": _l("占用"),
    "first_time": _l("首贷"),
    "plan": _l("信贷计划"),
}
