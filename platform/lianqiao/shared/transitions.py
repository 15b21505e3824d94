"""State machines as tables: a step is declared, or it does not happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from .actor import Actor
from .errors import TransitionIsNotAllowed
from .models import StateChange


class HasState(Protocol):
    """A row with an id and one state column."""

    id: str
    state: str


@dataclass(frozen=True)
class Machine:
    """A named machine. ``labels`` maps states, ``verbs`` events, to words that people read."""

    name: str
    labels: Mapping[str, Any]
    verbs: Mapping[str, Any]
    steps: Mapping[tuple[str, str], str]
    tones: Mapping[str, str]

    @property
    def states(self) -> tuple[str, ...]:
        """All declared states."""
        return tuple(self.labels)

    def allowed(self, state: str) -> list[str]:
        """The events declared for ``state``."""
        return [event for (source, event) in self.steps if source == state]

    def target(self, state: str, event: str) -> str:
        """The state that ``event`` leads to; raises TransitionIsNotAllowed otherwise."""
        try:
            return self.steps[(state, event)]
        except KeyError:
            raise TransitionIsNotAllowed(self._why_not(state, event)) from None

    def can(self, state: str, event: str) -> bool:
        """Whether ``event`` is declared for ``state``."""
        return (state, event) in self.steps

    def _why_not(self, state: str, event: str) -> str:
        verbs = "、".join(str(self.verbs.get(name, name)) for name in self.allowed(state))
        words: str = _(
            "现在是「%(state)s」，不能「%(event)s」；可以做的是：%(allowed)s",
            state=self.labels.get(state, state),
            event=self.verbs.get(event, event),
            allowed=verbs or _("无"),
        )
        return words


def advance(
    session: Session,
    machine: Machine,
    row: HasState,
    event: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> StateChange:
    """Take the declared step, keep its state_change row, and write the row at once.

    Two people at the same row: the slower one's flush fails on the version.
    """
    source = row.state
    row.state = machine.target(source, event)
    return note_step(session, machine, row, event, actor, now, reason, source=source)


def note_step(
    session: Session,
    machine: Machine,
    row: HasState,
    event: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
    *,
    source: str = "",
) -> StateChange:
    """Keep a state_change row alone: for the first state of a new object (source empty)."""
    step = StateChange(
        machine=machine.name,
        subject_id=row.id,
        from_state=source,
        to_state=row.state,
        event=event,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
        at=now,
        reason=reason,
    )
    session.add(row)
    session.add(step)
    session.flush()
    return step


def history(session: Session, subject_id: str) -> Sequence[StateChange]:
    """The steps of one object, oldest first. The caller has fetched the object with permission."""
    query = select(StateChange).where(StateChange.subject_id == subject_id)
    order = (col(StateChange.at), col(StateChange.created_at), col(StateChange.id))
    return session.exec(query.order_by(*order)).all()
