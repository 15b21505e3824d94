"""Forms of receivables and orders."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from ..shared.forms import (
    HouseForm,
    ParsedField,
    Required,
    at_least,
    choices_of,
    date_field,
    percent_field,
    yuan_field,
)
from .papers import NO_CLAUSE, Clauses, Terms, read_instalment
from .payment_words import MEANS_WORDS


def instalment_field() -> ParsedField:
    """Which instalment of its contract a document bills."""
    more = {"inputmode": "numeric", "autocomplete": "off"}
    return ParsedField(_l("期次"), [], reads=read_instalment, prints=str, render_kw=more)


class TermsForm(HouseForm):
    """Amounts and dates, which both kinds have."""

    amount_fen = yuan_field(_l("金额"), Required())
    issue_date = date_field(_l("开票日期"), Required())
    delivery_date = date_field(_l("交付日期"))
    due_date = date_field(_l("到期日"), Required())
    requested_fen = yuan_field(_l("拟融资金额"))
    contract_no = StringField(_l("合同编号"), [Length(max=80)])
    instalment = instalment_field()
    near_reason = TextAreaField(_l("与相近单据的区别"), [Length(max=500)])

    def terms(self) -> Terms:
        """What was typed."""
        return Terms(
            amount_fen=self.amount_fen.data,
            issue_date=self.issue_date.data,
            due_date=self.due_date.data,
            delivery_date=self.delivery_date.data,
            requested_fen=self.requested_fen.data,
            contract_no=" ".join((self.contract_no.data or "").split()),
            instalment=self.instalment.data,
        )


class ClausesForm(HouseForm):
    """What the contract of a receivable says beside amount and dates."""

    is_voucher = BooleanField(_l("这是应收账款电子凭证"))
    voucher_reason = TextAreaField(_l("凭证期限较长的理由"), [Length(max=500)])
    pay_when_paid = BooleanField(_l("约定收到第三方付款后才付款（背靠背）"))
    term_clause = TextAreaField(_l("账期条款"), [Length(max=500)])
    no_clause = BooleanField(_l("合同没有另外约定账期"))
    late_rate_ppm = percent_field(_l("约定逾期利率（年）"), at_least(0, _l("不能是负数")))

    def clauses(self) -> Clauses:
        """What was typed; a clause that is written counts more than the tick that there is none."""
        clause = (self.term_clause.data or "").strip()
        return Clauses(
            is_voucher=self.is_voucher.data,
            voucher_reason=self.voucher_reason.data or "",
            pay_when_paid=self.pay_when_paid.data,
            term_clause=clause or (NO_CLAUSE if self.no_clause.data else ""),
            late_rate_ppm=self.late_rate_ppm.data,
        )


def typed_clauses(clauses: Clauses) -> dict[str, Any]:
    """The values with which a form shows what is kept."""
    none = clauses.term_clause == NO_CLAUSE
    shown = replace(clauses, term_clause="") if none else clauses
    return vars(shown) | {"no_clause": none}


class ReceivableForm(ClausesForm, TermsForm):
    """A receivable to enter. ``seen`` is ticked beside the warnings of the check page."""

    partner_id = SelectField(_l("与谁的账"), [Required()])
    invoice_no = StringField(_l("发票号码"), [Required(), Length(max=40)])
    invoice_code = StringField(_l("发票代码"), [Length(max=12)])
    order_id = SelectField(_l("由哪张订单交付而来"), default="")
    splittable = BooleanField(_l("可以拆分给几家银行"))
    seen = BooleanField(_l("以上提示都已核对"))


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
    seen = BooleanField(_l("以上提示都已核对"))


class MendForm(ClausesForm, TermsForm):
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
