"""The states of a document: the one that counts, replaced by a newer version, or withdrawn."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

DOCUMENT = Machine(
    name="vault_document",
    labels={
        "current": _l("使用中"),
        "replaced": _l("已有新版"),
        "withdrawn": _l("已撤下"),
    },
    verbs={
        "upload": _l("上传"),
        "correct": _l("更正"),
        "replace": _l("换新版"),
        "withdraw": _l("撤下"),
    },
    steps={
        ("current", "correct"): "current",
        ("current", "replace"): "replaced",
        ("current", "withdraw"): "withdrawn",
    },
    tones={"current": "good", "replaced": "plain", "withdrawn": "bad"},
)
