"""The bank notifies the debtor that its debt was assigned or pledged.

民法典 art. 545-548: against the debtor an assignment counts from the notice on.
"""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from . import queries, rules
from .errors import NoticeCannotBeSent, NoticeWasSentAlready
from .models import Application, AssignmentNotice
from .queries_register import find_claimed_asset, find_notice
from .tell import tell_borrower

SENT_WHEN = ("accepted", "registered", "drawn")


def send_assignment_notice(
    session: Session, actor: Actor, application_id: str, now: datetime
) -> AssignmentNotice:
    """通知债务人, once per case; the debtor learns the bank's name: that is its purpose.

    Raises NothingIsThere, NoticeCannotBeSent, NoticeWasSentAlready.
    """
    if actor.kind != "bank":
        raise NothingIsThere
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    asset = find_claimed_asset(session, application.id)
    if application.state not in SENT_WHEN or asset is None:
        raise NoticeCannotBeSent(_("企业接受报价以后、贷款结清以前，才能通知付款方"))
    if asset.debtor_id == application.borrower_id:
        raise NoticeCannotBeSent(_("融资企业自己就是付款方，没有应收账款可以通知"))
    if find_notice(session, application.id) is not None:
        raise NoticeWasSentAlready(_("已经通知过付款方，不必再发"))
    row = AssignmentNotice(
        application_id=application.id,
        debtor_id=asset.debtor_id,
        sent_at=now,
        sent_by=actor.name,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "send_assignment_notice", application.id, now, debtor=row.debtor_id
    )
    title = _(
        "单据 %(no)s 的付款对象有变：%(bank)s 通知，请签收",
        no=asset.document_no,
        bank=actor.organisation_name,
    )
    path = f"/assignment-notices/{row.id}"
    notify(session, row.debtor_id, "assignment_notice", title, now, path=path)
    words = _("银行已就申请 %(number)s 通知付款方", number=application.number)
    tell_borrower(session, application, "debtor_notified", words, now)
    return row


def tell_debtor_it_is_over(session: Session, application: Application, now: datetime) -> None:
    """A debtor that was notified is told whom to pay again; a part of freeing the document."""
    row = find_notice(session, application.id)
    if row is None:
        return
    title = _("银行的权利已经解除，请按原约定向收款方付款")
    path = f"/assignment-notices/{row.id}"
    notify(session, row.debtor_id, "assignment_over", title, now, path=path)
