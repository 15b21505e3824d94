"""Pure rules of applications: reasons, deadlines, what is free, registrations."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from ..shared.actor import Actor
from ..shared.calendar import Calendar, add_months
from ..shared.clock import local_date
from ..shared.dates import format_day
from ..trade.models import WHOLE_SHARE
from .errors import (
    AssetIsAlreadyFinanced,
    AssetIsNotConfirmed,
    MakerCannotApprove,
    OnlyAClerkMayDoThis,
    OnlyAnApproverMayDoThis,
    QuoteIsNoLongerValid,
    ReasonIsMissing,
    RegistrationDoesNotFit,
)

NUMBER_LENGTHS = range(6, 61)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a bank reports of an entry in the public register (中登网)."""

    number: str
    registered_at: datetime
    expires_on: date
    queried_at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """Least months and most years of a registration; it outlives the loan's maturity."""

    least_months: int
    most_years: int
    maturity: date


def check_reason(reason: str, field: str = "reason") -> str:
    """The reason, trimmed; raises ReasonIsMissing when there is none."""
    words = reason.strip()
    if not words:
        raise ReasonIsMissing(_("请写明原因，对方会看到"), field)
    if len(words) > 1000:
        raise ReasonIsMissing(_("原因最多 1000 字，请删减"), field)
    return words


def check_asset(state: str, occupied_fen: int, occupied_share: int, splittable: bool) -> None:
    """The document is confirmed and something of it is free."""
    if state != "confirmed":
        raise AssetIsNotConfirmed(_("该单据还没有确权或已结清，确权后才能申请融资"))
    if occupied_share >= WHOLE_SHARE or (occupied_fen and not splittable):
        raise AssetIsAlreadyFinanced(_("该单据已被占用"))


def check_lendable(lendable_fen: int) -> None:
    """The order behind an invoice leaves something of it; told to the firm that borrowed."""
    if lendable_fen <= 0:
        words = _("它所属订单的融资还没有结清，已占满这张单据；结清后才能再申请")
        raise AssetIsAlreadyFinanced(words)


def answer_by(calendar: Calendar, today: date, working_days: int) -> date:
    """The last day of the bank's promise: so many working days after today."""
    day = today
    for _step in range(max(1, working_days)):
        day = calendar.next_working_day(day)
    return day


def check_clerk(actor: Actor) -> None:
    """Cases are handled by a clerk of the bank."""
    if not actor.has("clerk"):
        raise OnlyAClerkMayDoThis(_("只有经办人可以处理，请由经办人操作"))


def check_approver(actor: Actor, made_by: str) -> None:
    """Four eyes: an approver, and another person than the maker (CHECK in the table too)."""
    if not actor.has("approver"):
        raise OnlyAnApproverMayDoThis(_("只有审批人可以审批，请由审批人操作"))
    if actor.user_id == made_by:
        raise MakerCannotApprove(_("不能审批自己做的报价，请由另一位审批人审批"))


def check_still_valid(valid_until: date, today: date) -> None:
    """The quote may be approved or accepted today."""
    if valid_until < today:
        words = _("报价的有效期 %(day)s 已过，请银行重新报价", day=format_day(valid_until))
        raise QuoteIsNoLongerValid(words)


def check_entry(entry: Entry, term: Term, now: datetime) -> None:
    """The entry can be true: number, times in the past, term within the law, loan covered."""
    number = entry.number
    if len(number) not in NUMBER_LENGTHS or not (number.isascii() and number.isalnum()):
        words = _("登记编号只有字母和数字，6 到 60 位，请照登记证明填写")
        raise RegistrationDoesNotFit(words, "number")
    _check_times(entry, now)
    _check_term(entry.expires_on, local_date(entry.registered_at), term)


def _check_times(entry: Entry, now: datetime) -> None:
    if entry.registered_at > now:
        raise RegistrationDoesNotFit(_("登记时间不能晚于现在"), "registered_at")
    if entry.queried_at > now:
        raise RegistrationDoesNotFit(_("查询时间不能晚于现在"), "queried_at")


def _check_term(expires_on: date, registered_on: date, term: Term) -> None:
    least = add_months(registered_on, term.least_months)
    most = add_months(registered_on, 12 * term.most_years)
    if not least <= expires_on <= most:
        words = _(
            "登记期限为 %(months)s 个月到 %(years)s 年，请核对登记到期日",
            months=term.least_months,
            years=term.most_years,
        )
        raise RegistrationDoesNotFit(words, "expires_on")
    if expires_on < term.maturity:
        words = _("登记到期日早于融资到期日 %(day)s，请延长登记", day=format_day(term.maturity))
        raise RegistrationDoesNotFit(words, "expires_on")
