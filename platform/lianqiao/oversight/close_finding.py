"""A finding is closed with a reason, and opened again with one."""

from datetime import date, datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .finding_steps import stated, step_finding
from .models import RiskFinding


def close_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    reason: str,
    now: datetime,
    today: date,
    seen_steps: int | None = None,
) -> RiskFinding:
    """了结: the same evidence found again leaves it closed.

    Raises NothingIsThere, ReasonIsMissing, SomebodyWasFaster, TransitionIsNotAllowed.
    """
    words = stated(reason)
    finding = step_finding(session, actor, finding_id, "close", now, words, seen_steps=seen_steps)
    finding.closed_on, finding.close_reason = today, words
    session.add(finding)
    audit.record(session, actor, "close_finding", finding.id, now, reason=words)
    return finding


def reopen_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    reason: str,
    now: datetime,
    seen_steps: int | None = None,
) -> RiskFinding:
    """重新打开: whoever does it looks into it from now on.

    Raises NothingIsThere, ReasonIsMissing, SomebodyWasFaster, TransitionIsNotAllowed.
    """
    words = stated(reason)
    finding = step_finding(session, actor, finding_id, "reopen", now, words, seen_steps=seen_steps)
    finding.closed_on, finding.close_reason, finding.opened_by = None, "", actor.name
    session.add(finding)
    audit.record(session, actor, "reopen_finding", finding.id, now, reason=words)
    return finding
