"""Another person of the bank approves the opinion, and the firm sees it; or sends it back."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import ItIsNotYours
from ..shared.transitions import advance
from .errors import ApproverMadeTheOpinion, OpinionDoesNotFit
from .models import Renewal
from .queries import get_names, lock_renewal_for
from .states import RENEWAL


def approve_opinion(session: Session, actor: Actor, renewal_id: str, now: datetime) -> Renewal:
    """同意并反馈: four eyes. Raises NothingIsThere, ItIsNotYours, ApproverMadeTheOpinion."""
    renewal = _for_approver(session, actor, renewal_id)
    if renewal.opinion_by == actor.user_id:
        raise ApproverMadeTheOpinion(_("意见由您提出，须由另一位同事审批"))
    event = "refuse" if renewal.opinion == "refuse" else "approve"
    RENEWAL.target(renewal.state, event)
    renewal.approved_by = actor.user_id
    renewal.answered_at = now
    advance(session, RENEWAL, renewal, event, actor, now)
    audit.record(session, actor, "approve_opinion", renewal.id, now, opinion=renewal.opinion)
    bank, _firm = get_names(session, renewal)
    title = _("%(bank)s 已反馈续贷意见，请查看", bank=bank)
    path = f"/renewals/{renewal.id}"
    notify(session, renewal.borrower_id, "renewal_answered", title, now, path=path)
    return renewal


def send_back_opinion(
    session: Session, actor: Actor, renewal_id: str, reason: str, now: datetime
) -> Renewal:
    """退回经办, with the reason."""
    renewal = _for_approver(session, actor, renewal_id)
    RENEWAL.target(renewal.state, "send_back")
    if not reason.strip():
        raise OpinionDoesNotFit(_("请写明退回原因"), "reason")
    advance(session, RENEWAL, renewal, "send_back", actor, now, reason.strip()[:1000])
    audit.record(session, actor, "send_back_opinion", renewal.id, now)
    title = _("续贷意见被退回，请修改后再提交")
    path = f"/renewals/{renewal.id}"
    notify(session, renewal.bank_id, "renewal_sent_back", title, now, path=path, role="clerk")
    return renewal


def _for_approver(session: Session, actor: Actor, renewal_id: str) -> Renewal:
    renewal = lock_renewal_for(session, actor, renewal_id, "bank")
    if not actor.has("approver"):
        raise ItIsNotYours(_("只有审批人员可以审批续贷意见"))
    return renewal
