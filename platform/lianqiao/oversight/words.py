"""What goals, measures and limits are called, for people."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

GOALS: Mapping[str, Any] = {
    "increase": _l("增量"),
    "widen": _l("扩面"),
    "improve": _l("提质"),
    "cheapen": _l("降本"),
}
ASKS: Mapping[str, Any] = {
    "increase": _l("制造业贷款增速不低于各项贷款增速"),
    "widen": _l("制造业贷款户数比上年增长一成以上"),
    "improve": _l("中长期贷款增速不低于各项贷款增速，信用贷款比上年多"),
    "cheapen": _l("加权平均利率低于上年同期"),
}
MEASURES: Mapping[str, Any] = {
    "growth_over_all_loans": _l("制造业增速比各项贷款增速"),
    "manufacturing_growth": _l("制造业贷款同比"),
    "manufacturing_loans": _l("制造业贷款余额"),
    "manufacturing_share": _l("占各项贷款"),
    "relending": _l("支小再贷款余额"),
    "borrower_growth": _l("制造业贷款户数同比"),
    "borrowers": _l("制造业贷款户数"),
    "first_time_borrowers": _l("其中首贷户"),
    "medium_long_over_all_loans": _l("中长期增速比各项贷款增速"),
    "credit_growth": _l("信用贷款同比"),
    "medium_long_loans": _l("中长期贷款余额"),
    "credit_loans": _l("信用贷款余额"),
    "nonperforming_share": _l("不良率"),
    "rate_change": _l("加权利率同比"),
    "weighted_rate": _l("加权平均利率"),
}
PLOTS: Mapping[str, Any] = {
    "increase": _l("制造业贷款余额"),
    "widen": _l("制造业贷款户数"),
    "improve": _l("中长期贷款余额"),
    "cheapen": _l("加权平均利率"),
}
LIMIT_KINDS: Mapping[str, Any] = {
    "product": _l("产品额度"),
    "bank": _l("银行总额度"),
    "core": _l("核心企业额度"),
    "guarantee": _l("担保额度"),
    "borrower": _l("单户额度"),
}
