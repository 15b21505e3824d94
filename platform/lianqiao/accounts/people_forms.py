"""Forms of an organisation's people, and of the operator's desk."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from ..shared.forms import HouseForm, Required, choices_of, date_field, email_address

ROLE_NAMES = {"clerk": _l("经办"), "approver": _l("审批"), "administrator": _l("管理员")}


class ColleagueForm(HouseForm):
    """Whom an administrator invites, and as what."""

    role = SelectField(_l("角色"), [Required()], choices=choices_of(ROLE_NAMES))
    contact_name = StringField(_l("姓名"), [Required(), Length(max=80)])
    email = StringField(_l("电子邮箱"), [Optional(), email_address()])


class BusinessDateForm(HouseForm):
    """The frozen business date; empty follows the calendar."""

    day = date_field(_l("业务日期"))
