"""What risk findings are called, what they may mean, and what to check; for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: Mapping[str, Any] = {
    "ring": _l("循环贸易"),
    "concentration": _l("客户集中"),
    "single_point": _l("单点依赖"),
    "common_control": _l("疑似同一控制"),
}
SEVERITIES: Mapping[str, Any] = {"high": _l("高"), "medium": _l("中"), "low": _l("低")}
SEVERITY_TONES: Mapping[str, str] = {"high": "bad", "medium": "warn", "low": "plain"}
SEVERITY_SIGNS: Mapping[str, Any] = {
    "high": _l("程度高"),
    "medium": _l("程度中"),
    "low": _l("程度低"),
}
SHORTAGE_SIGNS: Mapping[str, Any] = {
    "high": _l("缺口过半"),
    "medium": _l("有缺口"),
    "low": _l("够付"),
}
SHARED: Mapping[str, Any] = {
    "legal_representative": _l("法定代表人相同"),
    "phone": _l("联系电话相同"),
}
MEANINGS: Mapping[str, Any] = {
    "ring": _l(
        "几家企业互相欠款，金额相近，首尾相接。可能是真实贸易中的巧合或三角债，"
        "也可能是没有真实货物的走单。"
    ),
    "concentration": _l(
        "这家企业的未收账款大部分来自一家客户。这在配套企业中很常见；"
        "但这家客户付得晚，它就可能周转不灵。"
    ),
    "single_point": _l(
        "如果这家企业停摆，下面列出的企业就再也没有通到任何一家核心企业的供货关系。"
        "这是结构上的依赖，不说明它经营得不好；核心企业本来就带着一条链，程度降一级。"
    ),
    "common_control": _l(
        "几家企业登记的法定代表人或联系电话相同，又互相有买卖。可能是集团内的正常分工，"
        "也可能是代账机构留的电话，或为融资而做的关联交易。"
    ),
}
CHECKS: Mapping[str, Sequence[Any]] = {
    "ring": (
        _l("各方的合同、出库单、运单、验收单是否齐全，货物是否真的运到"),
        _l("资金是否在几天内绕了一圈又回到原处"),
        _l("是真实的互相欠款的，可以建议各方用「债务抵销」结清"),
    ),
    "concentration": (
        _l("这家客户近期付款是否按时，有没有延期"),
        _l("企业有没有开发其他客户，账期能否缩短"),
        _l("在「传染测算」里看这家客户晚付的影响"),
    ),
    "single_point": (
        _l("断开的企业有没有别的客户或供应商，只是没有登记"),
        _l("关键环节有没有备用的供应商或客户"),
        _l("在「传染测算」里看它停付的影响"),
    ),
    "common_control": (
        _l("登记信息是否有误，电话是否是代账机构的"),
        _l("是否按关联企业合并授信，单据价格是否公允"),
        _l("互相之间的应收账款是否有真实交付"),
    ),
}


def said(words: Mapping[str, Any]) -> dict[str, str]:
    """The words in the page's language, where plain text is wanted."""
    return {code: str(word) for code, word in words.items()}
