"""Forms of applications, quotes and registrations."""

from datetime import datetime, time
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from ..shared.calendar import parse_date
from ..shared.clock import SHANGHAI
from ..shared.forms import (
    HouseForm,
    ParsedField,
    Required,
    choices_of,
    date_field,
    percent_field,
    yuan_field,
)
from ..shared.money import half_width
from .arrangements import NAMES as ARRANGEMENTS
from .offers import QuoteOffer
from .states import GUARANTEES

LONG = {"rows": "3"}


def _moment(text: str) -> datetime:
    day, _space, clock = half_width(text).replace("T", " ").rpartition(" ")
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        words = _("请写成日期加时间，例如 2026-11-24 09:30")
        raise ValueError(words) from None
    if not day or at.tzinfo is not None:
        raise ValueError(_("请写成日期加时间，例如 2026-11-24 09:30"))
    return datetime.combine(parse_date(day), at, SHANGHAI)


def _shown(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def moment_field(label: Any, *validators: Any) -> ParsedField:
    """Date and time in Shanghai, to the minute; the value is aware."""
    shown = {"placeholder": "2026-11-24 09:30", "autocomplete": "off"}
    return ParsedField(label, list(validators), reads=_moment, prints=_shown, render_kw=shown)


class Preset:
    """A choice that holds something from the start: nothing to fill in, nothing optional."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Nothing to check: the choices are checked by the field."""


class ApplicationForm(HouseForm):
    """What a firm asks a bank for."""

    requested_fen = yuan_field(_l("申请金额"), Required())
    purpose = TextAreaField(
        _l("资金用途"),
        [Required(_l("请写明资金用途，例如：采购原料")), Length(max=500)],
        render_kw=LONG,
    )


class ReasonForm(HouseForm):
    """A reason that the other side, or a colleague, will read."""

    reason = TextAreaField(
        _l("原因"), [Required(_l("请写明原因")), Length(max=1000)], render_kw=LONG
    )


class OptionalReasonForm(HouseForm):
    """A reason that may be left out; what is said the other side reads."""

    reason = TextAreaField(_l("原因"), [Length(max=1000)], render_kw=LONG)


class AnswerForm(HouseForm):
    """The firm's answer to what the bank asked."""

    answer = TextAreaField(
        _l("补件说明"), [Required(_l("请说明补了什么")), Length(max=1000)], render_kw=LONG
    )


class NoteForm(HouseForm):
    """Words that may be left out."""

    note = TextAreaField(_l("意见"), [Length(max=1000)], render_kw=LONG)


class QuoteForm(HouseForm):
    """A bank's offer."""

    principal_fen = yuan_field(_l("融资金额"), Required())
    rate_ppm = percent_field(_l("年利率"), Required())
    fee_ppm = percent_field(_l("手续费率（一次）"), Required())
    guarantee_fee_ppm = percent_field(_l("担保费率（每年）"), Required())
    guarantee = SelectField(_l("担保方式"), [Required()], choices=choices_of(GUARANTEES))
    arrangement = SelectField(
        _l("融资方式"), [Preset()], choices=choices_of(ARRANGEMENTS), default="pledge"
    )
    start_date = date_field(_l("起息日"), Required())
    maturity_date = date_field(_l("到期日"), Required())
    valid_until = date_field(_l("报价有效期到"), Required())
    conditions = TextAreaField(_l("附加条件"), [Length(max=1000)], render_kw=LONG)

    def offer(self) -> QuoteOffer:
        """What was typed, once it has been checked."""
        return QuoteOffer(
            principal_fen=self.principal_fen.data,
            rate_ppm=self.rate_ppm.data,
            fee_ppm=self.fee_ppm.data,
            guarantee_fee_ppm=self.guarantee_fee_ppm.data,
            guarantee=self.guarantee.data,
            start_date=self.start_date.data,
            maturity_date=self.maturity_date.data,
            valid_until=self.valid_until.data,
            conditions=self.conditions.data or "",
            arrangement=self.arrangement.data,
        )


class RegistrationForm(HouseForm):
    """The entry in the public register (中登网)."""

    number = StringField(_l("登记编号"), [Required(), Length(max=60)])
    registered_at = moment_field(_l("登记时间"), Required())
    expires_on = date_field(_l("登记到期日"), Required())
    queried_at = moment_field(_l("查询时间"), Required())
