"""A second person approves a quote: from then on the firm sees it."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.errors import NothingIsThere
from . import queries, rules
from .models import Quote
from .states import APPLICATION, QUOTE
from .steps import check_step, take_step
from .tell import tell_borrower


def approve_quote(
    session: Session, actor: Actor, quote_id: str, now: datetime, today: date, note: str = ""
) -> Quote:
    """同意: four eyes, and only while the quote's validity runs."""
    if actor.kind != "bank":
        raise NothingIsThere
    quote, application = queries.lock_quote_for(session, actor, quote_id)
    rules.check_approver(actor, quote.made_by)
    check_step(session, QUOTE, quote, "approve", actor)
    rules.check_still_valid(quote.valid_until, today)
    quote.approved_by, quote.approved_at, quote.note = actor.user_id, now, note.strip()
    take_step(session, QUOTE, quote, "approve", actor, now, note.strip())
    take_step(session, APPLICATION, application, "approve", actor, now)
    audit.record(session, actor, "approve_quote", quote.id, now, application=application.id)
    title = _("申请 %(number)s 收到报价，请比较后决定", number=application.number)
    body = _("报价有效期到 %(day)s", day=format_day(quote.valid_until))
    tell_borrower(session, application, "quote_offered", title, now, body=body)
    return quote
