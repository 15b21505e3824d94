"""The firm takes its application back while nothing has been offered to it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import ItIsNotYours
from . import queries
from .models import Application
from .states import APPLICATION, QUOTE
from .steps import take_step
from .tell import tell_bank


def withdraw_application(
    session: Session, actor: Actor, application_id: str, now: datetime, reason: str = ""
) -> Application:
    """撤回: a quote that waits for approval is withdrawn with it."""
    application = queries.lock_application_for(session, actor, application_id)
    if actor.organisation_id != application.borrower_id:
        raise ItIsNotYours(_("只有申请的企业可以撤回"))
    take_step(session, APPLICATION, application, "withdraw", actor, now, reason.strip())
    quote = queries.find_live_quote(session, application.id)
    if quote is not None:
        take_step(session, QUOTE, quote, "withdraw", actor, now)
    audit.record(session, actor, "withdraw_application", application.id, now)
    title = _("申请 %(number)s 已由企业撤回", number=application.number)
    tell_bank(session, application, "application_withdrawn", title, now)
    return application
