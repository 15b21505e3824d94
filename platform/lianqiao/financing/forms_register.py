"""Forms of the public register: looks, what they found, extension, striking out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from ..shared.forms import HouseForm, Required, choices_of, date_field, yuan_field
from ..vault.file_types import ENDINGS
from ..vault.upload_document import NewDocument
from .arrangements import NAMES
from .forms import Preset, RegistrationForm, moment_field
from .register_rules import NewPrior, NewQuery

RESULTS = {"clear": _l("没有在先登记"), "found": _l("有在先登记")}
CHOOSER = {"accept": ",".join(ENDINGS)}


def file_of(form: Any) -> NewDocument | None:
    """The printed result that was sent along, or None."""
    sent = form.file.data
    if sent is None or not sent.filename:
        return None
    return NewDocument("other", "", sent.filename, sent.read())


class QueryForm(HouseForm):
    """A look into the register."""

    queried_at = moment_field(_l("查询时间"), Required())
    result = SelectField(_l("查询结果"), [Preset()], choices=choices_of(RESULTS), default="clear")
    keeps_former = BooleanField(_l("上次录入的在先权利仍然有效，带入这一次"))
    file = FileField(_l("查询结果文件"), render_kw=CHOOSER)
    note = StringField(_l("备注"), [Length(max=500)])

    def query(self) -> NewQuery:
        """What was typed."""
        return NewQuery(
            self.queried_at.data,
            self.result.data,
            self.note.data or "",
            keeps_former=bool(self.keeps_former.data),
        )


class EntryForm(RegistrationForm):
    """The entry in the register, with the look that preceded it."""

    result = SelectField(_l("查询结果"), [Preset()], choices=choices_of(RESULTS), default="clear")
    file = FileField(_l("查询结果文件"), render_kw=CHOOSER)
    note = StringField(_l("备注"), [Length(max=500)])

    def query(self) -> NewQuery:
        """The look that was typed."""
        return NewQuery(self.queried_at.data, self.result.data, self.note.data or "")


class PriorForm(HouseForm):
    """Somebody else's right, as the register shows it."""

    holder = StringField(_l("权利人"), [Required(), Length(max=200)])
    arrangement = SelectField(_l("方式"), [Preset()], choices=choices_of(NAMES), default="pledge")
    amount_fen = yuan_field(_l("金额"), Required())
    registration_no = StringField(_l("登记编号"), [Length(max=60)])
    registered_at = moment_field(_l("登记时间"))
    notified_at = moment_field(_l("通知到达付款方的时间"))

    def prior(self) -> NewPrior:
        """What was typed."""
        return NewPrior(
            holder=self.holder.data,
            amount_fen=self.amount_fen.data,
            arrangement=self.arrangement.data,
            registration_no=self.registration_no.data or "",
            registered_at=self.registered_at.data,
            notified_at=self.notified_at.data,
        )


class ExtensionForm(HouseForm):
    """A later day of expiry."""

    expires_on = date_field(_l("新的登记到期日"), Required())


class ReleaseForm(HouseForm):
    """The striking out."""

    release_no = StringField(_l("注销编号"), [Required(), Length(max=60)])
    released_on = date_field(_l("注销日"), Required())
