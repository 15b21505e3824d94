"""Checks of a document: each a rule with its outcome, words, source and what to do.

Pure: the document, what is known of its two sides, the figures in force and today in; the
outcomes out. Only a stop refuses anything; a warning asks a person to look, a note tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.dates import format_day
from ..shared.parameters import Figure
from . import rules
from .errors import CheckStops, ClauseIsAskedFor, ReasonIsMissing, WarningsWereNotSeen
from .papers import NO_CLAUSE, Clauses, Terms

Severity = Literal["passed", "note", "warning", "stop"]
SEVERITIES: tuple[Severity, ...] = ("stop", "warning", "note", "passed")
FIGURES = (
    "payment.term",
    "payment.pay_when_paid",
    "voucher.term_warning",
    "voucher.term_maximum",
    "voucher.unpaid_matured",
    "check.volume_share",
    "check.largest_times",
    "check.history_least",
    "check.related_firms",
)
TITLES: Mapping[str, object] = {
    "link": _l("贸易关系"),
    "delivery": _l("交货"),
    "due": _l("到期"),
    "term": _l("账期"),
    "voucher_term": _l("凭证期限"),
    "voucher_planned": _l("凭证期限（拟调整）"),
    "pay_when_paid": _l("背靠背付款"),
    "annual_volume": _l("年交易额"),
    "usual_amount": _l("与往来比"),
    "related": _l("关联关系"),
    "debtor_pays": _l("付款方履约"),
    "dishonest": _l("失信名单"),
}
FACTORING = _l("商业银行保理业务管理暂行办法（银监会令2014年第5号）第十三条")
HOUSE = _l("平台设置")


@dataclass(frozen=True)
class Check:
    """The outcome of one rule. ``field`` is the form's field that answers it."""

    code: str
    severity: Severity
    words: str
    source: str = ""
    advice: str = ""
    field: str = ""

    @property
    def passed(self) -> bool:
        """Whether there is nothing to say."""
        return self.severity == "passed"

    @property
    def title(self) -> object:
        """What the rule is about."""
        return TITLES[self.code]


@dataclass(frozen=True)
class Figures:
    """The figures that hold for a document; None where none is in force.

    ``voucher_planned`` is announced and not in force. ``unpaid_*`` are how many documents that
    fell due unpaid are borne with.
    """

    term: Figure | None = None
    pay_when_paid: Figure | None = None
    voucher_warning: Figure | None = None
    voucher_maximum: Figure | None = None
    voucher_planned: Figure | None = None
    unpaid_vouchers: Figure | None = None
    unpaid_receivables: Figure | None = None
    volume_share: Figure | None = None
    largest_times: Figure | None = None
    history_least: Figure | None = None


@dataclass(frozen=True)
class Document:
    """What is checked. ``is_live`` is false of what is paid, delivered or withdrawn."""

    kind: str
    terms: Terms
    clauses: Clauses
    is_live: bool = True


@dataclass(frozen=True)
class Standing:
    """How the debtor stands today: what fell due unpaid, and the list of dishonest debtors."""

    unpaid_vouchers: int = 0
    unpaid_receivables: int = 0
    dishonest: bool = False


def term(document: Document, sizes: tuple[str, str], figures: Figures) -> Check | None:
    """Payment later than usual after delivery asks for the clause (order 802, art. 9).

    ``sizes`` are those of creditor and debtor at signing. Never a refusal, never called
    unlawful. None where the rule does not speak of these two.
    """
    creditor, debtor = sizes
    figure = figures.term
    speaks = document.kind == "receivable" and rules.has_statutory_clock(debtor, creditor)
    if figure is None or not speaks:
        return None
    late = rules.long_term(document.terms, figure.number, debtor, creditor)
    if late is None:
        words = _("从交付到付款不超过 %(usual)s 天", usual=figure.number)
        return Check("term", "passed", words, figure.source)
    facts = {"days": late.days, "usual": late.usual_days}
    clause = document.clauses.term_clause
    if clause and clause != NO_CLAUSE:
        words = _("从交付到付款 %(days)s 天，超过 %(usual)s 天，合同有约定", **facts)
        return Check("term", "note", words, figure.source, _("约定：%(clause)s", clause=clause))
    if clause:
        words = _("从交付到付款 %(days)s 天，超过 %(usual)s 天，录入时说明没有约定", **facts)
    else:
        words = _("从交付到付款 %(days)s 天，超过 %(usual)s 天", **facts)
    advice = _("请核对合同是否另有约定，写明该条款供银行查看")
    return Check("term", "warning", words, figure.source, advice, "" if clause else "term_clause")


