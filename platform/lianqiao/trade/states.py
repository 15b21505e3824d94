"""The states of a receivable or order: entered, then confirmed or disputed; ended in three ways."""

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
