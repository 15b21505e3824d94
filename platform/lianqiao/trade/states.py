"""The states of a receivable or order, and of a set-off of mutual debts."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

ASSET = Machine(
    name="asset",
    labels={
        "entered": _l("待确权"),
        "confirming": _l("待复核"),
        "confirmed": _l("已确权"),
        "disputed": _l("有争议"),
        "withdrawn": _l("已撤回"),
        "settled": _l("已结清"),
        "delivered": _l("已交付"),
    },
    verbs={
        "enter": _l("录入"),
        "propose": _l("初审确权"),
        "confirm": _l("确权"),
        "send_back": _l("退回初审"),
        "dispute": _l("提出异议"),
        "resubmit": _l("更正后重新提交"),
        "withdraw": _l("撤回"),
        "pay": _l("登记部分付款"),
        "settle": _l("登记付款结清"),
        "take_back": _l("撤销付款登记"),
        "reopen": _l("撤销付款登记，恢复未结清"),
        "reopen_delivered": _l("撤销付款登记，恢复已交付"),
        "deliver": _l("登记交付"),
    },
    steps={
        # Above an amount two persons of the debtor confirm: the first proposes.
        ("entered", "propose"): "confirming",
        ("disputed", "propose"): "confirming",
        ("confirming", "confirm"): "confirmed",
        ("confirming", "send_back"): "entered",
        ("confirming", "dispute"): "disputed",
        ("entered", "confirm"): "confirmed",
        ("entered", "dispute"): "disputed",
        ("disputed", "resubmit"): "entered",
        ("disputed", "confirm"): "confirmed",
        ("entered", "withdraw"): "withdrawn",
        ("disputed", "withdraw"): "withdrawn",
        ("withdrawn", "resubmit"): "entered",
        ("confirmed", "settle"): "settled",
        ("confirmed", "deliver"): "delivered",
        # A part that was paid, and a record that was wrong, leave it where it is …
        ("confirmed", "pay"): "confirmed",
        ("delivered", "pay"): "delivered",
        ("confirmed", "take_back"): "confirmed",
        ("delivered", "take_back"): "delivered",
        # … until all is paid, or the payment that settled it is taken back.
        ("delivered", "settle"): "settled",
        ("settled", "reopen"): "confirmed",
        ("settled", "reopen_delivered"): "delivered",
    },
    tones={
        "entered": "warn",
        "confirming": "warn",
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
