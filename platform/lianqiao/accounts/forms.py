"""Forms of sign-in, joining and one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, Length, Optional, Regexp

from ..shared.forms import HouseForm, Required, email_address


class LoginForm(HouseForm):
    """User name and password."""

    username = StringField(_l("用户名"), [Required(), Length(max=60)])
    password = PasswordField(_l("密码"), [Required(), Length(max=200)])


class JoinForm(HouseForm):
    """An invited person chooses a user name and a password."""

    display_name = StringField(_l("姓名"), [Required(), Length(max=80)])
    username = StringField(
        _l("用户名"),
        [
            Required(),
            Length(min=3, max=60, message=_l("3 到 60 个字符")),
            Regexp(r"^[A-Za-z0-9._-]+$", message=_l("只用字母、数字、点、下划线和短横线")),
        ],
    )
    email = StringField(_l("电子邮箱"), [Optional(), email_address()])
    password = PasswordField(_l("密码"), [Required(), Length(max=200)])
    repeat = PasswordField(
        _l("再输一遍密码"), [Required(), EqualTo("password", message=_l("两次输入的密码不一样"))]
    )


class PasswordForm(HouseForm):
    """Change one's own password."""

    current = PasswordField(_l("现在的密码"), [Required(), Length(max=200)])
    password = PasswordField(_l("新密码"), [Required(), Length(max=200)])
    repeat = PasswordField(
        _l("再输一遍新密码"), [Required(), EqualTo("password", message=_l("两次输入的密码不一样"))]
    )
