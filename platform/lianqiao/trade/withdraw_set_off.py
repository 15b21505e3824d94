"""The operator takes a proposal back before it is carried out."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import set_off_rules as rules
from .models import SetOff
from .set_off_queries import get_set_off_for_operator, list_parts
from .set_off_tell import parties_of, tell_of_end
from .states import SET_OFF


def withdraw_set_off(
    session: Session, actor: Actor, set_off_id: str, reason: str, now: datetime, today: date
) -> SetOff:
    """撤回抵销提议; all parties read the reason. Raises NothingIsThere, ReasonIsMissing."""
    set_off = get_set_off_for_operator(session, actor, set_off_id, hold=True)
    SET_OFF.target(set_off.state, "withdraw")
    words = rules.stated_reason(reason, _("请写明原因，各方会看到"))
    set_off.ended_on = today
    set_off.end_reason = words
    advance(session, SET_OFF, set_off, "withdraw", actor, now, words)
    audit.record(
        session, actor, "withdraw_set_off", set_off.id, now, number=set_off.number, reason=words
    )
    tell_of_end(session, set_off, parties_of(list_parts(session, set_off.id)), now)
    return set_off
