"""Checks of electronic vouchers (电子凭证, 银发〔2025〕77号), which alone stop anything. Pure."""

from flask_babel import gettext as _

from ..shared.calendar import add_months
from ..shared.dates import format_day
from ..shared.parameters import Figure
from .checks import Check, Document, Figures, Severity, Standing
from .papers import Terms


def voucher_term(document: Document, figures: Figures) -> Check | None:
    """The term of an electronic voucher (银发〔2025〕77号, art. 11): reason above, stop above that.

    None of what is no voucher.
    """
    least, most = figures.voucher_warning, figures.voucher_maximum
    if not document.clauses.is_voucher or least is None:
        return None
    terms = document.terms
    if most is not None and terms.due_date > add_months(terms.issue_date, most.number):
        words = _("电子凭证的付款期限超过 %(n)s 个月，不能受理", n=most.number)
        advice = _("请把到期日改到 %(day)s 或以前", day=_last(terms, most))
        return Check("voucher_term", "stop", words, most.source, advice, "due_date")
    if terms.due_date <= add_months(terms.issue_date, least.number):
        words = _("付款期限不超过 %(n)s 个月", n=least.number)
        return Check("voucher_term", "passed", words, least.source)
    reason = document.clauses.voucher_reason.strip()
    words = _("电子凭证的付款期限超过 %(n)s 个月", n=least.number)
    if reason:
        advice = _("理由：%(why)s。银行应审查其合理性", why=reason.rstrip("。"))
        return Check("voucher_term", "warning", words, least.source, advice)
    advice = _("请写明理由，银行会审查")
    return Check("voucher_term", "warning", words, least.source, advice, "voucher_reason")


def _last(terms: Terms, figure: Figure) -> str:
    return format_day(add_months(terms.issue_date, figure.number))


def voucher_planned(document: Document, figures: Figures) -> Check | None:
    """A voucher that an announced, not yet valid figure would refuse; None of all others."""
    figure, terms = figures.voucher_planned, document.terms
    if not document.clauses.is_voucher or figure is None:
        return None
    if terms.due_date <= add_months(terms.issue_date, figure.number):
        return None
    words = _("拟调整：付款期限一律不超过 %(n)s 个月，尚未施行", n=figure.number)
    return Check("voucher_planned", "note", words, figure.source, _("施行后开立的凭证按新规定"))


def debtor_pays(document: Document, standing: Standing, figures: Figures) -> Check | None:
    """A debtor with unpaid matured vouchers issues no new ones (银发〔2025〕77号, art. 15).

    Confirmed receivables past due stop new vouchers as well; for an ordinary document either
    is a warning. Lifted as soon as they are paid.
    """
    if not document.is_live:
        return None
    vouchers, others = figures.unpaid_vouchers, figures.unpaid_receivables
    severity: Severity = "stop" if document.clauses.is_voucher else "warning"
    stops = severity == "stop"
    rest = _("，付清以前不能开立新的凭证") if stops else ""
    field = "is_voucher" if stops else ""
    advice = _("付清并登记付款后自动恢复") if stops else _("请问清付款安排；付清并登记后不再提示")
    if vouchers is not None and standing.unpaid_vouchers > vouchers.number:
        words = _("付款方有到期未付的电子凭证") + rest
        return Check("debtor_pays", severity, words, vouchers.source, advice, field)
    if others is not None and standing.unpaid_receivables > others.number:
        words = _("付款方有已确权、已过到期日而没有付清的账款") + rest
        return Check("debtor_pays", severity, words, others.source, advice, field)
    if vouchers is None and others is None:
        return None
    return Check("debtor_pays", "passed", _("平台上没有到期未付的账款"), _source(vouchers, others))


def _source(*figures: Figure | None) -> str:
    return next((figure.source for figure in figures if figure is not None), "")
