"""What a check says to its reader, in Chinese, and what would mend a near miss."""

from matching.model import Check
from matching.rules import ANY

NAMES = {
    "receivable": "应收账款",
    "order": "订单",
    "dongzhi": "东至经开区",
    "dadukou": "大渡口经开区",
    "other": "其他园区",
    "large": "大型",
    "medium": "中型",
    "small": "小型",
    "micro": "微型",
}

PASSED = {
    "kind": "业务种类为%(value)s，产品接受%(required)s",
    "park": "园区为%(value)s，产品接受%(required)s",
    "industry": "行业代码 %(value)s，产品接受 %(required)s",
    "size": "企业规模为%(value)s，产品接受%(required)s",
    "grade": "信用等级 %(value)s 级，产品接受 %(top)s 级或更好",
    "core": "核心企业 %(value)s 在产品的名单内",
    "tenor": "期限 %(value)s 天，产品接受 %(low)s–%(top)s 天",
    "amount": "可融资金额 %(value)s 元，产品接受 %(low)s–%(top)s 元",
    "authorised": "企业已授权该银行查询信用信息",
    "dishonest": "企业不在失信名单内",
    "free": "单据没有被占用",
    "first_time": "符合产品对首贷户的要求",
    "plan": "产品的信贷计划还有余额",
}
FAILED = PASSED | {
    "core": "核心企业 %(value)s 不在产品的名单内",
    "authorised": "企业还没有授权该银行查询信用信息",
    "dishonest": "企业在失信名单内",
    "free": "单据已被占用",
    "first_time": "不符合产品对首贷户的要求",
    "plan": "产品的信贷计划已经用完",
}
WITHOUT_BOUND = {
    "kind": "业务种类为%(value)s，产品不限业务种类",
    "park": "园区为%(value)s，产品不限园区",
    "industry": "行业代码 %(value)s，产品不限行业",
    "size": "企业规模为%(value)s，产品不限规模",
    "core": "产品不限核心企业",
    "amount": "可融资金额 %(value)s 元，可拆分，产品接受 %(low)s 元以上",
}
CURES = {
    "kind": "请选择接受%(value)s的产品",
    "park": "请选择面向%(value)s的产品",
    "industry": "请选择接受行业 %(value)s 的产品",
    "size": "请选择面向%(value)s企业的产品",
    "grade": "信用等级提高到 %(top)s 级即可",
    "core": "请该银行把这家核心企业列入名单",
    "authorised": "授权该银行查询信用信息即可",
    "dishonest": "移出失信名单后即可",
    "free": "占用解除后即可",
    "first_time": "请选择不限首贷户的产品",
    "plan": "等银行追加信贷计划，或选择其他产品",
}
TOO_LOW = {
    "tenor": "期限延长 %(missing)s 天即可",
    "amount": "可融资金额再增加 %(missing)s 元即可",
}
TOO_HIGH = {
    "tenor": "期限缩短 %(missing)s 天即可",
    "amount": "拟融资金额减少 %(missing)s 元即可",
}
RANGES = ("tenor", "amount", "grade")

Phrase = tuple[str, dict[str, str]]


def phrase(check: Check) -> Phrase:
    """The sentence of a check as a template and what fills it, for a translated catalogue."""
    unbounded = check.required == ANY or check.required.endswith("..")
    if check.rule in WITHOUT_BOUND and unbounded and (check.passed or check.rule == "amount"):
        template = WITHOUT_BOUND[check.rule]
    else:
        template = (PASSED if check.passed else FAILED)[check.rule]
    return template, _filling(check)


def cure_phrase(check: Check) -> Phrase | None:
    """What would turn a failed check into a passed one, None for one that passed."""
    if check.passed:
        return None
    if check.rule not in TOO_LOW:
        return CURES[check.rule], _filling(check)
    value, low, top = _numbers(check)
    too_low = value < low
    missing = low - value if too_low else value - (top or 0)
    table = TOO_LOW if too_low else TOO_HIGH
    return table[check.rule], {"missing": _shown(check.rule, missing)}


def sentence(check: Check) -> str:
    """A check in one Chinese sentence: the value and what is asked."""
    template, filling = phrase(check)
    return template % filling


def cure(check: Check) -> str:
    """What would mend a failed check, in Chinese; empty for one that passed."""
    found = cure_phrase(check)
    return found[0] % found[1] if found else ""


def _filling(check: Check) -> dict[str, str]:
    if check.rule not in RANGES:
        return {"value": _named(check.value), "required": _named(check.required)}
    value, low, top = _numbers(check)
    shown = {"value": _shown(check.rule, value), "low": _shown(check.rule, low)}
    return shown if top is None else shown | {"top": _shown(check.rule, top)}


def _numbers(check: Check) -> tuple[int, int, int | None]:
    """Value, least and most as integers, amounts in fen."""
    low, _, top = check.required.partition("..")
    number = _fen if check.rule == "amount" else int
    return number(check.value), number(low), number(top) if top else None


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


def _shown(rule: str, number: int) -> str:
    if rule != "amount":
        return str(number)
    return f"{number // 100:,}.{number % 100:02d}"


def _named(text: str) -> str:
    return "、".join(NAMES.get(part, part) for part in text.split(";"))
