"""Forms of set-offs."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from ..shared.forms import HouseForm, Required


class RefusalForm(HouseForm):
    """Why a party does not agree; the operator alone reads it."""

    reason = TextAreaField(
        _l("不同意的原因"),
        [Required(_l("请写明原因，只有平台运营会看到")), Length(max=500)],
    )


class WithdrawalForm(HouseForm):
    """Why the operator takes a proposal back; all parties read it."""

    reason = TextAreaField(
        _l("撤回原因"), [Required(_l("请写明原因，各方会看到")), Length(max=500)]
    )
