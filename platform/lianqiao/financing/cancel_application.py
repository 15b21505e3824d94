"""An accepted case is called off before drawdown: limits and document are free at once."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..products import limits
from ..shared import audit
from ..shared.actor import Actor
from ..trade.claims import release_claim
from . import queries, rules
from .models import Application
from .move_limits import move_limits
from .send_assignment_notice import tell_debtor_it_is_over
from .states import APPLICATION, QUOTE
from .steps import check_step, take_step
from .tell import tell_bank, tell_borrower


def cancel_application(
    session: Session, actor: Actor, application_id: str, reason: str, now: datetime
) -> Application:
    """撤销, by the firm or by a clerk of the bank, with the reason; all in one transaction."""
    application = queries.lock_application_for(session, actor, application_id)
    if actor.kind == "bank":
        rules.check_clerk(actor)
    words = rules.check_reason(reason)
    check_step(session, APPLICATION, application, "cancel", actor)
    quote = move_limits(session, application, limits.release_reserved)
    release_claim(session, application.id, now)
    tell_debtor_it_is_over(session, application, now)
    take_step(session, QUOTE, quote, "cancel", actor, now, words)
    take_step(session, APPLICATION, application, "cancel", actor, now, words)
    audit.record(session, actor, "cancel_application", application.id, now, reason=words)
    title = _("申请 %(number)s 已撤销，额度和单据已释放", number=application.number)
    tell = tell_borrower if actor.kind == "bank" else tell_bank
    tell(session, application, "application_cancelled", title, now)
    return application
