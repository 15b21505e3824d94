"""The figures of laws and policies, by key and day, from one versioned table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session

from .models import RuleParameterRow
from .parameters_data import PARAMETERS
from .tables import columns


class ParameterIsMissing(LookupError):
    """No figure of that key is in force on that day."""


@dataclass(frozen=True)
class Figure:
    """A figure in force: its value, unit, and where it stands."""

    id: str
    key: str
    value: str
    unit: str
    document: str
    article: str

    @property
    def number(self) -> int:
        """The value as a whole number."""
        return int(self.value)

    @property
    def source(self) -> str:
        """Document and article, as shown beside a rule."""
        return f"{self.document} {self.article}".strip()


def get_figure(session: Session, key: str, on: date, scope: str = "") -> Figure:
    """The figure of ``key`` in force on a day; raises ParameterIsMissing."""
    row = columns(RuleParameterRow)
    query = (
        select(row.id, row.key, row.value, row.unit, row.document, row.article)
        .where(
            row.key == key,
            row.scope == scope,
            row.valid_from.is_not(None),
            row.valid_from <= on,
            or_(row.valid_to.is_(None), row.valid_to >= on),
        )
        .order_by(row.valid_from.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise ParameterIsMissing(f"{key} on {on}")
    return Figure(*found)


def get_figures(session: Session, key: str, on: date) -> dict[str, Figure]:
    """The figures of ``key`` in force on a day by their scope; empty where there is none."""
    row = columns(RuleParameterRow)
    query = (
        select(row.scope, row.id, row.key, row.value, row.unit, row.document, row.article)
        .where(
            row.key == key,
            row.valid_from.is_not(None),
            row.valid_from <= on,
            or_(row.valid_to.is_(None), row.valid_to >= on),
        )
        .order_by(row.valid_from)
    )
    return {scope: Figure(*figure) for scope, *figure in session.execute(query)}


def list_parameters(session: Session) -> Sequence[RuleParameterRow]:
    """Every row, announced ones included, by key and start."""
    row = columns(RuleParameterRow)
    query = select(RuleParameterRow).order_by(row.key, row.scope, row.valid_from)
    return session.execute(query).scalars().all()


def load_parameters(session: Session) -> int:
    """Add the seed rows that are missing; rows that an operator changed stay as they are."""
    row = columns(RuleParameterRow)
    known = {tuple(r) for r in session.execute(select(row.key, row.scope, row.valid_from))}
    added = 0
    for seed in PARAMETERS:
        if (seed.key, seed.scope, seed.valid_from) in known:
            continue
        session.add(
            RuleParameterRow(
                key=seed.key,
                value=seed.value,
                unit=seed.unit,
                scope=seed.scope,
                valid_from=seed.valid_from,
                valid_to=seed.valid_to,
                document=seed.document,
                article=seed.article,
                note=seed.note,
            )
        )
        added += 1
    return added
