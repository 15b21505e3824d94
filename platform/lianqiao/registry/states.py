"""The states of a trade link: one side proposes, the other answers; an active one may end."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

LINK = Machine(
    name="trade_link",
    labels={
        "proposed": _l("待对方确认"),
        "active": _l("合作中"),
        "refused": _l("对方未认可"),
        "ended": _l("已终止"),
    },
    verbs={
        "propose": _l("登记合作关系"),
        "accept": _l("确认合作"),
        "refuse": _l("不认可"),
        "withdraw": _l("撤回"),
        "end": _l("终止合作"),
        "edit_terms": _l("修改约定"),
    },
    steps={
        ("proposed", "accept"): "active",
        ("proposed", "refuse"): "refused",
        ("proposed", "withdraw"): "ended",
        ("active", "end"): "ended",
        ("proposed", "edit_terms"): "proposed",
        ("active", "edit_terms"): "active",
        ("refused", "propose"): "proposed",
        ("ended", "propose"): "proposed",
    },
    tones={"proposed": "warn", "active": "good", "refused": "bad", "ended": "plain"},
)
