"""Somebody takes a finding up, or takes it over from a colleague."""

from datetime import datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .finding_steps import step_finding
from .models import RiskFinding


def open_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    now: datetime,
    seen_steps: int | None = None,
) -> RiskFinding:
    """受理: the person becomes the one who looks into it.

    Raises NothingIsThere, SomebodyWasFaster, TransitionIsNotAllowed.
    """
    return _take(session, actor, finding_id, "open", now, seen_steps)


def take_over_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    now: datetime,
    seen_steps: int | None = None,
) -> RiskFinding:
    """接手: the person goes on where another one was."""
    return _take(session, actor, finding_id, "take_over", now, seen_steps)


def _take(
    session: Session,
    actor: Actor,
    finding_id: str,
    event: str,
    now: datetime,
    seen_steps: int | None,
) -> RiskFinding:
    finding = step_finding(session, actor, finding_id, event, now, seen_steps=seen_steps)
    finding.opened_by = actor.name
    session.add(finding)
    audit.record(session, actor, f"{event}_finding", finding.id, now, number=finding.number)
    return finding
