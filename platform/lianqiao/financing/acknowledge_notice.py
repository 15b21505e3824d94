"""A login of the debtor acknowledges the notice: from then on it has reached it (民法典 546)."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .errors import NoticeWasReceivedAlready
from .models import Application, AssignmentNotice
from .queries_register import lock_notice_for_debtor
from .tell import tell_bank


def acknowledge_notice(
    session: Session, actor: Actor, notice_id: str, now: datetime
) -> AssignmentNotice:
    """签收, by a login of the debtor: from then on the notice has reached it.

    Raises NothingIsThere, NoticeWasReceivedAlready, which names the colleague.
    """
    row = lock_notice_for_debtor(session, actor, notice_id)
    if row.received_at is not None:
        words = _("%(name)s 已经签收，不必再做", name=row.received_by)
        raise NoticeWasReceivedAlready(words)
    row.received_at, row.received_by = now, actor.name
    session.add(row)
    audit.record(session, actor, "acknowledge_notice", row.id, now, application=row.application_id)
    application = session.get_one(Application, row.application_id)
    title = _("付款方已签收申请 %(number)s 的通知", number=application.number)
    tell_bank(session, application, "notice_received", title, now, role="clerk")
    return row
