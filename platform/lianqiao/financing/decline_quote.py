"""The firm does not accept a quote; the bank is told, with the reason where one was given."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from . import queries
from .models import Application
from .states import APPLICATION, QUOTE
from .steps import take_step
from .tell import tell_bank


def decline_quote(
    session: Session, actor: Actor, quote_id: str, now: datetime, reason: str = ""
) -> Application:
    """不接受报价: the application ends; the firm may apply again."""
    if actor.kind != "enterprise":
        raise NothingIsThere
    quote, application = queries.lock_quote_for(session, actor, quote_id)
    words = reason.strip()
    take_step(session, QUOTE, quote, "decline", actor, now, words)
    take_step(session, APPLICATION, application, "decline", actor, now, words)
    audit.record(session, actor, "decline_quote", quote.id, now, application=application.id)
    title = _("企业没有接受申请 %(number)s 的报价", number=application.number)
    tell_bank(session, application, "quote_declined", title, now)
    return application
