"""Rules of receivables and orders: values and today in, an outcome or a refusal out."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from ..shared import invoice_number
from ..shared.dates import format_day
from ..shared.money import format_yuan
from .errors import (
    AmountIsNotPossible,
    BuyerMayNotBorrowHere,
    DatesAreNotPossible,
    InvoiceNumberIsRefused,
    ItIsSettledAlready,
    NoTradeLinkIsActive,
    PartiesAreTheSame,
    ReasonIsMissing,
    YouAreNoParty,
)
from .papers import Paper, Terms

LONGEST_TERM = timedelta(days=3660)
FARTHEST_DELIVERY = timedelta(days=366)
DEBTORS_WITH_A_TERM = ("large", "public")
PROTECTED_CREDITORS = ("medium", "small", "micro")


def check_amount(amount_fen: int, requested_fen: int | None) -> None:
    """Above zero, and no more is asked for than it is worth. Raises AmountIsNotPossible."""
    if amount_fen <= 0:
        raise AmountIsNotPossible(_("金额应大于零"), "amount_fen")
    if requested_fen is not None and not 0 < requested_fen <= amount_fen:
        words = _("拟融资金额应大于零，且不超过单据金额 %(most)s 元", most=format_yuan(amount_fen))
        raise AmountIsNotPossible(words, "requested_fen")


def check_dates(kind: str, terms: Terms, today: date) -> None:
    """Issued by today, due after that, delivered near it. Raises DatesAreNotPossible."""
    if terms.issue_date > today:
        words = _("不能晚于今天（%(today)s）", today=format_day(today))
        raise DatesAreNotPossible(words, "issue_date")
    if terms.due_date <= terms.issue_date:
        if kind == "order":
            raise DatesAreNotPossible(_("预计付款日应晚于下单日期"), "due_date")
        raise DatesAreNotPossible(_("到期日应晚于开票日期"), "due_date")
    if terms.due_date - terms.issue_date > LONGEST_TERM:
        raise DatesAreNotPossible(_("账期超过十年，请核对年份"), "due_date")
    _check_delivery(kind, terms)


def _check_delivery(kind: str, terms: Terms) -> None:
    day = terms.delivery_date
    if kind == "order":
        if day is None:
            raise DatesAreNotPossible(_("请填写交货日期"), "delivery_date")
        if not terms.issue_date <= day <= terms.issue_date + LONGEST_TERM:
            raise DatesAreNotPossible(
                _("交货日期不能早于下单日期，也不应超过十年"), "delivery_date"
            )
    elif day is not None and abs(day - terms.issue_date) > FARTHEST_DELIVERY:
        words = _("交付日期与开票日期相差超过一年，请核对")
        raise DatesAreNotPossible(words, "delivery_date")


def check_invoice_number(number: str, code: str, issued: date) -> None:
    """A 数电票 or an older invoice by its check; another system's number by its characters.

    Raises InvoiceNumberIsRefused.
    """
    looks_chinese = number.isdigit() and (len(number) == 20 or bool(code))
    try:
        invoice_number.check(number, code, issued=issued, strict=looks_chinese)
    except invoice_number.InvoiceNumberIsInvalid as error:
        raise InvoiceNumberIsRefused(str(error), "invoice_no") from None


@dataclass(frozen=True)
class Sides:
    """How the two parties stand to each other: an active link, and who is a core enterprise."""

    linked: bool
    creditor_is_core: bool


def check_two_parties(paper: Paper) -> None:
    """Raises PartiesAreTheSame."""
    if paper.creditor_id == paper.debtor_id:
        raise PartiesAreTheSame(_("双方不能是同一家企业"), "partner_id")


def check_entry(paper: Paper, organisation_id: str | None, sides: Sides) -> None:
    """Whether an organisation may enter this paper.

    Raises YouAreNoParty, PartiesAreTheSame, NoTradeLinkIsActive, BuyerMayNotBorrowHere.
    """
    check_two_parties(paper)
    if organisation_id not in paper.parties:
        raise YouAreNoParty(_("单据只能由买卖双方自己录入"))
    if not sides.linked:
        if organisation_id == paper.creditor_id:
            words = _("对方还不是贵公司的有效客户，请先在「合作方」登记为客户并由对方确认")
        else:
            words = _("对方还不是贵公司的有效供应商，请先在「合作方」登记为供应商并由对方确认")
        raise NoTradeLinkIsActive(words, "partner_id")
    if paper.borrower_id == paper.debtor_id and not sides.creditor_is_core:
        words = _("只有向核心企业采购的订单才能由买方融资，请改选卖方融资")
        raise BuyerMayNotBorrowHere(words, "borrower")


def confirms_by_entering(paper: Paper, organisation_id: str | None) -> bool:
    """Whether the upload is the confirmation: it is made by the side that is asked.

    The borrower never confirms a paper of its own.
    """
    return organisation_id == paper.core_id


def confirmed_amount(amount_fen: int, asked_fen: int | None) -> int:
    """The confirmed amount: the whole where nothing is said. Raises AmountIsNotPossible.

    The undisputed part is payable (State Council order 802, art. 15), so a part may be
    confirmed.
    """
    if asked_fen is None:
        return amount_fen
    if not 0 < asked_fen <= amount_fen:
        words = _("确权金额应大于零，且不超过单据金额 %(most)s 元", most=format_yuan(amount_fen))
        raise AmountIsNotPossible(words, "confirmed_fen")
    return asked_fen


def check_not_paid(settled_on: date | None, today: date) -> None:
    """What was paid by today is not confirmed any more. Raises ItIsSettledAlready."""
    if settled_on is not None and settled_on <= today:
        words = _("这笔款项已于 %(day)s 结清，不必再确权", day=format_day(settled_on))
        raise ItIsSettledAlready(words)


def check_payment(issue_date: date, paid_on: date, today: date) -> None:
    """Paid between the document's date and today. Raises DatesAreNotPossible."""
    if not issue_date <= paid_on <= today:
        raise DatesAreNotPossible(_("付款日期应在单据日期之后、今天或以前"), "paid_on")


