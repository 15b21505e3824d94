"""What every table has: id, time of creation, version; and short names for column kinds."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, MetaData, String
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from .ids import new_id

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def utc_now() -> datetime:
    """Now, aware, in UTC: for created_at alone; rules and use cases are given the time."""
    return datetime.now(UTC)


class Row(SQLModel):
    """Base of every table. ``version`` guards against lost updates."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    created_at: datetime = Field(default_factory=utc_now)
    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def _foreign_key(target: str) -> ForeignKey:
    # Checked at commit: rows of one transaction may be written in any order.
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def reference(target: str, *, index: bool = True, **more: Any) -> Any:
    """A foreign key to ``table.column``, indexed unless said otherwise."""
    return Field(max_length=26, index=index, sa_column_args=[_foreign_key(target)], **more)


def extends(target: str) -> Any:
    """A primary key that is another table's id: this row extends that one, one to one."""
    return Field(primary_key=True, max_length=26, sa_column_args=[_foreign_key(target)])


def fen(**more: Any) -> Any:
    """An amount of money in integer fen."""
    return Field(sa_type=BigInteger, **more)


def ppm(**more: Any) -> Any:
    """A rate in integer parts per million."""
    return Field(sa_type=BigInteger, **more)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """CHECK that ``column`` holds one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, condition: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(condition, name=name)


def text(length: int = 200, **more: Any) -> Any:
    """A bounded text column."""
    return Field(sa_type=String(length), max_length=length, **more)


def columns(model: type[SQLModel]) -> Any:
    """The table's columns, for queries that read columns and for set-based statements."""
    return model.__table__.c  # type: ignore[attr-defined]


def table(model: type[SQLModel]) -> Any:
    """The table itself, for INSERT … ON CONFLICT and bulk statements."""
    return model.__table__  # type: ignore[attr-defined]
