"""A step of a case: taken, or refused in words that name the colleague who was faster."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import SomebodyWasFaster
from ..shared.models import StateChange
from ..shared.transitions import HasState, Machine, advance, history


def check_step(session: Session, machine: Machine, row: HasState, event: str, actor: Actor) -> None:
    """The event is possible now; raises SomebodyWasFaster or TransitionIsNotAllowed.

    The name is told inside one's own organisation alone.
    """
    if machine.can(row.state, event):
        return
    steps = history(session, row.id)
    if steps and _was_a_colleague(machine, steps[-1], event, actor):
        raise SomebodyWasFaster(
            _(
                "%(name)s 刚刚已处理，现在是「%(state)s」",
                name=steps[-1].actor_name,
                state=machine.labels[row.state],
            )
        )
    machine.target(row.state, event)


def _was_a_colleague(machine: Machine, last: StateChange, event: str, actor: Actor) -> bool:
    return (
        last.organisation_id == actor.organisation_id
        and last.actor_user_id != actor.user_id
        and machine.can(last.from_state, event)
    )


def take_step(
    session: Session,
    machine: Machine,
    row: HasState,
    event: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Check and take the step."""
    check_step(session, machine, row, event, actor)
    advance(session, machine, row, event, actor, now, reason)
