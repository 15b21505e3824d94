"""Somebody writes down what they learned about a finding."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .errors import CommentIsEmpty
from .models import RiskComment
from .risk_queries import lock_finding_for_office


def comment_on_finding(
    session: Session, actor: Actor, finding_id: str, words: str, now: datetime
) -> RiskComment:
    """记一笔, in any state. Raises NothingIsThere, CommentIsEmpty."""
    finding = lock_finding_for_office(session, actor, finding_id)
    said = words.strip()[:1000]
    if not said:
        raise CommentIsEmpty(_("请写下内容"), "words")
    comment = RiskComment(
        finding_id=finding.id,
        author=actor.name,
        organisation=actor.organisation_name,
        at=now,
        words=said,
    )
    session.add(comment)
    audit.record(session, actor, "comment_on_finding", finding.id, now, comment=comment.id)
    return comment
