"""In which way a document is like another one, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .errors import ReasonForNearDocumentIsMissing

NEAR_NAMES = {
    "near_fingerprint": _l("付款方、金额、到期日都相同"),
    "near_number": _l("双方相同，号码只差空格、标点、前导零或形近的字母"),
    "near_contract": _l("双方、合同编号和期次都相同"),
}


def near_words(kinds: Sequence[str]) -> str:
    """The ways, one after another."""
    return str(_("；").join(str(NEAR_NAMES[kind]) for kind in kinds))


def near_refusal(kinds: Sequence[str]) -> ReasonForNearDocumentIsMissing:
    """The question to the person who enters what looks like a second time."""
    return ReasonForNearDocumentIsMissing(
        _(
            "平台上已有一张相近的单据：%(how)s。如不是同一笔，请写明区别再提交，银行会看到",
            how=near_words(kinds),
        ),
        "near_reason",
    )
