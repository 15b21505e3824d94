"""The states of an organisation: applied, then approved or refused; suspended and back; merged."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

ORGANISATION = Machine(
    name="organisation",
    labels={
        "applied": _l("待审核"),
        "approved": _l("已开通"),
        "suspended": _l("已暂停"),
        "refused": _l("未通过"),
        "merged": _l("已合并"),
    },
    verbs={
        "register": _l("登记"),
        "approve": _l("同意开通"),
        "refuse": _l("拒绝"),
        "suspend": _l("暂停使用"),
        "reinstate": _l("恢复使用"),
        "merge": _l("并入另一家企业"),
    },
    steps={
        ("applied", "approve"): "approved",
        ("applied", "refuse"): "refused",
        ("approved", "suspend"): "suspended",
        ("suspended", "reinstate"): "approved",
        ("applied", "merge"): "merged",
        ("approved", "merge"): "merged",
    },
    tones={
        "applied": "warn",
        "approved": "good",
        "suspended": "bad",
        "refused": "plain",
        "merged": "plain",
    },
)
