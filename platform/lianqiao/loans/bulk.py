"""What jobs do to many rows at once: plans as a table, steps, notices and letters in bulk."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, String, cast, func, insert, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from ..accounts.models import Membership, Notice, User
from ..shared.actor import SYSTEM
from ..shared.models import Outbox, StateChange
from ..shared.tables import columns, table, utc_now
from ..shared.transitions import Machine


def on_postgresql(session: Session) -> bool:
    """Which of the two engines carries the session."""
    return session.get_bind().dialect.name == "postgresql"


def fresh_id(session: Session) -> Any:
    """An expression that gives each row of an INSERT … SELECT an unguessable id."""
    if on_postgresql(session):
        return func.substr(func.replace(cast(func.gen_random_uuid(), String), "-", ""), 1, 26)
    return func.lower(func.hex(func.randomblob(13)))


def as_table(session: Session, rows: Iterable[Sequence[str]], names: Mapping[str, type]) -> Any:
    """Rows of text and ISO dates as something to join: one parameter, however many rows."""
    packed = literal(json.dumps([list(row) for row in rows]))
    if on_postgresql(session):
        made = func.jsonb_array_elements(cast(packed, JSONB))
        items = made.table_valued("item", name="plan_items").render_derived()
        item = type_coerce(items.c["item"], JSONB)
        parts = {
            name: cast(item[at].astext, Date) if kind is date else item[at].astext
            for at, (name, kind) in enumerate(names.items())
        }
    else:
        items = func.json_each(packed).table_valued("value", name="plan_items")
        parts = {
            name: type_coerce(
                func.json_extract(items.c["value"], f"$[{at}]"),
                Date() if kind is date else String(),
            )
            for at, (name, kind) in enumerate(names.items())
        }
    return select(*(part.label(name) for name, part in parts.items())).cte("plan")


def keep_steps(
    session: Session,
    machine: Machine,
    ids: Iterable[tuple[str, str]],
    event: str,
    now: datetime,
) -> None:
    """The state_change rows of a job: (id, state before); an empty state is a new object."""
    rows = [
        {
            "machine": machine.name,
            "subject_id": subject_id,
            "from_state": source,
            "to_state": machine.target(source, event) if source else "opened",
            "event": event,
            "actor_name": SYSTEM.name,
            "organisation_name": SYSTEM.organisation_name,
            "at": now,
            "reason": "",
        }
        for subject_id, source in ids
    ]
    _insert(session, StateChange, rows)


def add_notices(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notices in bulk: organisation_id, role, kind, title, body, path, at."""
    _insert(session, Notice, rows)


def add_letters(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Letters in bulk: message_id, recipient, subject, body, next_attempt_at."""
    _insert(session, Outbox, rows)


def _insert(
    session: Session,
    model: type[StateChange] | type[Notice] | type[Outbox],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """One statement for all rows; ids are made by the database, which is quicker by far."""
    if rows:
        made = {"id": fresh_id(session), "created_at": utc_now(), "version": 1}
        session.execute(insert(table(model)).values(made), list(rows))


def people_of(session: Session) -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    """Active people with an address by organisation: (user id, address, roles)."""
    user, membership = columns(User), columns(Membership)
    query = (
        select(membership.organisation_id, user.id, user.email, membership.role)
        .join(table(User), user.id == membership.user_id)
        .where(user.state == "active", user.email != "")
        .order_by(membership.organisation_id, user.email)
    )
    found: dict[str, dict[str, tuple[str, set[str]]]] = {}
    for row in session.execute(query):
        person = found.setdefault(row.organisation_id, {}).setdefault(row.id, (row.email, set()))
        person[1].add(row.role)
    return {
        organisation: [(id, email, frozenset(roles)) for id, (email, roles) in people.items()]
        for organisation, people in found.items()
    }
