"""Forms of the registry."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, StopValidation

from ..shared.codes import DIVISIONS
from ..shared.forms import (
    HouseForm,
    Required,
    TicksField,
    at_least,
    choices_of,
    date_field,
    email_address,
    uscc_field,
    whole_field,
    yuan_field,
)
from .words import (
    BANK_KIND_NAMES,
    DIMENSION_NAMES,
    DIRECTION_NAMES,
    LEVEL_NAMES,
    PARK_NAMES,
    TAX_GRADE_NAMES,
)

INDUSTRIES = {"": _l("请选择")} | {code: f"{code} {name}" for code, name in DIVISIONS.items()}
NOT_NEGATIVE = at_least(0, _l("不能是负数"))


class DirectionField(HouseForm):
    """Which way goods flow. Fields are listed as they are declared: this one comes first."""

    direction = SelectField(_l("它是我们的"), [Required()], choices=choices_of(DIRECTION_NAMES))


class NamedFirm(HouseForm):
    """A firm's code and name."""

    uscc = uscc_field(_l("统一社会信用代码"), Required())
    name = StringField(_l("企业名称"), [Required(), Length(max=200)])


class FirmFields(HouseForm):
    """What a firm is, without its code and name."""

    park = SelectField(_l("园区"), [Required()], choices=choices_of(PARK_NAMES))
    industry = SelectField(
        _l("行业（GB/T 4754 大类）"), [Required()], choices=choices_of(INDUSTRIES)
    )
    employees = whole_field(_l("从业人员"), NOT_NEGATIVE)
    revenue_fen = yuan_field(_l("上年营业收入"))
    assets_fen = yuan_field(_l("资产总额"))
    founded = date_field(_l("成立日期"))
    legal_representative = StringField(_l("法定代表人"), [Length(max=80)])
    phone = StringField(_l("联系电话"), [Length(max=30)])
    tax_grade = SelectField(_l("纳税信用等级"), choices=choices_of(TAX_GRADE_NAMES), default="")
    foreign_trade = BooleanField(_l("外贸企业"))


class ProfileForm(FirmFields):
    """A firm's own profile."""


class PartnerForm(DirectionField, NamedFirm, FirmFields):
    """A supplier or customer: the firm, its contact, and the trade with it."""

    contact_name = StringField(_l("联系人"), [Length(max=80)])
    email = StringField(_l("联系人邮箱"), [Optional(), email_address()])
    since = date_field(_l("合作起始日"))
    payment_days = whole_field(_l("账期"), NOT_NEGATIVE)
    annual_volume_fen = yuan_field(_l("年交易额"))
    contract_no = StringField(_l("合同编号"), [Length(max=80)])
    shown_in_chain = BooleanField(_l("允许上下游核心企业在链图上看到这条关系"))


class LinkTermsForm(HouseForm):
    """What two firms agreed on, kept by the side that entered the link."""

    since = date_field(_l("合作起始日"))
    payment_days = whole_field(_l("账期"), NOT_NEGATIVE)
    annual_volume_fen = yuan_field(_l("年交易额"))
    contract_no = StringField(_l("合同编号"), [Length(max=80)])
    shown_in_chain = BooleanField(_l("允许上下游核心企业在链图上看到这条关系"))


class EnterpriseForm(NamedFirm, FirmFields):
    """A firm as the operator enters it."""

    is_core = BooleanField(_l("核心企业"))
    grade = whole_field(
        _l("信用等级（1 最好，10 最差）"), Required(), NumberRange(1, 10, _l("填 1 到 10"))
    )


class BankForm(HouseForm):
    """A bank as the operator enters it."""

    code = StringField(_l("银行代码"), [Required(), Length(max=40)])
    name = StringField(_l("银行名称"), [Required(), Length(max=200)])
    kind = SelectField(_l("类型"), [Required()], choices=choices_of(BANK_KIND_NAMES))
    uscc = uscc_field(_l("统一社会信用代码"))
    net_capital_fen = yuan_field(_l("资本净额"))
    tier1_capital_fen = yuan_field(_l("一级资本净额"))


class GuarantorForm(HouseForm):
    """A guarantee company as the operator enters it."""

    name = StringField(_l("名称"), [Required(), Length(max=200)])
    uscc = uscc_field(_l("统一社会信用代码"))
    net_assets_fen = yuan_field(_l("净资产"), Required())
    multiple = whole_field(
        _l("担保责任余额可达净资产的倍数"), Required(), NumberRange(1, 15, _l("填 1 到 15"))
    )


