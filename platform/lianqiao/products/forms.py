"""Forms of products and limits."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length
from wtforms.widgets import TextArea

from ..registry.words import PARK_NAMES, SIZE_NAMES
from ..shared.codes import division_of
from ..shared.forms import (
    HouseForm,
    ParsedField,
    Required,
    TicksField,
    at_least,
    choices_of,
    percent_field,
    uscc_field,
    whole_field,
    yuan_field,
)
from ..shared.uscc import parse as parse_uscc
from .models import Product
from .terms import LISTS, Terms, terms_of
from .words import KIND_NAMES, SCOPE_NAMES

_BETWEEN = re.compile(r"[;；、,，\s]+")
NOT_NEGATIVE = at_least(0, _l("不能是负数"))


def ticks_field(label: Any, names: Mapping[str, Any]) -> TicksField:
    """Boxes for the codes of a table of words; none ticked means any."""
    return TicksField(label, choices=choices_of(names))


def _divisions(text: str) -> tuple[str, ...]:
    return tuple(sorted({division_of(part) for part in _BETWEEN.split(text) if part}))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(sorted({parse_uscc(part) for part in _BETWEEN.split(text) if part}))


class ProductForm(HouseForm):
    """All terms of a product, in words."""

    name = StringField(_l("产品名称"), [Required(), Length(max=120)])
    code = StringField(_l("产品编号"), [Length(max=40)])
    summary = StringField(_l("一句话说明"), [Length(max=300)])
    kinds = ticks_field(_l("业务种类"), KIND_NAMES)
    parks = ticks_field(_l("园区"), PARK_NAMES)
    sizes = ticks_field(_l("企业规模"), SIZE_NAMES)
    industries = ParsedField(_l("行业大类"), reads=_divisions, prints="、".join)
    max_grade = whole_field(_l("最低信用等级"), Required())
    core_list = ParsedField(
        _l("核心企业名单"), reads=_codes, prints="\n".join, widget=TextArea(), render_kw={"rows": 4}
    )
    first_time_only = BooleanField(_l("只面向首贷户"))
    min_amount_fen = yuan_field(_l("单笔最低金额"), Required(), NOT_NEGATIVE)
    max_amount_fen = yuan_field(_l("单笔最高金额"), Required(), NOT_NEGATIVE)
    min_days = whole_field(_l("最短期限"), Required())
    max_days = whole_field(_l("最长期限"), Required())
    advance_ppm = percent_field(_l("融资比例"), Required())
    rate_ppm = percent_field(_l("年利率"), Required())
    fee_ppm = percent_field(_l("一次性手续费率"), Required())
    decision_days = whole_field(_l("答复时限"), Required())
    quota_fen = yuan_field(_l("产品总额度"), NOT_NEGATIVE)
    guarantor_id = SelectField(_l("由谁担保"), validate_choice=False)

    def offer(self, guarantors: Sequence[tuple[str, str]]) -> None:
        """The guarantors that may stand behind the product."""
        self.guarantor_id.choices = choices_of(dict([("", _("不需要担保")), *guarantors]))

    @property
    def terms(self) -> Terms:
        """What was typed; only of a form that validates."""
        values = {name: self[name].data for name in Terms.__dataclass_fields__}
        values |= {name: tuple(values[name] or ()) for name in LISTS}
        for name in ("name", "summary"):
            values[name] = (values[name] or "").strip()
        values["guarantor_id"] = values["guarantor_id"] or None
        return Terms(**values)


def new_product_form() -> ProductForm:
    """The form with usual values filled in."""
    usual = {
        "max_grade": 6,
        "min_amount_fen": 10_000_00,
        "max_amount_fen": 5_000_000_00,
        "min_days": 1,
        "max_days": 365,
        "advance_ppm": 800_000,
        "fee_ppm": 0,
        "decision_days": 3,
    }
    return ProductForm(formdata=None, **usual)


def edit_product_form(product: Product, quota_fen: int | None) -> ProductForm:
    """The form with the product's own terms."""
    terms = terms_of(product)
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    return ProductForm(formdata=None, code=product.code, quota_fen=quota_fen, **values)


class LimitForm(HouseForm):
    """A limit of the own bank: what it bounds, whose it is, how high it is."""

    scope = SelectField(_l("额度种类"), choices=choices_of(SCOPE_NAMES))
    product_id = SelectField(_l("产品"), validate_choice=False)
    party_uscc = uscc_field(_l("企业的统一社会信用代码"))
    ceiling_fen = yuan_field(_l("额度"), Required(), NOT_NEGATIVE)

    def offer(self, products: list[tuple[str, str]]) -> None:
        """The products that may be chosen."""
        none = ("", _("——"))
        self.product_id.choices = choices_of(dict([none, *products]))


class CeilingForm(HouseForm):
    """A new ceiling for a limit."""

    ceiling_fen = yuan_field(_l("新的额度"), Required(), NOT_NEGATIVE)
