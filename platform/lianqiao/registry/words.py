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
TAX_GRADE_NAMES: Mapping[str, Any] = {
    "": _l("未填"),
    "A": _l("A 级"),
    "B": _l("B 级"),
    "M": _l("M 级"),
    "C": _l("C 级"),
    "D": _l("D 级"),
}
MEASURE_NAMES: Mapping[str, Any] = {
    "employees": _l("从业人员"),
    "revenue": _l("营业收入"),
    "assets": _l("资产总额"),
}
DIMENSION_NAMES: Mapping[str, Any] = {
    "brand": _l("品牌"),
    "technology": _l("技术"),
    "innovation": _l("创新"),
    "sustainability": _l("可持续"),
}
DIMENSION_EXAMPLES: Mapping[str, Any] = {
    "brand": _l("驰名商标、地理标志、名牌产品、老字号"),
    "technology": _l("发明专利、高新技术企业、技术中心、标准起草"),
    "innovation": _l("专精特新、新产品认定、科技计划项目、产学研合作"),
    "sustainability": _l("绿色工厂、清洁生产、环境和安全管理体系认证"),
}
LEVEL_NAMES: Mapping[str, Any] = {
    "national": _l("国家级"),
    "provincial": _l("省级"),
    "municipal": _l("市级"),
    "county": _l("县级"),
    "own": _l("企业自有"),
}
SCOPE_NAMES: Mapping[str, Any] = {
    "whole_file": _l("企业资料、上下游贸易关系、单据、贷款和履约记录，用于融资审查和贷后管理"),
}
CONSENT_NAMES: Mapping[str, Any] = {
    "live": _l("有效"),
    "expired": _l("已到期"),
    "replaced": _l("已由新授权代替"),
    "revoked": _l("已撤销"),
}
CONSENT_TONES: Mapping[str, str] = {
    "live": "good",
    "expired": "plain",
    "replaced": "plain",
    "revoked": "bad",
}
LISTING_NAMES: Mapping[str, Any] = {
    "listed": _l("在名单中"),
    "repairing": _l("修复审核中"),
    "ahead": _l("尚未生效"),
    "expired": _l("已到期"),
    "lifted": _l("已移出"),
}
LISTING_TONES: Mapping[str, str] = {
    "listed": "bad",
    "repairing": "warn",
    "ahead": "info",
    "expired": "plain",
    "lifted": "good",
}
FACT_NAMES: Mapping[str, Any] = {
    "claimed": _l("待核实"),
    "verified": _l("已核实"),
    "expired": _l("已过有效期"),
    "rejected": _l("未通过"),
    "withdrawn": _l("已撤回"),
}
FACT_TONES: Mapping[str, str] = {
    "claimed": "warn",
    "verified": "good",
    "expired": "plain",
    "rejected": "bad",
    "withdrawn": "plain",
}
MISSING_NAMES: Mapping[str, tuple[Any, Any]] = {
    # item of the completeness list: what it is, what it brings
    "contact": (
        _l("法定代表人、电话、成立日期"),
        _l("银行据此核对主体；缺了，受理时会退回补件"),
    ),
    "size": (
        _l("划分规模要用的人员、收入、资产"),
        _l("按实际规模匹配产品；小微企业可走续贷，中小企业向大型企业请求确权有三十天答复期限"),
    ),
    "tax_grade": (_l("纳税信用等级"), _l("银行办信用贷款、税融通一类产品时要看")),
    "partners": (
        _l("至少一家确认过的合作方"),
        _l("有了合作关系才能录入单据、请对方确权，才有单据可融"),
    ),
    "documents": (_l("有效的营业执照"), _l("材料只传一次，各家银行都能用，少跑一趟")),
    "scorecard": (
        _l("至少一项核实过的评分卡事项"),
        _l("品牌、技术、创新、可持续的得分，银行审查时看得到"),
    ),
    "consent": (
        _l("银行查阅授权书"),
        _l("没有授权，银行看不到资料和单据，平台也不会向银行推荐"),
    ),
}
