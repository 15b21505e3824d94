"""The firm answers what it was asked, and the case goes back to the bank."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..products.models import Product
from ..shared import audit
from ..shared.actor import Actor
from ..shared.working_days import get_calendar
from . import queries, rules
from .models import Application
from .states import APPLICATION
from .steps import take_step
from .tell import tell_bank


def resubmit_application(
    session: Session, actor: Actor, application_id: str, answer: str, now: datetime, today: date
) -> Application:
    """补件后提交: the bank's days for an answer begin anew."""
    application = queries.lock_application_for(session, actor, application_id)
    words = rules.check_reason(answer, "answer")
    take_step(session, APPLICATION, application, "resubmit", actor, now, words)
    product = session.get_one(Product, application.product_id)
    application.answer_by = rules.answer_by(get_calendar(session), today, product.decision_days)
    session.add(application)
    audit.record(session, actor, "resubmit_application", application.id, now, answer=words)
    title = _("申请 %(number)s 已补件，请继续审查", number=application.number)
    tell_bank(session, application, "application_resubmitted", title, now, role="clerk")
    return application
