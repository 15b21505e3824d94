"""An officer of the bank says what is to become of the loan; a colleague will approve it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.transitions import advance
from . import rules
from .models import Renewal
from .queries import lock_renewal_for
from .states import RENEWAL


def give_opinion(
    session: Session, actor: Actor, renewal_id: str, opinion: str, text: str, now: datetime
) -> Renewal:
    """提出意见: renew, renew_no_principal, extend, settle or refuse.

    Raises NothingIsThere, OpinionDoesNotFit, TransitionIsNotAllowed.
    """
    renewal = lock_renewal_for(session, actor, renewal_id, "bank")
    RENEWAL.target(renewal.state, "opine")
    met = [bool(one["met"]) for one in renewal.conditions]
    rules.check_opinion(opinion, text, met or [False])
    renewal.opinion = opinion
    renewal.opinion_text = text.strip()[:1000]
    renewal.opinion_by = actor.user_id
    renewal.approved_by = None
    advance(session, RENEWAL, renewal, "opine", actor, now)
    audit.record(session, actor, "give_opinion", renewal.id, now, opinion=opinion)
    title = _("续贷意见待审批，请在 %(day)s 前反馈企业", day=format_day(renewal.answer_by))
    path = f"/renewals/{renewal.id}"
    notify(session, renewal.bank_id, "renewal_opinion", title, now, path=path, role="approver")
    return renewal
