"""Rules of the loan book: values and today in, outcome or refusal out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _

from ..shared.calendar import Calendar
from ..shared.dates import format_day
from .errors import (
    DrawdownDateDoesNotFit,
    LoanIsOver,
    LoanMayNotBeRenewed,
    OpinionDoesNotFit,
    RenewalIsTooLate,
    RenewalTermsDoNotFit,
    RepaymentDoesNotFit,
)
from .states import LIVE

RENEWING: Final = ("renew", "renew_no_principal", "extend")
"""Opinions after which a new contract may be signed."""

OPINIONS: Final = (*RENEWING, "settle", "refuse")
CLASSES: Final = ("normal", "special_mention", "substandard", "doubtful", "loss")


@dataclass(frozen=True, slots=True)
class Stage:
    """A point of a loan's maturity: days from the effective due date, negative before it."""

    name: str
    offset: int


def stages_of(before: Iterable[int], after: Iterable[int]) -> tuple[Stage, ...]:
    """The stages in the order in which they come: T-60 … T-0, T+1 …"""
    early = [Stage(f"T-{days}", -days) for days in sorted(set(before), reverse=True)]
    return (*early, *(Stage(f"T+{days}", days) for days in sorted(set(after))))


def raise_day(stage: Stage, due: date, calendar: Calendar) -> date:
    """When a stage is to be raised: on the working day before where it falls on a day off.

    An overdue stage states a fact and is never raised before it is one.
    """
    day = due + timedelta(days=stage.offset)
    if stage.offset > 0 or calendar.is_working_day(day):
        return day
    return calendar.previous_working_day(day)


def last_due_date(offset: int, today: date, calendar: Calendar) -> date:
    """The latest effective due date whose stage at ``offset`` (not above 0) has come today."""
    return calendar.next_working_day(today) - timedelta(days=1 + offset)


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """What is to be on record for every loan due on ``due``."""

    due: date
    stage: str
    state: str
    due_on: date


def plan_alerts(
    due: date, stages: Sequence[Stage], today: date, calendar: Calendar
) -> list[PlannedAlert]:
    """The stages that have come: the latest is raised, the earlier ones count as missed."""
    come = [(stage, raise_day(stage, due, calendar)) for stage in stages]
    come = [(stage, day) for stage, day in come if day <= today]
    return [
        PlannedAlert(due, stage.name, "raised" if at == len(come) else "missed", day)
        for at, (stage, day) in enumerate(come, 1)
    ]


def answer_by(maturity: date, days_before: int, today: date, calendar: Calendar) -> date:
    """Until when the bank gives its opinion: a working day, and not before the review opens."""
    day = maturity - timedelta(days=days_before)
    day = day if calendar.is_working_day(day) else calendar.previous_working_day(day)
    return max(day, today)


def five_level_class(days_overdue: int, above: Mapping[str, int]) -> str:
    """The lowest class that days overdue allow (商业银行金融资产风险分类办法).

    ``above`` maps a class to the days above which a loan is at least in it.
    """
    reached = [name for name in CLASSES[1:] if days_overdue > above[name]]
    return reached[-1] if reached else CLASSES[0]


def days_overdue(state: str, effective_due: date, today: date) -> int:
    """Days since the effective due date, 0 for a loan that is not late or is over."""
    return max(0, (today - effective_due).days) if state in LIVE else 0


def check_drawdown(drawdown: date, registered: date, maturity: date, today: date) -> None:
    """A drawdown follows the registration and precedes maturity; it is a record of the past."""
    if drawdown > today:
        raise DrawdownDateDoesNotFit(_("放款日不能晚于今天，请在实际放款后登记"), "drawdown_date")
    if drawdown < registered:
        raise DrawdownDateDoesNotFit(
            _("放款日不能早于中登网登记日 %(day)s，请核对", day=format_day(registered)),
            "drawdown_date",
        )
    if drawdown >= maturity:
        raise DrawdownDateDoesNotFit(
            _("放款日须早于报价约定的到期日 %(day)s", day=format_day(maturity)), "drawdown_date"
        )


def usual_repayment(drawdown: date, maturity: date, bullet_months: int) -> str:
    """Interest with the principal for loans up to a year, otherwise quarterly."""
    return "bullet" if (maturity - drawdown).days <= bullet_months * 366 // 12 else "quarterly"