class RegulatorForm(HouseForm):
    """An authority's office as the operator enters it."""

    name = StringField(_l("名称"), [Required(), Length(max=200)])


class InviteForm(HouseForm):
    """Whom an invitation goes to; without an address the link is handed over."""

    contact_name = StringField(_l("联系人"), [Length(max=80)])
    email = StringField(_l("联系人邮箱"), [Optional(), email_address()])


class ReasonForm(HouseForm):
    """Why something is refused, suspended or ended."""

    reason = TextAreaField(_l("原因"), [Required(_l("请写明原因，对方会看到")), Length(max=1000)])


class MergeForm(HouseForm):
    """Why two firms are one, said by the operator who merges them."""

    gone = HiddenField()
    stay = HiddenField()
    reason = TextAreaField(_l("依据"), [Required(_l("请写明为什么是同一家企业")), Length(max=1000)])
    agreed = BooleanField(
        _l("已核对：两家是同一家企业，合并后不能撤销"), [Required(_l("请勾选已核对"))]
    )


ALL_BANKS, SOME_BANKS = "all", "some"
WHOM = {ALL_BANKS: _l("平台上的全部银行"), SOME_BANKS: _l("只给下面选中的银行")}


class ConsentForm(HouseForm):
    """Which banks may see the firm's file, and until when."""

    whom = RadioField(
        _l("授权给谁"),
        choices=choices_of(WHOM),
        default=ALL_BANKS,
    )
    banks = TicksField(_l("银行"))
    expires_on = date_field(_l("授权截止日"), Required())
    agreed = BooleanField(
        _l(
            "本企业同意上面的银行在授权期内查阅本企业的资料、单据和履约记录，用于融资审查和贷后管理"
        ),
        [Required(_l("请勾选同意"))],
    )

    def validate_banks(self, field: Any) -> None:
        """Where only some banks are meant, they are named."""
        if self.whom.data == SOME_BANKS and not field.data:
            raise StopValidation(_("请至少选一家银行"))

    def offer(self, banks: list[tuple[str, str]]) -> None:
        """The banks to choose from: (id, name)."""
        self.banks.choices = choices_of(dict(banks))

    @property
    def chosen(self) -> list[str | None]:
        """The ids of the banks; None alone stands for all of them."""
        return [None] if self.whom.data == ALL_BANKS else list(self.banks.data)


class FactForm(HouseForm):
    """A fact of the scorecard as a firm claims it."""

    dimension = SelectField(_l("哪个方面"), [Required()], choices=choices_of(DIMENSION_NAMES))
    title = StringField(_l("名称"), [Required(), Length(max=200)])
    level = SelectField(_l("级别"), [Required()], choices=choices_of(LEVEL_NAMES))
    issuer = StringField(_l("认定或颁发机关"), [Length(max=120)])
    obtained_on = date_field(_l("取得日期"))
    expires_on = date_field(_l("有效期至"))


class FactNoteForm(HouseForm):
    """What a fact was checked by, or why it does not pass."""

    note = TextAreaField(
        _l("核实依据或不通过的原因"), [Required(_l("请写明，企业会看到")), Length(max=500)]
    )


class RepairForm(HouseForm):
    """What a listed firm has done."""

    statement = TextAreaField(
        _l("履行情况说明"),
        [Required(_l("请写明履行了什么、何时履行、有什么材料")), Length(max=1000)],
    )


class ListingReasonForm(HouseForm):
    """Why an entry is lifted, stands, or stands again."""

    reason = TextAreaField(_l("理由"), [Required(_l("请写明原因，对方会看到")), Length(max=500)])


def typed_values(form: HouseForm) -> list[tuple[str, str]]:
    """What was typed, as pairs for hidden fields: nothing of a box that is not ticked."""
    pairs: list[tuple[str, str]] = []
    for field in form:
        if field.name == "csrf_token" or (field.type == "BooleanField" and not field.data):
            continue
        pairs.append((field.name, "1" if field.type == "BooleanField" else _text(field)))
    return pairs


def _text(field: Any) -> str:
    return str(field._value() if hasattr(field, "_value") else field.data or "")