def pay_when_paid(document: Document, sizes: tuple[str, str], figures: Figures) -> Check | None:
    """Payment that waits for a third party's (order 802, art. 9). None where nothing is to say."""
    creditor, debtor = sizes
    figure = figures.pay_when_paid
    protected = rules.has_statutory_clock(debtor, creditor)
    if document.kind != "receivable" or figure is None:
        return None
    if not document.clauses.pay_when_paid:
        words = _("没有约定以收到第三方付款为条件")
        return Check("pay_when_paid", "passed", words, figure.source) if protected else None
    words = _("约定收到第三方付款后才付款")
    if not protected:
        return Check("pay_when_paid", "note", words, str(HOUSE), _("付款日可能推迟，请问清进展"))
    advice = _("大型企业不得以此为条件向中小企业付款，请与对方商定确定的付款日")
    return Check("pay_when_paid", "warning", words, figure.source, advice)


def link(*, linked: bool) -> Check:
    """Whether an active trade link stands between the two."""
    if linked:
        return Check("link", "passed", _("双方已登记并确认贸易关系"), str(HOUSE))
    words = _("双方现在没有有效的贸易关系")
    advice = _("请在「合作方」登记并由对方确认")
    return Check("link", "warning", words, str(HOUSE), advice)


def delivery(document: Document, today: date) -> Check | None:
    """A receivable stands on delivered goods; what is still to come is an order's business."""
    day = document.terms.delivery_date
    if document.kind != "receivable":
        return None
    if rules.is_not_delivered("receivable", day, today):
        words = _("交付日期在今天之后：还没有交货的业务，请录入为订单")
        return Check("delivery", "warning", words, str(FACTORING), _("未来应收账款不能做保理"))
    if day is None:
        words = _("没有填写交付日期")
        return Check("delivery", "note", words, str(FACTORING), _("请看送货单或验收单"))
    return Check("delivery", "passed", _("已于 %(day)s 交付", day=format_day(day)), str(FACTORING))


def due(document: Document, today: date) -> Check | None:
    """What is past its due date can be confirmed, and hardly be financed."""
    if not document.is_live:
        return None
    if document.terms.due_date < today:
        words = _("已过到期日，一般不能再融资")
        return Check("due", "warning", words, str(HOUSE))
    return Check("due", "passed", _("还没有到期"), str(HOUSE))


def dishonest(document: Document, standing: Standing) -> Check | None:
    """Whether the debtor stands on the list of dishonest debtors."""
    if not document.is_live:
        return None
    source = _("失信被执行人名单")
    if not standing.dishonest:
        return Check("dishonest", "passed", _("付款方不在失信名单"), source)
    words = _("付款方在失信名单")
    advice = _("请慎重；移出或到期后自动解除")
    return Check("dishonest", "warning", words, source, advice)


def refuse_stops(found: tuple[Check, ...]) -> None:
    """Raises CheckStops for the first stop, ReasonIsMissing for a voucher without its reason."""
    for check in found:
        words = f"{check.words}（{check.source}）。{check.advice}"
        if check.severity == "stop":
            raise CheckStops(words, check.field or None)
        if check.field == "voucher_reason":
            raise ReasonIsMissing(words, check.field)


def has_warnings(found: tuple[Check, ...]) -> bool:
    """Whether a person should look before going on."""
    return any(check.severity == "warning" for check in found)


def ask_for_clause(found: tuple[Check, ...]) -> None:
    """Raises ClauseIsAskedFor where the clause is neither written nor said not to exist."""
    for check in found:
        if check.field == "term_clause":
            words = _(
                "%(words)s（%(source)s）。合同有约定的请写明该条款，没有的请勾选「合同没有另外约定账期」",
                words=check.words,
                source=check.source,
            )
            raise ClauseIsAskedFor(words, check.field)


def warnings_refusal() -> WarningsWereNotSeen:
    """The question to look at the warnings."""
    return WarningsWereNotSeen(_("请核对上面的提示，再勾选"), "seen")