def check_repayment(
    state: str,
    balance_fen: int,
    amount_fen: int,
    interest_fen: int,
    on: date,
    span: tuple[date, date],
) -> None:
    """A repayment is of a live loan, not above what is owed, between drawdown and today."""
    if state not in LIVE:
        raise LoanIsOver(_("该笔贷款已结束，不能再登记还款"))
    if amount_fen < 0 or interest_fen < 0 or amount_fen + interest_fen == 0:
        raise RepaymentDoesNotFit(_("请填写归还的本金或利息，金额要大于 0"), "amount_fen")
    if amount_fen > balance_fen:
        raise RepaymentDoesNotFit(_("归还本金超过了贷款余额，请核对"), "amount_fen")
    if not span[0] <= on <= span[1]:
        raise RepaymentDoesNotFit(_("还款日须在放款日和今天之间"), "on_date")


def paid_parts(principals_fen: Sequence[int], repaid_fen: int) -> list[int]:
    """How much of each instalment's principal is repaid, the earliest first; sums to the fen."""
    left, parts = repaid_fen, []
    for principal in principals_fen:
        parts.append(min(left, principal))
        left -= parts[-1]
    return parts


def may_renew(size: str, maturity: date, medium_until: date) -> bool:
    """Whether the renewal rules cover the borrower (金规〔2024〕13号)."""
    return size in ("small", "micro") or (size == "medium" and maturity <= medium_until)


def check_renewable(
    state: str, balance_fen: int, size: str, maturity: date, medium_until: date, today: date
) -> None:
    """Raises LoanMayNotBeRenewed with what stands against a renewal review."""
    if state != "active" or balance_fen <= 0:
        raise LoanMayNotBeRenewed(_("只有正常还款中的贷款才能续贷评估"))
    if today > maturity:
        raise LoanMayNotBeRenewed(_("贷款已过到期日，续贷须在到期前申请和签订"))
    if not may_renew(size, maturity, medium_until):
        raise LoanMayNotBeRenewed(
            _(
                "续贷政策适用于小微企业，以及 %(day)s 前到期的中型企业贷款",
                day=format_day(medium_until),
            )
        )


def check_opinion(opinion: str, text: str, met: Sequence[bool]) -> None:
    """A renewal needs all five conditions; every other opinion needs its reasons."""
    if opinion not in OPINIONS:
        raise OpinionDoesNotFit(_("请选择一种意见"), "opinion")
    if opinion in RENEWING and not all(met):
        raise OpinionDoesNotFit(
            _("五项条件未全部满足，不能提出续贷；请改选其他意见，或先补齐材料重新评估"), "opinion"
        )
    if opinion not in RENEWING and not text.strip():
        raise OpinionDoesNotFit(_("请写明理由，企业会看到这段话"), "opinion_text")


@dataclass(frozen=True, slots=True)
class RenewalTerms:
    """What the new contract says."""

    loan_no: str
    principal_fen: int
    rate_ppm: int
    signed_on: date
    maturity_date: date


def check_signing(
    terms: RenewalTerms, opinion: str, balance_fen: int, maturity: date, today: date
) -> None:
    """A renewal is signed before the old loan matures, for no more than is still owed."""
    if terms.signed_on > maturity:
        raise RenewalIsTooLate(
            _("续贷须在到期日 %(day)s 前（含当日）签订", day=format_day(maturity)), "signed_on"
        )
    if terms.signed_on > today:
        raise RenewalTermsDoNotFit(_("签订日不能晚于今天"), "signed_on")
    if not 0 < terms.principal_fen <= balance_fen:
        raise RenewalTermsDoNotFit(_("续贷本金须大于 0 且不超过原贷款余额"), "principal_fen")
    if opinion == "renew_no_principal" and terms.principal_fen != balance_fen:
        raise RenewalTermsDoNotFit(_("无还本续贷的本金应等于原贷款余额"), "principal_fen")
    if terms.maturity_date <= max(terms.signed_on, maturity):
        raise RenewalTermsDoNotFit(_("新的到期日须晚于原到期日"), "maturity_date")
