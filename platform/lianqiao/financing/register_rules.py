"""Pure rules of the public register: looks into it, what they found, expiry, striking out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from ..shared.calendar import add_months
from ..shared.clock import local_date
from ..shared.dates import format_day
from ..shared.money import format_yuan
from .errors import (
    PriorClaimDoesNotFit,
    PriorClaimsAreMissing,
    QueryDoesNotFit,
    QueryIsTooOld,
    ReasonForLowRankIsMissing,
    RegistrationCannotBeExtended,
    ReleaseDoesNotFit,
)
from .models import ARRANGEMENTS, QUERY_RESULTS
from .rules import NUMBER_LENGTHS

SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class NewQuery:
    """One look into the register. ``keeps_former`` takes over what the last look found."""

    queried_at: datetime
    result: str = "clear"
    note: str = ""
    keeps_former: bool = False


@dataclass(frozen=True, slots=True)
class NewPrior:
    """Somebody else's right as it stands in the register."""

    holder: str
    amount_fen: int
    arrangement: str = "pledge"
    registration_no: str = ""
    registered_at: datetime | None = None
    notified_at: datetime | None = None


def check_query(query: NewQuery, latest_at: datetime | None, now: datetime) -> None:
    """In the past, after the last one, with a declared result. Raises QueryDoesNotFit."""
    if query.result not in QUERY_RESULTS:
        raise QueryDoesNotFit(_("请选择查询结果"), "result")
    if query.queried_at > now:
        raise QueryDoesNotFit(_("查询时间不能晚于现在"), "queried_at")
    if latest_at is not None and query.queried_at < latest_at:
        raise QueryDoesNotFit(_("已录入过更晚的一次查询，请核对查询时间"), "queried_at")


def check_prior(prior: NewPrior, queried_at: datetime) -> None:
    """What was found can be: above zero, known before the look. Raises PriorClaimDoesNotFit."""
    if not prior.holder.strip():
        raise PriorClaimDoesNotFit(_("请填写权利人"), "holder")
    if prior.arrangement not in ARRANGEMENTS:
        raise PriorClaimDoesNotFit(_("请从列表里选择方式"), "arrangement")
    if prior.amount_fen <= 0:
        raise PriorClaimDoesNotFit(_("金额应大于零"), "amount_fen")
    if prior.registration_no.strip() and prior.registered_at is None:
        raise PriorClaimDoesNotFit(
            _("有登记编号的，请填登记时间：按时间先后排顺位"), "registered_at"
        )
    for field in ("registered_at", "notified_at"):
        at = getattr(prior, field)
        if at is not None and at > queried_at:
            raise PriorClaimDoesNotFit(_("不能晚于查询时间"), field)


def check_fresh(queries: Sequence[datetime], paid_on: date, days: int) -> None:
    """One look lies within ``days`` before the day of payment, or on it. Raises QueryIsTooOld."""
    before = [at for at in queries if local_date(at) <= paid_on]
    if not before:
        raise QueryIsTooOld(_("放款日以前还没有中登网查询记录，请先查询并录入结果"))
    last = local_date(max(before))
    if (paid_on - last).days > days:
        words = _(
            "最近一次中登网查询是 %(day)s，距放款日超过 %(n)s 天；请重新查询并录入结果，再放款",
            day=format_day(last),
            n=days,
        )
        raise QueryIsTooOld(words)


def check_found(result: str, prior_claims: int) -> None:
    """What was found was entered, so that the rank is known. Raises PriorClaimsAreMissing."""
    if result == "found" and prior_claims == 0:
        words = _("最近一次查询查到了在先权利，请先在申请页逐笔录入，算清顺位再放款")
        raise PriorClaimsAreMissing(words)


def check_rank(left_fen: int, principal_fen: int, reason: str) -> str:
    """The reason, trimmed; asked for where less is left than is lent.

    Raises ReasonForLowRankIsMissing.
    """
    words = reason.strip()
    if left_fen >= principal_fen or len(words) >= SHORTEST_REASON:
        return words
    said = _(
        "按现在的顺位，本行可得 %(left)s 元，少于放款本金 %(principal)s 元；仍要放款的，请写明理由",
        left=format_yuan(left_fen),
        principal=format_yuan(principal_fen),
    )
    raise ReasonForLowRankIsMissing(said, "reason")


@dataclass(frozen=True, slots=True)
class Extension:
    """The figures of an extension: the window before expiry in days, the longest term."""

    window_days: int
    most_years: int


def check_extension(old: date, new: date, figures: Extension, today: date) -> None:
    """Within the days before expiry, later than before, within the law.

    Raises RegistrationCannotBeExtended (动产和权利担保统一登记办法: 90 days before expiry).
    """
    opens = old - timedelta(days=figures.window_days)
    if not opens <= today <= old:
        words = _(
            "登记到期前 %(n)s 天内可以展期：%(start)s 至 %(end)s",
            n=figures.window_days,
            start=format_day(opens),
            end=format_day(old),
        )
        raise RegistrationCannotBeExtended(words, "expires_on")
    if not old < new <= add_months(old, 12 * figures.most_years):
        words = _(
            "新的到期日应晚于 %(old)s，展期不超过 %(n)s 年",
            old=format_day(old),
            n=figures.most_years,
        )
        raise RegistrationCannotBeExtended(words, "expires_on")


def check_release(number: str, released_on: date, registered_at: datetime, today: date) -> str:
    """The number of the striking out, tidied; done between registration and today.

    Raises ReleaseDoesNotFit.
    """
    tidy = "".join(number.split()).upper()
    if len(tidy) not in NUMBER_LENGTHS or not (tidy.isascii() and tidy.isalnum()):
        words: Any = _("注销编号只有字母和数字，6 到 60 位，请照注销证明填写")
        raise ReleaseDoesNotFit(words, "release_no")
    if not local_date(registered_at) <= released_on <= today:
        raise ReleaseDoesNotFit(_("注销日应在登记日之后、今天或以前"), "released_on")
    return tidy
