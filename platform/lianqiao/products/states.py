"""The states of a bank's product: drafted by one person, published by another, then retired."""

from flask_babel import lazy_gettext as _l

from ..shared.transitions import Machine

PRODUCT = Machine(
    name="product",
    labels={"draft": _l("草稿"), "published": _l("已发布"), "retired": _l("已下架")},
    verbs={
        "create": _l("新建"),
        "edit": _l("修改"),
        "publish": _l("发布"),
        "retire": _l("下架"),
    },
    steps={
        ("draft", "edit"): "draft",
        ("draft", "publish"): "published",
        ("draft", "retire"): "retired",
        ("published", "edit"): "draft",
        ("published", "retire"): "retired",
    },
    tones={"draft": "warn", "published": "good", "retired": "plain"},
)
