"""Rules of confirming: how much, until when, by whom, and what the other side reads of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.money import format_yuan
from . import rules
from .errors import (
    AmountIsNotPossible,
    CreditNotesTakeItAll,
    DatesAreNotPossible,
    OnlyAnApproverAnswers,
)
from .papers import Terms
from .two_persons import check_other_person


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wants to confirm of a document; None means as it was entered."""

    amount_fen: int | None = None
    due_date: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is confirmed: the amount before credit notes, the day it is due, why it is less."""

    amount_fen: int
    due_date: date
    reason: str = ""


def check_answer(document: Any, answer: Answer, credited_fen: int, today: date) -> Confirmation:
    """What an answer comes to. Less or later than asked needs a reason, which the other side reads.

    The undisputed part is payable (State Council order 802, art. 15). ``document`` has the
    columns of an asset, ``credited_fen`` is the sum of its credit notes. Raises
    AmountIsNotPossible, DatesAreNotPossible, CreditNotesTakeItAll, ReasonIsMissing.
    """
    amount_fen = rules.confirmed_amount(document.amount_fen, answer.amount_fen)
    due_date = answer.due_date or document.due_date
    if due_date != document.due_date:
        _check_due_date(document, due_date, today)
    check_credited(document.amount_fen, amount_fen, credited_fen)
    reason = answer.reason.strip()[:1000]
    if amount_fen < document.amount_fen or due_date > document.due_date:
        reason = rules.stated_reason(reason, "confirm_reason")
    return Confirmation(amount_fen, due_date, reason)


def _check_due_date(document: Any, due_date: date, today: date) -> None:
    terms = Terms(document.amount_fen, document.issue_date, due_date, document.delivery_date)
    try:
        rules.check_dates(document.kind, terms, today)
    except DatesAreNotPossible as refusal:
        raise DatesAreNotPossible(refusal.message, "confirmed_due") from None


def check_credited(whole_fen: int, amount_fen: int, credited_fen: int) -> None:
    """Credit notes leave something of what is confirmed.

    Raises CreditNotesTakeItAll, AmountIsNotPossible.
    """
    if credited_fen >= whole_fen:
        raise CreditNotesTakeItAll(_("这张单据已全额红冲，没有可确权的金额，请融资方撤回"))
    if amount_fen <= credited_fen:
        words = _(
            "确权金额应大于红冲合计 %(sum)s 元，红冲会从确权金额中扣除",
            sum=format_yuan(credited_fen),
        )
        raise AmountIsNotPossible(words, "confirmed_fen")


def check_undisputed(whole_fen: int, undisputed_fen: int | None) -> int | None:
    """The part that nobody disputes, None where all is disputed. Raises AmountIsNotPossible."""
    if not undisputed_fen:
        return None
    if not 0 < undisputed_fen < whole_fen:
        words = _("没有争议的金额应小于单据金额 %(most)s 元", most=format_yuan(whole_fen))
        raise AmountIsNotPossible(words, "undisputed_fen")
    return undisputed_fen


def check_second_person(first_user_id: str | None, actor: Actor) -> None:
    """The second of two is an approver, and not the first.

    Raises OnlyAnApproverAnswers, AnotherPersonAnswers.
    """
    check_other_person(first_user_id, actor)
    if not actor.has("approver"):
        raise OnlyAnApproverAnswers(_("超过限额的确权由本单位有审批权限的人员复核"))


def check_may_undo(first_user_id: str | None, actor: Actor) -> bool:
    """Whether it is the first person who takes it back; else an approver sends it back.

    Raises OnlyAnApproverAnswers.
    """
    if first_user_id == actor.user_id:
        return True
    if not actor.has("approver"):
        raise OnlyAnApproverAnswers(_("由初审人本人或有审批权限的人员办理"))
    return False


def words_of(document: Any, confirmation: Confirmation) -> str:
    """What is confirmed, in words, as both sides read it in the document's course."""
    amount = format_yuan(confirmation.amount_fen)
    if confirmation.amount_fen < document.amount_fen:
        whole = format_yuan(document.amount_fen)
        parts = [_("部分确权 %(amount)s 元（单据 %(whole)s 元）", amount=amount, whole=whole)]
    else:
        parts = [_("全额确权 %(amount)s 元", amount=amount)]
    if confirmation.due_date != document.due_date:
        parts.append(_("付款日期改为 %(day)s", day=format_day(confirmation.due_date)))
    if confirmation.reason:
        parts.append(_("原因：%(reason)s", reason=confirmation.reason))
    return "；".join(parts)[:1000]


def with_credit(words: str, confirmation: Confirmation, credited_fen: int) -> str:
    """The same words, with what credit notes take off."""
    if not credited_fen:
        return words
    net = format_yuan(confirmation.amount_fen - credited_fen)
    credit = _("扣除红冲 %(sum)s 元，应付 %(net)s 元", sum=format_yuan(credited_fen), net=net)
    return f"{words}；{credit}"[:1000]
