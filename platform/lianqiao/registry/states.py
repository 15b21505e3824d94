"""The states of a trade link, of a scorecard's fact, and of an entry of the dishonest list."""

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

FACT = Machine(
    name="scorecard_fact",
    labels={
        "claimed": _l("待核实"),
        "verified": _l("已核实"),
        "rejected": _l("未通过"),
        "withdrawn": _l("已撤回"),
    },
    verbs={
        "claim": _l("申报"),
        "verify": _l("核实通过"),
        "reject": _l("不予通过"),
        "revoke": _l("撤销核实"),
        "withdraw": _l("撤回"),
    },
    steps={
        ("claimed", "verify"): "verified",
        ("claimed", "reject"): "rejected",
        ("claimed", "withdraw"): "withdrawn",
        ("verified", "withdraw"): "withdrawn",
        ("verified", "revoke"): "rejected",
        ("verified", "claim"): "claimed",  # once it has expired, with the new certificate
        ("rejected", "claim"): "claimed",
        ("withdrawn", "claim"): "claimed",
    },
    tones={"claimed": "warn", "verified": "good", "rejected": "bad", "withdrawn": "plain"},
)

# Running out is no step: an entry past its last day stops nothing, whatever its state.
DISHONESTY = Machine(
    name="dishonesty_listing",
    labels={
        "listed": _l("在名单中"),
        "repairing": _l("修复审核中"),
        "lifted": _l("已移出"),
    },
    verbs={
        "list": _l("列入名单"),
        "ask": _l("申请信用修复"),
        "lift": _l("移出名单"),
        "refuse": _l("不予修复"),
        "relist": _l("重新列入"),
    },
    steps={
        ("listed", "ask"): "repairing",
        ("listed", "lift"): "lifted",
        ("repairing", "lift"): "lifted",
        ("repairing", "refuse"): "listed",
        ("lifted", "relist"): "listed",
    },
    tones={"listed": "bad", "repairing": "warn", "lifted": "good"},
)
