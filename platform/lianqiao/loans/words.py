"""The loan book's codes in the words that people read."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

KIND_WORDS: Final[dict[str, Any]] = {
    "working_capital": _l("流动资金"),
    "receivable": _l("应收账款"),
    "order": _l("订单"),
    "fixed_asset": _l("固定资产"),
}
GUARANTEE_WORDS: Final[dict[str, Any]] = {
    "credit": _l("信用"),
    "guaranteed": _l("保证"),
    "pledged": _l("质押"),
    "mortgaged": _l("抵押"),
}
REPAYMENT_WORDS: Final[dict[str, Any]] = {
    "bullet": _l("利随本清"),
    "quarterly": _l("按季付息"),
    "equal_principal": _l("等额本金"),
    "equal_instalment": _l("等额本息"),
}
MOVEMENT_WORDS: Final[dict[str, Any]] = {
    "drawdown": _l("放款"),
    "repayment": _l("归还本金"),
    "interest": _l("支付利息"),
    "write_off": _l("核销"),
    "renewal": _l("续贷转出"),
    "passed_on": _l("余款退回企业"),
}
# How a bank holds the document; whose the rest of a payment is, and on what that stands.
ARRANGEMENT_WORDS: Final[dict[str, Any]] = {
    "pledge": _l("应收账款质押"),
    "recourse_factoring": _l("有追索权保理"),
    "factoring": _l("无追索权保理"),
    "assignment": _l("应收账款转让"),
}
SURPLUS_SOURCES: Final[dict[str, Any]] = {
    "pledge": _l("民法典第四百三十八条、第四百四十六条"),
    "recourse_factoring": _l("民法典第七百六十六条"),
    "factoring": _l("民法典第七百六十七条"),
    "assignment": _l("担保制度司法解释第六十八条，合同另有约定的从其约定"),
}
CLASS_WORDS: Final[dict[str, Any]] = {
    "normal": _l("正常"),
    "special_mention": _l("关注"),
    "substandard": _l("次级"),
    "doubtful": _l("可疑"),
    "loss": _l("损失"),
}
CLASS_TONES: Final = {
    "normal": "good",
    "special_mention": "warn",
    "substandard": "bad",
    "doubtful": "bad",
    "loss": "bad",
}
OPINION_WORDS: Final[dict[str, Any]] = {
    "renew": _l("同意续贷"),
    "renew_no_principal": _l("同意无还本续贷"),
    "extend": _l("同意展期"),
    "settle": _l("到期归还，不再续贷"),
    "refuse": _l("不予续贷"),
}
ALERT_WORDS: Final[dict[str, Any]] = {"raised": _l("已提醒"), "missed": _l("已错过（补记）")}
