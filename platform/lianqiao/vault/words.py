"""Codes of the vault as words that people read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

KIND_NAMES: Mapping[str, Any] = {
    "licence": _l("营业执照"),
    "statement": _l("财务报表"),
    "tax": _l("纳税材料"),
    "permit": _l("许可和资质"),
    "authorisation": _l("授权书"),
    "contract": _l("合同"),
    "invoice": _l("发票"),
    "delivery_note": _l("送货单"),
    "acceptance": _l("验收单"),
    "dispute": _l("异议材料"),
    "credit_repair": _l("信用修复材料"),
    "honour": _l("荣誉和专利"),
    "other": _l("其他"),
}
STANDING_NAMES: Mapping[str, Any] = {
    "valid": _l("有效"),
    "expiring": _l("即将到期"),
    "expired": _l("已过期"),
    "ahead": _l("尚未生效"),
}
STANDING_TONES: Mapping[str, str] = {
    "valid": "good",
    "expiring": "warn",
    "expired": "bad",
    "ahead": "info",
}
SUBJECT_NAMES: Mapping[str, Any] = {
    "enterprise": _l("企业资料"),
    "trade_link": _l("合作关系"),
    "asset": _l("应收账款和订单"),
    "dishonesty_listing": _l("失信修复"),
    "scorecard_fact": _l("评分材料"),
}
