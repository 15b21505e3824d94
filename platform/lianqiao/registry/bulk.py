"""What importers share: known rows in one query, first steps without a flush each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.ids import new_id
from ..shared.imports import ImportContext
from ..shared.models import StateChange
from ..shared.tables import table, utc_now
from ..shared.transitions import HasState, Machine

T = TypeVar("T")
AT_ONCE = 500  # SQLite takes 999 bound values in one statement


def in_parts(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Distinct values in parts that one statement can take."""
    rest = iter(dict.fromkeys(values))
    while part := list(islice(rest, AT_ONCE)):
        yield part


class Steps:
    """First steps of many rows, written together after the last one.

    As plain values: they are never read again in the same transaction, and objects of them
    cost half of an import's time.
    """

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._rows: list[dict[str, Any]] = []
        context.at_end.append(self._write)

    def note(
        self, machine: Machine, row: HasState, event: str, *, source: str = "", reason: str = ""
    ) -> None:
        """Keep a step of a row by the import's actor."""
        context = self._context
        values = _step(machine, row, event, context.actor, context.now, source, reason)
        # The clock again for each: steps of one row are told apart by it.
        self._rows.append(values | {"id": new_id(), "created_at": utc_now(), "version": 1})

    def _write(self) -> None:
        if self._rows:
            self._context.session.execute(insert(table(StateChange)), self._rows)


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
    return StateChange(**_step(machine, row, event, actor, now, source, reason))


def _step(
    machine: Machine,
    row: HasState,
    event: str,
    actor: Actor,
    now: datetime,
    source: str,
    reason: str,
) -> dict[str, Any]:
    return {
        "machine": machine.name,
        "subject_id": row.id,
        "from_state": source,
        "to_state": row.state,
        "event": event,
        "actor_user_id": actor.user_id,
        "actor_name": actor.name,
        "organisation_id": actor.organisation_id,
        "organisation_name": actor.organisation_name,
        "at": now,
        "reason": reason,
    }


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
