"""The machine of a risk finding: somebody takes it up, and closes it with a reason."""

from typing import Final

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

FINDING: Final = Machine(
    name="risk_finding",
    labels={
        "found": _l("待处理"),
        "open": _l("处理中"),
        "closed": _l("已了结"),
    },
    verbs={
        "find": _l("扫描发现"),
        "open": _l("受理"),
        "take_over": _l("接手"),
        "close": _l("了结"),
        "reopen": _l("重新打开"),
    },
    steps={
        ("found", "open"): "open",
        ("open", "take_over"): "open",
        ("open", "close"): "closed",
        ("closed", "reopen"): "open",
    },
    tones={"found": "warn", "open": "info", "closed": "plain"},
)
