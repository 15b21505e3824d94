"""Codes of the register's side of a case in users' words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

STANDINGS: Mapping[str, Any] = {
    "valid": _l("有效"),
    "expiring": _l("快到期，待展期"),
    "expired": _l("已过期"),
    "to_release": _l("债务了结，待注销"),
    "released": _l("已注销"),
}
TONES: Mapping[str, str] = {
    "valid": "good",
    "expiring": "warn",
    "expired": "bad",
    "to_release": "info",
    "released": "plain",
}
RECEIPTS: Mapping[str, Any] = {
    "waiting": _l("待签收"),
    "received": _l("已签收"),
    "over": _l("已解除"),
}
RECEIPT_TONES: Mapping[str, str] = {"waiting": "warn", "received": "good", "over": "plain"}
WHOM_TO_PAY: Mapping[str, Any] = {
    "pledge": _l(
        "%(creditor)s 已把这笔应收账款质押给 %(bank)s。从签收起，请把款付到 %(bank)s 指定的账户；"
        "未经 %(bank)s 同意，付给别人可能不算还清（民法典第四百四十五条）。"
    ),
    "recourse_factoring": _l(
        "%(creditor)s 已把这笔应收账款转让给 %(bank)s。从签收起，请直接付给 %(bank)s；"
        "付给别人的，这笔款仍算没有付（民法典第五百四十六条）。"
    ),
    "factoring": _l(
        "%(creditor)s 已把这笔应收账款转让给 %(bank)s。从签收起，请直接付给 %(bank)s；"
        "付给别人的，这笔款仍算没有付（民法典第五百四十六条）。"
    ),
    "assignment": _l(
        "%(creditor)s 已把这笔应收账款转让给 %(bank)s。从签收起，请直接付给 %(bank)s；"
        "付给别人的，这笔款仍算没有付（民法典第五百四十六条）。"
    ),
}


def whom_to_pay(arrangement: str, creditor: str, bank: str) -> str:
    """Who is to be paid from now on, for the debtor."""
    return str(WHOM_TO_PAY[arrangement]) % {"creditor": creditor, "bank": bank}
