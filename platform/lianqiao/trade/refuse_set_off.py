"""A party does not agree: the set-off ends, and nobody else learns who it was or why."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import set_off_rules as rules
from .accept_set_off import hold_for_answer, keep_answer
from .models import SetOff
from .set_off_queries import list_parts
from .set_off_tell import parties_of, tell_of_end
from .states import SET_OFF


def refuse_set_off(
    session: Session, actor: Actor, set_off_id: str, reason: str, now: datetime, today: date
) -> SetOff:
    """不同意抵销. The reason is kept for the operator and one's own firm.

    Raises what ``accept_set_off`` raises, and ReasonIsMissing.
    """
    set_off = hold_for_answer(session, actor, set_off_id, "refuse", today)
    words = rules.stated_reason(reason, _("请写明原因，只有平台运营会看到"))
    keep_answer(session, actor, set_off, "refused", now, words)
    set_off.ended_on = today
    set_off.end_reason = _("有一方未同意")
    advance(session, SET_OFF, set_off, "refuse", actor, now, words)
    audit.record(
        session, actor, "refuse_set_off", set_off.id, now, number=set_off.number, reason=words
    )
    parties = parties_of(list_parts(session, set_off.id))
    tell_of_end(session, set_off, parties, now, but=actor.organisation)
    return set_off
