"""Rules of set-offs: which rings are worth proposing, who may answer, what makes one void.

Two firms that owe each other money may set it off by one-sided notice once the other side's
debt is due (民法典 568). A ring of several firms is no mutual debt in that sense, and a debt
that is not due yet would be paid early: both rest on agreement alone (民法典 569, 合同自愿
as in 民法典 5). So every party is asked, and nothing moves before the last one has agreed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask_babel import gettext as _

from ..shared.actor import Actor
from ..shared.calendar import Calendar
from ..shared.dates import format_day
from ..shared.money import format_yuan
from .errors import AnswerIsTooLate, OnlyAnApproverAnswers, ReasonIsMissing
from .models import owed_fen
from .states import ASSET

ANSWERING_ROLES = frozenset({"approver", "administrator"})
LONGEST_REASON = 500
Basis = Literal["mutual", "mutual_early", "ring"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a ring must be worth, and how many firms it may ask; figures in force."""

    least_fen: int
    most_parties: int

    def admit(self, amount_fen: int, parties: int) -> bool:
        """Whether a ring is worth everybody's time."""
        return amount_fen >= self.least_fen and 2 <= parties <= self.most_parties


def answer_by(calendar: Calendar, today: date, working_days: int) -> date:
    """The last day to answer: so many working days after today."""
    day = today
    for _step in range(max(1, working_days)):
        day = calendar.next_working_day(day)
    return day


def basis_of(parties: int, due_dates: Sequence[date], today: date) -> Basis:
    """On what the set-off rests: mutual debts that are due (568), or agreement alone (569)."""
    if parties > 2:
        return "ring"
    return "mutual" if all(day <= today for day in due_dates) else "mutual_early"


def may_answer(actor: Actor) -> bool:
    """Whether the person may give up a claim of the firm."""
    return actor.kind == "enterprise" and bool(ANSWERING_ROLES & actor.roles)


def check_may_answer(actor: Actor) -> None:
    """Raises OnlyAnApproverAnswers."""
    if not may_answer(actor):
        raise OnlyAnApproverAnswers(_("抵销由本单位有审批权限的人员或管理员答复"))


def check_in_time(last_day: date, today: date) -> None:
    """Raises AnswerIsTooLate."""
    if today > last_day:
        words = _("答复期限 %(day)s 已过，这笔抵销不再进行", day=format_day(last_day))
        raise AnswerIsTooLate(words)


def stated_reason(reason: str, words: Any) -> str:
    """The reason without blanks around it; ``words`` ask for it. Raises ReasonIsMissing."""
    stated = reason.strip()
    if len(stated) < 2:
        raise ReasonIsMissing(words, "reason")
    return stated[:LONGEST_REASON]


def what_changed(document: Any, amount_fen: int) -> str:
    """Why a document cannot give an amount any more, in words; empty when it can.

    ``document`` has the columns of an asset and ``claimed``, whether a live claim holds it.
    """
    if document.state != "confirmed" or document.settled_on is not None:
        state = ASSET.labels[document.state]
        return str(_("单据 %(no)s 现在是「%(state)s」", no=document.document_no, state=state))
    if document.claimed or document.occupied_fen or document.occupied_share:
        return str(_("单据 %(no)s 已用于融资", no=document.document_no))
    if owed_fen(document) < amount_fen:
        left = format_yuan(max(0, owed_fen(document)))
        return str(_("单据 %(no)s 尚欠只有 %(left)s 元", no=document.document_no, left=left))
    return ""


def positions(parts: Sequence[Any]) -> Mapping[str, tuple[int, int]]:
    """By firm: what its debts and what its claims lose, in fen. Equal in a sound set-off.

    ``parts`` carry debtor_id, creditor_id and amount_fen.
    """
    found: dict[str, tuple[int, int]] = {}
    for part in parts:
        owes, owed = found.get(part.debtor_id, (0, 0))
        found[part.debtor_id] = (owes + part.amount_fen, owed)
        owes, owed = found.get(part.creditor_id, (0, 0))
        found[part.creditor_id] = (owes, owed + part.amount_fen)
    return found
