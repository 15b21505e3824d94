"""An officer asks back: something is missing, and the firm is told what."""

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


def return_application(
    session: Session, actor: Actor, application_id: str, reason: str, now: datetime
) -> Application:
    """退回补件; raises ReasonIsMissing without words for the firm."""
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    words = rules.check_reason(reason)
    take_step(session, APPLICATION, application, "ask_back", actor, now, words)
    audit.record(session, actor, "return_application", application.id, now, reason=words)
    title = _("申请 %(number)s 需要补件", number=application.number)
    tell_borrower(session, application, "application_returned", title, now, body=words)
    return application
