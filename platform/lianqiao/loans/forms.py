"""Forms of drawdown, repayment and renewal."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from ..shared.forms import (
    HouseForm,
    Required,
    choices_of,
    date_field,
    percent_field,
    yuan_field,
)
from .conditions import CONDITIONS
from .words import OPINION_WORDS

LONG = {"rows": "4"}


class DrawdownForm(HouseForm):
    """What a bank reports of a drawdown."""

    loan_no = StringField(_l("借据号"), [Required(), Length(max=60)])
    drawdown_date = date_field(_l("放款日"), Required())
    reason = TextAreaField(_l("仍要放款的理由"), [Length(max=500)], render_kw=LONG)


class RepaymentForm(HouseForm):
    """What a bank reports of a repayment; principal, interest or both."""

    principal_fen = yuan_field(_l("归还本金"))
    interest_fen = yuan_field(_l("支付利息"))
    on_date = date_field(_l("还款日"), Required())
    note = StringField(_l("备注"), [Length(max=200)])


class PassedOnForm(HouseForm):
    """What a bank reports as given back to the firm."""

    amount_fen = yuan_field(_l("退回金额"), Required())
    on_date = date_field(_l("退回日期"), Required())
    note = StringField(_l("备注"), [Length(max=200)])


class ReasonForm(HouseForm):
    """Why something is done."""

    reason = TextAreaField(_l("原因"), [Required(), Length(max=1000)], render_kw=LONG)


class StatementForm(HouseForm):
    """A firm applies for renewal."""

    statement = TextAreaField(
        _l("续贷说明"),
        [Required(_l("请写明续贷原因和还款来源")), Length(max=1000)],
        render_kw=LONG,
    )


def _met(key: str) -> RadioField:
    return RadioField(
        CONDITIONS[key],
        [Required(_l("请选择满足或不满足"))],
        choices=choices_of({"yes": _l("满足"), "no": _l("不满足")}),
    )


class ConditionsForm(HouseForm):
    """The five conditions of 金规〔2024〕13号, in the order of the document."""

    lawful = _met("lawful")
    operating = _met("operating")
    credit = _met("credit")
    standards = _met("standards")
    others = _met("others")

    def answers(self) -> dict[str, bool]:
        """Each condition: met or not."""
        return {key: self[key].data == "yes" for key in CONDITIONS}


class OpinionForm(HouseForm):
    """What is to become of the loan."""

    opinion = SelectField(
        _l("意见"),
        [Required(_l("请选择一种意见"))],
        choices=choices_of({"": _l("请选择"), **OPINION_WORDS}),
    )
    opinion_text = TextAreaField(_l("给企业的说明"), [Length(max=1000)], render_kw=LONG)


class SigningForm(HouseForm):
    """What the new contract says."""

    loan_no = StringField(_l("新借据号"), [Required(), Length(max=60)])
    principal_fen = yuan_field(_l("续贷本金"), Required())
    rate_ppm = percent_field(_l("年利率"), Required())
    signed_on = date_field(_l("签订日"), Required())
    maturity_date = date_field(_l("新的到期日"), Required())
