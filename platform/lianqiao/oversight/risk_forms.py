"""Forms of the risk pages."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from ..shared.forms import HouseForm, Required, choices_of, whole_field
from .contagion_page import Question

LONG = {"rows": "4"}


class StepForm(HouseForm):
    """A step on a finding; ``seen`` is how many steps its page showed."""

    seen = HiddenField()

    def seen_steps(self) -> int | None:
        """How many steps the person had seen, None where the form does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


class ReasonForm(StepForm):
    """Why a finding is closed, or opened again."""

    reason = TextAreaField(
        _l("原因"), [Required(_l("请写明原因")), Length(max=1000)], render_kw=LONG
    )


class CommentForm(HouseForm):
    """What somebody learned about a finding."""

    words = TextAreaField(
        _l("记一笔"), [Required(_l("请写下内容")), Length(max=1000)], render_kw=LONG
    )


HORIZONS = (30, 60, 90, 180)


class Between:
    """The number lies within bounds, where the form asks for it."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, least: int, most: int, asked: str) -> None:
        self.least, self.most, self.asked = least, most, asked

    def __call__(self, form: Any, field: Field) -> None:
        """Say the bounds beside the field."""
        fits = field.data is not None and self.least <= field.data <= self.most
        if form.what.data == self.asked and not fits and not field.errors:
            words = _("请填 %(least)s 到 %(most)s 之间的整数", least=self.least, most=self.most)
            raise ValidationError(words)


class ContagionForm(HouseForm):
    """A question in the address: nothing is changed by it, so it carries no token."""

    class Meta:
        csrf = False

    firm = SelectField(_l("哪家企业"), [Required(_l("请选择企业"))])
    what = RadioField(
        _l("出什么事"),
        [Required()],
        choices=choices_of({"default": _l("少付一部分"), "late": _l("全部晚付")}),
        default="default",
    )
    share = whole_field(_l("少付的比例"), Between(1, 100, "default"), default=50)
    late = whole_field(_l("晚付的天数"), Between(1, 365, "late"), default=30)
    horizon = SelectField(
        _l("看多久"),
        [Required()],
        choices=choices_of({str(days): _l("今后 %(n)s 天", n=days) for days in HORIZONS}),
        default="90",
    )

    def offer(self, firms: Iterable[tuple[str, str]]) -> None:
        """The firms to choose from."""
        self.firm.choices = [("", _("请选择")), *firms]

    def question(self) -> Question:
        """What was asked, after validation."""
        return Question(
            firm=self.firm.data,
            what=self.what.data,
            share_percent=self.share.data or 0,
            late_days=self.late.data or 0,
            horizon_days=int(self.horizon.data),
        )
