"""Tables that belong to no slice: parameters, audit chain, state changes, outbox, clockwork."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from .tables import Row, check, one_of, text

OUTBOX_STATES = ("queued", "sent", "failed")


class RuleParameterRow(Row, table=True):
    """A figure of a law or policy, with its document and article; announced ones have no start."""

    __tablename__ = "rule_parameter"
    __table_args__ = (UniqueConstraint("key", "scope", "valid_from"),)

    key: str = text(80, index=True)
    value: str = text(120)
    unit: str = text(20)
    scope: str = text(60, default="")
    valid_from: date | None = None
    valid_to: date | None = None
    document: str = text(200)
    article: str = text(60, default="")
    note: str = text(400, default="")


class CalendarDay(Row, table=True):
    """A day that differs from the built-in calendar: published late, or decided locally."""

    __tablename__ = "calendar_day"

    day: date = Field(unique=True)
    is_working_day: bool
    name: str = text(60, default="")


class AuditEntry(SQLModel, table=True):
    """One link of the chain. ``payload`` is hashed byte for byte, after the predecessor's hash."""

    __tablename__ = "audit_entry"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor_user_id: str | None = text(26, default=None, index=True)
    organisation_id: str | None = text(26, default=None, index=True)
    action: str = text(60, index=True)
    subject_id: str = text(60, default="", index=True)
    payload: str = Field(sa_type=Text)
    previous_hash: str = text(64)
    hash: str = text(64, unique=True)


class AuditHead(SQLModel, table=True):
    """The chain's end: the one row that orders all writers."""

    __tablename__ = "audit_head"
    __table_args__ = (check("single", "id = 1"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = 0
    hash: str = text(64, default="0" * 64)


class StateChange(Row, table=True):
    """One step of one object: who, when, from, to, why."""

    __tablename__ = "state_change"

    machine: str = text(40)
    subject_id: str = text(26, index=True)
    from_state: str = text(30)
    to_state: str = text(30)
    event: str = text(40)
    actor_user_id: str | None = text(26, default=None)
    actor_name: str = text(80)
    organisation_id: str | None = text(26, default=None)
    organisation_name: str = text(200)
    at: datetime
    reason: str = text(1000, default="")


class Outbox(Row, table=True):
    """A letter to send after commit; it ends sent, or failed with the reason."""

    __tablename__ = "outbox"
    __table_args__ = (one_of("state", OUTBOX_STATES),)

    message_id: str = text(120, unique=True)
    recipient: str = text(254)
    subject: str = text(300)
    body: str = Field(sa_type=Text)
    state: str = text(10, default="queued", index=True)
    attempts: int = 0
    next_attempt_at: datetime
    sent_at: datetime | None = None
    last_error: str = text(500, default="")


class IdempotencyKey(Row, table=True):
    """A request that was carried out once: the same key gives the same answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: str = text(26)
    key: str = text(100)
    body_hash: str = text(64)
    status: int
    location: str = text(500, default="")


class Counter(SQLModel, table=True):
    """The last number given out for a kind of paper on a day."""

    __tablename__ = "counter"

    key: str = text(60, primary_key=True)
    value: int = 0


class SavedMapping(Row, table=True):
    """How an organisation's own files of a kind are read, kept under a name."""

    __tablename__ = "saved_mapping"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "name"),)

    organisation_id: str = text(26)
    kind: str = text(20)
    name: str = text(60)
    mapping: Any = Field(sa_type=JSON, default_factory=dict)


class JobTick(SQLModel, table=True):
    """When a job of the scheduler last ended, and how."""

    __tablename__ = "job_tick"

    name: str = text(60, primary_key=True)
    last_tick: datetime
    outcome: str = text(500, default="")


class SavedSetting(SQLModel, table=True):
    """A setting of the running platform, such as a frozen business date in demo mode."""

    __tablename__ = "saved_setting"

    key: str = text(60, primary_key=True)
    value: Any = Field(sa_type=JSON, default=None)
