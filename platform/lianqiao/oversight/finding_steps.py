"""What the steps of a risk finding share: who may take them, and who was faster."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..financing.steps import take_step
from ..shared.actor import Actor
from ..shared.errors import SomebodyWasFaster
from ..shared.transitions import history
from .errors import ReasonIsMissing
from .models import RiskFinding
from .risk_queries import lock_finding_for_office
from .states import FINDING


def step_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    event: str,
    now: datetime,
    reason: str = "",
    *,
    seen_steps: int | None = None,
) -> RiskFinding:
    """Fetch a finding, check that nobody was faster, and take the step.

    ``seen_steps`` is how many steps the person's page showed: where a colleague has taken
    another one since, this one is refused. Raises NothingIsThere, SomebodyWasFaster,
    TransitionIsNotAllowed.
    """
    finding = lock_finding_for_office(session, actor, finding_id)
    if seen_steps is not None:
        _check_nobody_was_faster(session, finding, actor, seen_steps)
    take_step(session, FINDING, finding, event, actor, now, reason)
    return finding


def stated(reason: str) -> str:
    """A reason in words. Raises ReasonIsMissing."""
    words = reason.strip()[:1000]
    if not words:
        raise ReasonIsMissing(_("请写明原因"), "reason")
    return words


def _check_nobody_was_faster(
    session: Session, finding: RiskFinding, actor: Actor, seen_steps: int
) -> None:
    steps = history(session, finding.id)
    if len(steps) <= seen_steps or steps[-1].actor_user_id == actor.user_id:
        return
    if steps[-1].organisation_id == actor.organisation_id:
        raise SomebodyWasFaster(
            _(
                "%(name)s 刚刚已处理，现在是「%(state)s」",
                name=steps[-1].actor_name,
                state=FINDING.labels[finding.state],
            )
        )
    raise SomebodyWasFaster(_("这条线索刚刚已被处理，请看最新状态"))
