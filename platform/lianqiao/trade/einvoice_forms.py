"""The forms of e-invoices: the files, and what is said of each."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from ..shared.forms import HouseForm, Required, choices_of, date_field, yuan_field
from .einvoice_batch import MOST_FILES, Answers, Line
from .forms import instalment_field


class EInvoicesForm(HouseForm):
    """Up to 50 files."""

    files = MultipleFileField(
        _l("发票文件（XML）"),
        [Required(_l("请选择文件"))],
        render_kw={"accept": ".xml,application/xml,text/xml", "multiple": True},
    )

    def validate_files(self, field: MultipleFileField) -> None:
        """At most so many at once."""
        if len(field.data or ()) > MOST_FILES:
            raise ValidationError(
                _(
                    "一次最多 %(most)s 个文件，现有 %(n)s 个，请分几次上传",
                    most=MOST_FILES,
                    n=len(field.data),
                )
            )


class LineForm(HouseForm):
    """What the person says of one e-invoice. The page's own token guards it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Several stand in one form of the page."""

        csrf = False

    is_wanted = BooleanField(_l("录入这一张"))
    due_date = date_field(_l("到期日"))
    delivery_date = date_field(_l("交付日期"))
    requested_fen = yuan_field(_l("拟融资金额"))
    contract_no = StringField(_l("合同编号"), [Length(max=80)])
    instalment = instalment_field()
    order_id = SelectField(_l("由哪张订单交付而来"), default="")
    splittable = BooleanField(_l("可以拆分给几家银行"))
    term_clause = TextAreaField(_l("账期条款"), [Length(max=500)], render_kw={"rows": "2"})
    no_clause = BooleanField(_l("合同没有另外约定账期"))
    near_reason = TextAreaField(_l("与相近单据的区别"), [Length(max=500)], render_kw={"rows": "2"})

    def offer(self, orders: Mapping[str, Any]) -> "LineForm":
        """Offer the delivered orders whose goods an invoice may bill."""
        self.order_id.choices = choices_of({"": _("没有订单，或订单不在平台上"), **orders})
        return self

    def require(self, line: Line) -> "LineForm":
        """Mark what must be filled in before the file can be entered."""
        self.due_date.flags.required = True
        self.near_reason.flags.required = bool(line.near)
        return self

    def answers(self) -> Answers:
        """What was typed."""
        return Answers(
            due_date=self.due_date.data,
            delivery_date=self.delivery_date.data,
            requested_fen=self.requested_fen.data,
            splittable=self.splittable.data,
            contract_no=" ".join((self.contract_no.data or "").split()),
            instalment=self.instalment.data,
            order_id=self.order_id.data or "",
            near_reason=self.near_reason.data or "",
            term_clause=(self.term_clause.data or "").strip(),
            no_clause=self.no_clause.data,
            is_wanted=self.is_wanted.data,
        )

    def tell(self, line: Line) -> None:
        """Put what was found beside the fields; what could not be read has its words already."""
        for name, words in line.errors.items():
            if not self[name].errors:
                self[name].errors = [words]


def prefix_of(token: str) -> str:
    """How the names of one file's fields begin."""
    return f"f{token[:12]}-"


def sent_form(token: str) -> LineForm:
    """What was typed of one file."""
    return LineForm(prefix=prefix_of(token))


def first_form(line: Line) -> LineForm:
    """The fields of one file as far as they can be known beforehand."""
    values = {name: getattr(line.answers, name) for name in Answers.__dataclass_fields__}
    return LineForm(formdata=None, prefix=prefix_of(line.sent.token), **values)
