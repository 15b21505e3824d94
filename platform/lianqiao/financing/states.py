"""The machines of an application and of a quote: what may follow what, in users' words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

APPLICATION = Machine(
    name="application",
    labels={
        "submitted": _l("待受理"),
        "reviewing": _l("审查中"),
        "returned": _l("待补件"),
        "approving": _l("待审批"),
        "quoted": _l("待企业决定"),
        "accepted": _l("待登记"),
        "registered": _l("待放款"),
        "drawn": _l("已放款"),
        "refused": _l("已拒绝"),
        "withdrawn": _l("已撤回"),
        "declined": _l("企业未接受"),
        "expired": _l("报价已过期"),
        "cancelled": _l("已撤销"),
    },
    verbs={
        "submit": _l("提交申请"),
        "claim": _l("受理"),
        "ask_back": _l("退回补件"),
        "resubmit": _l("补件后提交"),
        "quote": _l("报价"),
        "approve": _l("同意"),
        "send_back": _l("退回"),
        "refuse": _l("拒绝"),
        "withdraw": _l("撤回"),
        "accept": _l("接受报价"),
        "decline": _l("不接受报价"),
        "expire": _l("报价过期"),
        "register": _l("登记"),
        "draw": _l("放款"),
        "cancel": _l("撤销"),
    },
    steps={
        ("submitted", "claim"): "reviewing",
        ("submitted", "refuse"): "refused",
        ("submitted", "withdraw"): "withdrawn",
        ("reviewing", "ask_back"): "returned",
        ("reviewing", "quote"): "approving",
        ("reviewing", "refuse"): "refused",
        ("reviewing", "withdraw"): "withdrawn",
        ("returned", "resubmit"): "reviewing",
        ("returned", "withdraw"): "withdrawn",
        ("approving", "approve"): "quoted",
        ("approving", "send_back"): "reviewing",
        ("approving", "withdraw"): "withdrawn",
        ("quoted", "accept"): "accepted",
        ("quoted", "decline"): "declined",
        ("quoted", "expire"): "expired",
        ("accepted", "register"): "registered",
        ("accepted", "cancel"): "cancelled",
        ("registered", "draw"): "drawn",
        ("registered", "cancel"): "cancelled",
    },
    tones={
        "submitted": "info",
        "reviewing": "info",
        "returned": "warn",
        "approving": "info",
        "quoted": "brand",
        "accepted": "good",
        "registered": "good",
        "drawn": "good",
        "refused": "bad",
        "cancelled": "bad",
    },
)

QUOTE = Machine(
    name="quote",
    labels={
        "drafted": _l("待审批"),
        "offered": _l("有效报价"),
        "sent_back": _l("已退回修改"),
        "accepted": _l("已接受"),
        "declined": _l("未接受"),
        "expired": _l("已过期"),
        "withdrawn": _l("已撤回"),
    },
    verbs={
        "draft": _l("报价"),
        "approve": _l("同意"),
        "send_back": _l("退回"),
        "accept": _l("接受报价"),
        "decline": _l("不接受报价"),
        "expire": _l("报价过期"),
        "withdraw": _l("撤回"),
        "cancel": _l("撤销"),
    },
    steps={
        ("drafted", "approve"): "offered",
        ("drafted", "send_back"): "sent_back",
        ("drafted", "withdraw"): "withdrawn",
        ("offered", "accept"): "accepted",
        ("offered", "decline"): "declined",
        ("offered", "expire"): "expired",
        ("accepted", "cancel"): "withdrawn",
    },
    tones={
        "drafted": "info",
        "offered": "brand",
        "sent_back": "warn",
        "accepted": "good",
        "declined": "plain",
        "expired": "warn",
        "withdrawn": "plain",
    },
)

BORROWER_EVENTS = ("accept", "decline", "resubmit", "withdraw", "cancel")
OFFICER_EVENTS = ("claim", "quote", "ask_back", "refuse", "register", "draw", "cancel")
APPROVER_EVENTS = ("approve", "send_back")
INNER_EVENTS = frozenset({"quote", "send_back"})  # what happens inside the bank

WAITS_FOR: Mapping[str, str] = {
    "submitted": "bank",
    "reviewing": "bank",
    "returned": "borrower",
    "approving": "bank",
    "quoted": "borrower",
    "accepted": "bank",
    "registered": "bank",
}
NEXT_STEP: Mapping[str, Any] = {
    "submitted": _l("受理"),
    "reviewing": _l("审查并报价"),
    "returned": _l("补件后重新提交"),
    "approving": _l("另一人审批报价"),
    "quoted": _l("比较报价后决定"),
    "accepted": _l("在中登网登记并录入登记编号"),
    "registered": _l("放款并录入借据"),
}
GUARANTEES: Mapping[str, Any] = {
    "pledged": _l("质押"),
    "credit": _l("信用"),
    "guaranteed": _l("保证"),
    "mortgaged": _l("抵押"),
}
