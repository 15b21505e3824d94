"""An approver sends a quote back to the officer, who makes another."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from . import queries, rules
from .models import Quote
from .states import APPLICATION, QUOTE
from .steps import take_step
from .tell import tell_bank


def send_back_quote(
    session: Session, actor: Actor, quote_id: str, reason: str, now: datetime
) -> Quote:
    """退回: the reason stays inside the bank."""
    if actor.kind != "bank":
        raise NothingIsThere
    quote, application = queries.lock_quote_for(session, actor, quote_id)
    rules.check_approver(actor, quote.made_by)
    words = rules.check_reason(reason)
    take_step(session, QUOTE, quote, "send_back", actor, now, words)
    quote.note = words
    session.add(quote)
    take_step(session, APPLICATION, application, "send_back", actor, now, words)
    audit.record(session, actor, "send_back_quote", quote.id, now, reason=words)
    title = _("申请 %(number)s 的报价被退回，请修改", number=application.number)
    tell_bank(session, application, "quote_sent_back", title, now, role="clerk")
    return quote
