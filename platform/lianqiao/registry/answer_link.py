"""The other side answers a proposed link; either side ends an active one."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.errors import ReasonIsMissing
from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .errors import TheOtherSideAnswers
from .models import Enterprise, TradeLink
from .queries import get_link_for_side
from .states import LINK


def accept_link(
    session: Session, actor: Actor, link_id: str, now: datetime, today: date
) -> TradeLink:
    """Accept what the other side proposed. Raises TheOtherSideAnswers."""
    row = _for_answer(session, actor, link_id)
    activate(session, actor, row, now, today)
    _tell(session, actor, row, "accept", "", now)
    return row


def refuse_link(
    session: Session, actor: Actor, link_id: str, reason: str, now: datetime
) -> TradeLink:
    """Refuse what the other side proposed, with a reason that it reads."""
    row = _for_answer(session, actor, link_id)
    advance(session, LINK, row, "refuse", actor, now, _stated(reason))
    _tell(session, actor, row, "refuse", reason.strip(), now)
    return row


def withdraw_link(session: Session, actor: Actor, link_id: str, now: datetime) -> TradeLink:
    """Take one's own proposal back before it is answered. Raises TheOtherSideAnswers."""
    row = get_link_for_side(session, actor, link_id)
    if row.core_id != actor.organisation:
        raise TheOtherSideAnswers(_("只有提出的一方可以撤回"))
    advance(session, LINK, row, "withdraw", actor, now)
    _tell(session, actor, row, "withdraw", "", now)
    return row


def end_link(
    session: Session, actor: Actor, link_id: str, reason: str, now: datetime, today: date
) -> TradeLink:
    """End an active link, from either side, with a reason."""
    row = get_link_for_side(session, actor, link_id)
    advance(session, LINK, row, "end", actor, now, _stated(reason))
    row.ended_on = today
    _tell(session, actor, row, "end", reason.strip(), now)
    return row


def activate(
    session: Session, actor: Actor, row: TradeLink, now: datetime, today: date, reason: str = ""
) -> None:
    """Make a proposed link count, with the size classes of this day.

    The classes at signing decide which terms of State Council order 802 hold (art. 3).
    """
    row.core_size = session.get_one(Enterprise, row.core_id).size_class
    row.partner_size = session.get_one(Enterprise, row.partner_id).size_class
    row.since = row.since or today
    row.ended_on = None
    advance(session, LINK, row, "accept", actor, now, reason)


def _for_answer(session: Session, actor: Actor, link_id: str) -> TradeLink:
    row = get_link_for_side(session, actor, link_id)
    if row.partner_id != actor.organisation:
        raise TheOtherSideAnswers(_("这是贵公司提出的，由对方确认"))
    return row


def _stated(reason: str) -> str:
    if not reason.strip():
        raise ReasonIsMissing(_("请写明原因，对方会看到"), "reason")
    return reason.strip()


def _tell(
    session: Session, actor: Actor, row: TradeLink, event: str, reason: str, now: datetime
) -> None:
    session.add(row)
    audit.record(session, actor, f"{event}_link", row.id, now, reason=reason)
    other = row.partner_id if row.core_id == actor.organisation else row.core_id
    title = _("%(name)s：合作关系%(verb)s", name=actor.organisation_name, verb=LINK.verbs[event])
    notify(session, other, f"link_{event}", title, now, body=reason, path=f"/partners/{row.id}")
