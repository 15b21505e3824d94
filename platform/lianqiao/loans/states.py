"""The machines of a loan and of its renewal review, in the words that people read."""

from typing import Final

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

LIVE: Final = ("active", "overdue", "risk")
"""States of a loan whose balance is still owed."""

OPEN: Final = ("opened", "applied", "reviewing", "approving", "answered")
"""States of a renewal review that is not over."""

UNANSWERED: Final = ("opened", "applied", "reviewing", "approving")
"""States of a renewal review in which the firm still waits for the bank's opinion."""

LOAN: Final = Machine(
    name="loan",
    labels={
        "active": _l("正常还款中"),
        "overdue": _l("已逾期"),
        "risk": _l("风险处置"),
        "settled": _l("已结清"),
        "renewed": _l("已续贷"),
        "written_off": _l("已核销"),
    },
    verbs={
        "draw_down": _l("放款"),
        "import": _l("导入"),
        "fall_overdue": _l("转逾期"),
        "hand_over": _l("移交风险处置"),
        "settle": _l("结清"),
        "renew": _l("续贷转出"),
        "write_off": _l("核销"),
    },
    steps={
        ("active", "fall_overdue"): "overdue",
        ("active", "hand_over"): "risk",
        ("overdue", "hand_over"): "risk",
        ("active", "settle"): "settled",
        ("overdue", "settle"): "settled",
        ("risk", "settle"): "settled",
        ("active", "renew"): "renewed",
        ("overdue", "write_off"): "written_off",
        ("risk", "write_off"): "written_off",
    },
    tones={
        "active": "good",
        "overdue": "bad",
        "risk": "bad",
        "settled": "plain",
        "renewed": "brand",
        "written_off": "plain",
    },
)

RENEWAL: Final = Machine(
    name="renewal",
    labels={
        "opened": _l("待企业申请"),
        "applied": _l("待银行评估"),
        "reviewing": _l("评估中"),
        "approving": _l("意见待审批"),
        "answered": _l("已反馈意见"),
        "signed": _l("已续签"),
        "refused": _l("不予续贷"),
        "settled": _l("已还清"),
        "lapsed": _l("已过期"),
    },
    verbs={
        "open": _l("开启续贷评估"),
        "apply": _l("申请续贷"),
        "review": _l("评估五项条件"),
        "opine": _l("提出意见"),
        "send_back": _l("退回经办"),
        "approve": _l("同意并反馈企业"),
        "refuse": _l("同意不予续贷"),
        "sign": _l("签订续贷合同"),
        "settle": _l("贷款还清"),
        "lapse": _l("到期未续签"),
    },
    steps={
        ("opened", "apply"): "applied",
        ("opened", "review"): "reviewing",
        ("applied", "review"): "reviewing",
        ("reviewing", "review"): "reviewing",
        ("reviewing", "opine"): "approving",
        ("approving", "send_back"): "reviewing",
        ("approving", "approve"): "answered",
        ("approving", "refuse"): "refused",
        ("answered", "sign"): "signed",
        **{(state, "settle"): "settled" for state in OPEN},
        **{(state, "lapse"): "lapsed" for state in OPEN},
    },
    tones={
        "opened": "info",
        "applied": "warn",
        "reviewing": "info",
        "approving": "warn",
        "answered": "brand",
        "signed": "good",
        "refused": "bad",
        "settled": "plain",
        "lapsed": "plain",
    },
)
