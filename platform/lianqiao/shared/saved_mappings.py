"""Mappings that an organisation has kept: its own alone, by kind of file and name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from .actor import Actor
from .errors import NothingIsThere
from .models import SavedMapping
from .table_mapping import Mapping
from .tables import columns


@dataclass(frozen=True)
class Kept:
    """A kept mapping as pages show it."""

    id: str
    kind: str
    name: str
    mapping: Mapping


def list_mappings_of(session: Session, actor: Actor, kinds: Collection[str]) -> list[Kept]:
    """The viewer's organisation's mappings of these kinds, by kind and name."""
    saved = columns(SavedMapping)
    query = (
        select(saved.id, saved.kind, saved.name, saved.mapping)
        .where(saved.organisation_id == actor.organisation, saved.kind.in_(list(kinds)))
        .order_by(saved.kind, saved.name)
    )
    return [
        Kept(row.id, row.kind, row.name, Mapping.from_parts(row.mapping))
        for row in session.execute(query)
    ]


def get_mapping_of(session: Session, actor: Actor, mapping_id: str) -> SavedMapping:
    """One of the viewer's organisation's mappings. Raises NothingIsThere."""
    saved = columns(SavedMapping)
    query = select(SavedMapping).where(
        saved.id == mapping_id, saved.organisation_id == actor.organisation
    )
    found: SavedMapping | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def find_fitting(kept: Sequence[Kept], headers: Sequence[str]) -> Kept | None:
    """The mapping that reads most of a file's headers, None where none fits."""
    fitting = [one for one in kept if one.mapping.fits(headers)]
    return max(fitting, key=lambda one: len(one.mapping.columns), default=None)
