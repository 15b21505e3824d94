"""The states of a receivable or order, and of a set-off of mutual debts."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

ASSET = Machine(
    name="asset",
    labels={
        "entered": _l("待确权"),
        "confirmed": _l("已确权"),
        "disputed": _l("有争议"),
        "withdrawn": _l("已撤回"),
        "settled": _l("已结清"),
        "delivered": _l("已交付"),
    },
    verbs={
        "enter": _l("录入"),
        "confirm": _l("确权"),
        "dispute": _l("提出异议"),
        "resubmit": _l("更正后重新提交"),
        "withdraw": _l("撤回"),
        "settle": _l("登记付款结清"),
        "deliver": _l("登记交付"),
    },
    steps={
        ("entered", "confirm"): "confirmed",
        ("entered", "dispute"): "disputed",
        ("disputed", "resubmit"): "entered",
        ("disputed", "confirm"): "confirmed",
        ("entered", "withdraw"): "withdrawn",
        ("disputed", "withdraw"): "withdrawn",
        ("withdrawn", "resubmit"): "entered",
        ("confirmed", "settle"): "settled",
        ("confirmed", "deliver"): "delivered",
    },
    tones={
        "entered": "warn",
        "confirmed": "good",
        "disputed": "bad",
        "withdrawn": "plain",
        "settled": "info",
        "delivered": "brand",
    },
)

SET_OFF = Machine(
    name="set_off",
    labels={
        "proposed": _l("待答复"),
        "carried_out": _l("已抵销"),
        "refused": _l("未达成"),
        "withdrawn": _l("已撤回"),
        "void": _l("已失效"),
    },
    verbs={
        "propose": _l("提出"),
        "first_accept": _l("初审同意"),
        "accept": _l("同意"),
        "refuse": _l("不同意"),
        "carry_out": _l("抵销"),
        "withdraw": _l("撤回"),
        "void": _l("失效"),
    },
    steps={
        # The answers of single parties leave it where it is, until the last one's.
        ("proposed", "first_accept"): "proposed",
        ("proposed", "accept"): "proposed",
        ("proposed", "carry_out"): "carried_out",
        ("proposed", "refuse"): "refused",
        ("proposed", "withdraw"): "withdrawn",
        ("proposed", "void"): "void",
    },
    tones={
        "proposed": "warn",
        "carried_out": "good",
        "refused": "plain",
        "withdrawn": "plain",
        "void": "plain",
    },
)
