"""Forms of an organisation's people, and of the operator's desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, Optional

from ..shared.forms import HouseForm, Required, choices_of, date_field, email_address
from .models import ROLES
from .words import ROLE_NAMES


class ColleagueForm(HouseForm):
    """Whom an administrator invites, and as what."""

    role = SelectField(_l("角色"), [Required()], choices=choices_of(ROLE_NAMES))
    contact_name = StringField(_l("姓名"), [Required(), Length(max=80)])
    email = StringField(_l("电子邮箱"), [Optional(), email_address()])
    phone = StringField(_l("联系电话"), [Length(max=30)])


class RolesForm(HouseForm):
    """What a colleague may do: a box for each role."""

    clerk = BooleanField(_l("经办：录入单据、提出申请、登记结果"))
    approver = BooleanField(_l("审批：复核并批准同事经办的事项"))
    administrator = BooleanField(_l("管理员：管理本单位的人员和银行查阅授权"))

    def chosen(self) -> tuple[str, ...]:
        """The roles whose boxes are ticked."""
        return tuple(role for role in ROLES if self[role].data)


class BusinessDateForm(HouseForm):
    """The frozen business date; empty follows the calendar."""

    day = date_field(_l("业务日期"))
