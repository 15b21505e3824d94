"""What a renewal review's page shows, who is next and until when, and what the viewer may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.transitions import history
from . import queries
from .conditions import Finding, look_up
from .loan_page import Step, shown_steps
from .models import Loan, Renewal
from .rules import RENEWING
from .states import RENEWAL, UNANSWERED


@dataclass(frozen=True, slots=True)
class RenewalPage:
    """Everything on the page; ``can`` holds the events that the viewer may take now."""

    renewal: Renewal
    loan: Loan
    bank: str
    borrower: str
    findings: Sequence[Finding]
    steps: Sequence[Step]
    next_step: str
    can: frozenset[str]
    is_late: bool

    @property
    def shows_opinion(self) -> bool:
        """Whether the opinion has been given to the firm."""
        return self.renewal.answered_at is not None


def look_at_renewal(session: Session, actor: Actor, renewal_id: str, today: date) -> RenewalPage:
    """The page of a review of the viewer's bank or firm; raises NothingIsThere."""
    renewal = queries.get_renewal_for_viewer(session, actor, renewal_id)
    bank, borrower = queries.get_names(session, renewal)
    return RenewalPage(
        renewal=renewal,
        loan=queries.get_loan_for_viewer(session, actor, renewal.loan_id),
        bank=bank,
        borrower=borrower,
        findings=_findings(session, actor, renewal, today),
        steps=shown_steps(history(session, renewal.id), actor),
        next_step=_next_step(renewal, actor, today),
        can=_possible(renewal, actor, today),
        is_late=renewal.state in UNANSWERED and renewal.answer_by < today,
    )


def _findings(session: Session, actor: Actor, renewal: Renewal, today: date) -> Sequence[Finding]:
    """What was decided, else what data say; the firm sees them with the opinion."""
    if actor.kind == "enterprise" and renewal.answered_at is None:
        return []
    if renewal.conditions:
        return [Finding(**one) for one in renewal.conditions]
    return look_up(session, renewal, today)


def _possible(renewal: Renewal, actor: Actor, today: date) -> frozenset[str]:
    can = {event for event in RENEWAL.allowed(renewal.state) if _concerns(event, renewal, actor)}
    if today > renewal.maturity_date:
        can -= {"apply", "sign"}
    return frozenset(can)


def _concerns(event: str, renewal: Renewal, actor: Actor) -> bool:
    if actor.kind == "enterprise":
        return event == "apply"
    if event in ("approve", "refuse", "send_back"):
        fits = event == "send_back" or (event == "refuse") == (renewal.opinion == "refuse")
        return fits and actor.has("approver") and renewal.opinion_by != actor.user_id
    if event == "sign":
        return actor.has("clerk") and renewal.opinion in RENEWING
    return event in ("review", "opine") and actor.has("clerk")


def _next_step(renewal: Renewal, actor: Actor, today: date) -> str:
    """Who is next, and until when."""
    day = format_day(renewal.answer_by)
    last = format_day(renewal.maturity_date)
    words = {
        "opened": _("下一步：企业提出续贷申请；银行须在 %(day)s 前反馈意见", day=day),
        "applied": _("下一步：银行评估五项条件，并在 %(day)s 前反馈意见", day=day),
        "reviewing": _("下一步：银行提出意见，并在 %(day)s 前反馈企业", day=day),
        "approving": _("下一步：银行审批意见，并在 %(day)s 前反馈企业", day=day),
        "answered": _("下一步：到期日 %(day)s 前（含当日）签订续贷合同", day=last)
        if renewal.opinion in RENEWING
        else _("下一步：企业在到期日 %(day)s 前归还贷款", day=last),
        "refused": _("下一步：企业在到期日 %(day)s 前归还贷款", day=last),
    }
    return str(words.get(renewal.state, ""))
