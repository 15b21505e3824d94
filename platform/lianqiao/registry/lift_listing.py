"""The operator decides on an entry of the dishonest list: lifts it, refuses repair, relists."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.errors import ReasonIsMissing
from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .dishonesty_queries import get_listing_for_viewer
from .dishonesty_rules import check_not_over
from .merged import find_acting
from .models import DishonestyListing
from .permission import only_operator
from .states import DISHONESTY

OUTCOMES = {
    "lift": lambda no: _("失信条目 %(no)s 已移出，可以重新申请融资", no=no),
    "refuse": lambda no: _("失信条目 %(no)s 的修复申请没有通过", no=no),
    "relist": lambda no: _("失信条目 %(no)s 重新列入，不能融资", no=no),
}


def lift_listing(
    session: Session, actor: Actor, listing_id: str, reason: str, now: datetime, today: date
) -> DishonestyListing:
    """移出名单: from this day on the entry stops nothing. Raises ReasonIsMissing."""
    row = _for_decision(session, actor, listing_id, reason)
    check_not_over(row.expires_on, today)
    row.lifted_on, row.lifted_reason = today, reason.strip()
    return _decide(session, actor, row, "lift", reason, now)


def refuse_repair(
    session: Session, actor: Actor, listing_id: str, reason: str, now: datetime, today: date
) -> DishonestyListing:
    """不予修复: the entry stands as before, and the firm reads why."""
    row = _for_decision(session, actor, listing_id, reason)
    check_not_over(row.expires_on, today)
    return _decide(session, actor, row, "refuse", reason, now)


def relist(
    session: Session, actor: Actor, listing_id: str, reason: str, now: datetime, today: date
) -> DishonestyListing:
    """重新列入 an entry that was lifted by mistake: it stops again."""
    row = _for_decision(session, actor, listing_id, reason)
    check_not_over(row.expires_on, today)
    row.lifted_on, row.lifted_reason = None, ""
    return _decide(session, actor, row, "relist", reason, now)


def _for_decision(
    session: Session, actor: Actor, listing_id: str, reason: str
) -> DishonestyListing:
    only_operator(actor)
    row = get_listing_for_viewer(session, actor, listing_id)
    if not reason.strip():
        raise ReasonIsMissing(_("请写明原因，对方会看到"), "reason")
    return row


def _decide(
    session: Session,
    actor: Actor,
    row: DishonestyListing,
    event: str,
    reason: str,
    now: datetime,
) -> DishonestyListing:
    advance(session, DISHONESTY, row, event, actor, now, reason.strip())
    audit.record(session, actor, f"{event}_dishonesty", row.id, now, reason=reason.strip())
    firm_id = find_acting(session, row.uscc)
    if firm_id is not None:
        title = OUTCOMES[event](row.case_no)
        kind, path = f"dishonesty_{event}", f"/dishonest/{row.id}"
        notify(session, firm_id, kind, title, now, body=reason.strip(), path=path)
    return row
