"""Forms of receivables and orders."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from ..shared.forms import HouseForm, Required, choices_of, date_field, yuan_field
from .papers import Terms
from .payment_words import MEANS_WORDS


class TermsForm(HouseForm):
    """Amounts and dates, which both kinds have."""

    amount_fen = yuan_field(_l("金额"), Required())
    issue_date = date_field(_l("开票日期"), Required())
    delivery_date = date_field(_l("交付日期"))
    due_date = date_field(_l("到期日"), Required())
    requested_fen = yuan_field(_l("拟融资金额"))
    near_reason = TextAreaField(_l("与相近单据的区别"), [Length(max=500)])

    def terms(self) -> Terms:
        """What was typed."""
        return Terms(
            amount_fen=self.amount_fen.data,
            issue_date=self.issue_date.data,
            due_date=self.due_date.data,
            delivery_date=self.delivery_date.data,
            requested_fen=self.requested_fen.data,
        )


class ReceivableForm(TermsForm):
    """A receivable to enter."""

    partner_id = SelectField(_l("与谁的账"), [Required()])
    invoice_no = StringField(_l("发票号码"), [Required(), Length(max=40)])
    invoice_code = StringField(_l("发票代码"), [Length(max=12)])
    order_id = SelectField(_l("由哪张订单交付而来"), default="")
    splittable = BooleanField(_l("可以拆分给几家银行"))


class OrderForm(TermsForm):
    """An order to enter."""

    partner_id = SelectField(_l("与谁的订单"), [Required()])
    order_no = StringField(_l("订单编号"), [Required(), Length(max=60)])
    issue_date = date_field(_l("下单日期"), Required())
    delivery_date = date_field(_l("交货日期"), Required())
    due_date = date_field(_l("预计付款日"), Required())
    borrower = SelectField(
        _l("由谁融资"),
        choices=choices_of({"seller": _l("卖方（备货生产）"), "buyer": _l("买方（采购付款）")}),
    )
    splittable = BooleanField(_l("可以拆分给几家银行"))


class MendForm(TermsForm):
    """A receivable that was disputed or withdrawn, mended."""

    reason = TextAreaField(_l("更正说明"), [Required(_l("请写明更正了什么")), Length(max=1000)])


class MendOrderForm(MendForm):
    """An order that was disputed or withdrawn, mended."""

    issue_date = date_field(_l("下单日期"), Required())
    delivery_date = date_field(_l("交货日期"), Required())
    due_date = date_field(_l("预计付款日"), Required())


class PaymentForm(HouseForm):
    """What the debtor paid; without an amount it is all that is owed."""

    amount_fen = yuan_field(_l("付款金额"))
    paid_on = date_field(_l("付款日期"), Required())
    means = SelectField(_l("付款方式"), choices=choices_of(MEANS_WORDS), default="transfer")
    note = StringField(_l("备注"), [Length(max=200)])


class TakeBackForm(HouseForm):
    """Why a payment that was recorded is none."""

    reason = TextAreaField(
        _l("撤销原因"), [Required(_l("请写明原因，对方会看到")), Length(max=500)]
    )
