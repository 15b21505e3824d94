"""What importers share: known rows in one query, first steps without a flush each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.models import StateChange
from ..shared.transitions import HasState, Machine

T = TypeVar("T")
AT_ONCE = 500  # SQLite takes 999 bound values in one statement


def in_parts(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Distinct values in parts that one statement can take."""
    rest = iter(dict.fromkeys(values))
    while part := list(islice(rest, AT_ONCE)):
        yield part


def step_row(
    machine: Machine,
    row: HasState,
    event: str,
    actor: Actor,
    now: datetime,
    *,
    source: str = "",
    reason: str = "",
) -> StateChange:
    """A state_change row that the caller adds: ``advance`` would write each row by itself."""
    return StateChange(
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


def change_stated(session: Session, row: Any, stated: dict[str, Any]) -> bool:
    """Put the stated values into a row where they differ; whether any did.

    None and empty text mean that the file says nothing.
    """
    changes = {
        name: value
        for name, value in stated.items()
        if value not in (None, "") and getattr(row, name) != value
    }
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        session.add(row)
    return bool(changes)
