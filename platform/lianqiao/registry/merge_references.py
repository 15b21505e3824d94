"""Where the tables point at a firm: found by walking them, so that a new table is covered too.

Nothing above the registry is imported: tables are known by name alone. What is deliberately
left as it is stands in KEPT and KEPT_TEXTS with the reason, and a test holds every column
against these lists.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, Table, UniqueConstraint

from ..shared.tables import metadata

FIRM = frozenset({"organisation.id", "enterprise.id"})
KEPT: Mapping[str, str] = {
    "enterprise.id": "one to one: the merged firm keeps its row, so that its code still resolves",
    "bank.id": "one to one, and only firms are merged",
    "guarantor.id": "one to one, and only firms are merged",
}
# Columns that name an organisation or a subject in plain text, without a foreign key.
MOVED_TEXTS = frozenset({"saved_mapping.organisation_id"})
KEPT_TEXTS: Mapping[str, str] = {
    "audit_entry.organisation_id": "history: who acted then; the chain is never changed",
    "audit_entry.actor_user_id": "a person",
    "state_change.organisation_id": "history: who acted then",
    "state_change.subject_id": "history: the merged firm's own steps",
    "state_change.actor_user_id": "a person",
    "idempotency_key.user_id": "a person",
    "asset_claim.application_id": "an application",
    "asset.proposed_by": "a person",
    "asset.confirmed_by": "a person",
    "vault_use.subject_id": "moved by hand where the subject is a firm: merge_papers.py",
}


@dataclass(frozen=True)
class Key:
    """A set of columns that is unique, where ``where`` holds (None: everywhere)."""

    columns: tuple[str, ...]
    where: Any = None


@dataclass(frozen=True)
class Reference:
    """A table with the columns that name a firm, and its keys in which such a column stands."""

    table: Table
    columns: tuple[str, ...]
    keys: tuple[Key, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.name)


def references() -> list[Reference]:
    """Every table that points at a firm, in the order in which tables depend on each other."""
    found = []
    for place in metadata.sorted_tables:
        moved = tuple(column.name for column in place.columns if _names_a_firm(place, column))
        if moved:
            keys = tuple(key for key in _keys(place) if set(key.columns) & set(moved))
            found.append(Reference(place, moved, keys))
    return found


def _names_a_firm(place: Table, column: Column[Any]) -> bool:
    full = f"{place.name}.{column.name}"
    if full in KEPT:
        return False
    return full in MOVED_TEXTS or any(key.target_fullname in FIRM for key in column.foreign_keys)


def _keys(place: Table) -> Iterator[Key]:
    for rule in place.constraints:
        if isinstance(rule, UniqueConstraint):
            yield Key(tuple(column.name for column in rule.columns))
    for index in place.indexes:
        if index.unique:
            yield Key(tuple(column.name for column in index.columns), _condition(index))


def _condition(index: Index) -> Any:
    return index.dialect_options["sqlite"]["where"]