def stated_reason(reason: str, field: str = "reason") -> str:
    """The reason without blanks around it. Raises ReasonIsMissing."""
    words = reason.strip()
    if len(words) < 2:
        raise ReasonIsMissing(_("请写明原因，对方会看到"), field)
    return words[:1000]


def has_statutory_clock(debtor_size: str, creditor_size: str) -> bool:
    """Whether the debtor owes an answer by law (State Council order 802, art. 16).

    A large enterprise or public body asked by an SME does; sizes are those at signing (art. 3).
    """
    return debtor_size in DEBTORS_WITH_A_TERM and creditor_size in PROTECTED_CREDITORS


def answer_by(
    entered_on: date, days: int | None, debtor_size: str, creditor_size: str
) -> date | None:
    """The last day of the statutory answer, None where it is a courtesy.

    ``days`` is the figure in force, None where none is.
    """
    if days is None or not has_statutory_clock(debtor_size, creditor_size):
        return None
    return entered_on + timedelta(days=days)


@dataclass(frozen=True)
class LongTerm:
    """The term is longer than the usual one: the contract's clause is worth a look."""

    days: int
    usual_days: int


def long_term(
    terms: Terms, usual_days: int | None, debtor_size: str, creditor_size: str
) -> LongTerm | None:
    """Whether payment comes later than usual after delivery (order 802, art. 9), else None.

    Counted from delivery, from the document's date where delivery is not stated. A hint to
    look at the clause, never a refusal: the contract may agree otherwise.
    """
    days = (terms.due_date - (terms.delivery_date or terms.issue_date)).days
    if usual_days is None or days <= usual_days:
        return None
    if not has_statutory_clock(debtor_size, creditor_size):
        return None
    return LongTerm(days, usual_days)


def is_not_delivered(kind: str, delivery_date: date | None, today: date) -> bool:
    """Whether a receivable stands on goods still to come: that is an order's business."""
    return kind == "receivable" and delivery_date is not None and delivery_date > today


def phase_of_asset(state: str, *, is_occupied: bool) -> str:
    """How a document's attachments stand: they are what the other side and banks decide by.

    They come and go until somebody confirms it; then more may come, and nothing goes; once it is
    paid or delivered and no bank holds it, they stay as they were.
    """
    if state in ("entered", "disputed", "withdrawn") and not is_occupied:
        return "open"
    return "decided" if state in ("confirming", "confirmed") or is_occupied else "over"
