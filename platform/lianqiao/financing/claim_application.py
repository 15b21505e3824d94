"""An officer takes an application up; of two at once, the slower one is told who was faster."""

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


def claim_application(
    session: Session, actor: Actor, application_id: str, now: datetime
) -> Application:
    """受理: the officer becomes the one who handles the case."""
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    take_step(session, APPLICATION, application, "claim", actor, now)
    application.claimed_by, application.claimed_at = actor.user_id, now
    session.add(application)
    audit.record(session, actor, "claim_application", application.id, now)
    title = _("申请 %(number)s 已受理，银行正在审查", number=application.number)
    tell_borrower(session, application, "application_claimed", title, now)
    return application
