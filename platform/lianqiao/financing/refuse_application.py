"""An officer refuses an application, with the reason that the firm reads."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from . import queries, rules
from .models import Application
from .states import APPLICATION
from .steps import take_step
from .tell import tell_borrower


def refuse_application(
    session: Session, actor: Actor, application_id: str, reason: str, now: datetime
) -> Application:
    """拒绝: only before anything was offered; nothing is held yet, so nothing is to be freed."""
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    words = rules.check_reason(reason)
    take_step(session, APPLICATION, application, "refuse", actor, now, words)
    application.refusal_reason = words
    session.add(application)
    audit.record(session, actor, "refuse_application", application.id, now, reason=words)
    title = _("申请 %(number)s 未获通过", number=application.number)
    tell_borrower(session, application, "application_refused", title, now, body=words)
    return application
