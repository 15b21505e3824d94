"""Forget a mapping that an organisation has kept."""

from datetime import datetime

from sqlmodel import Session

from . import audit
from .actor import Actor
from .saved_mappings import get_mapping_of


def delete_mapping(session: Session, actor: Actor, mapping_id: str, now: datetime) -> str:
    """Forget one of the actor's organisation's mappings; gives its name. Raises NothingIsThere."""
    saved = get_mapping_of(session, actor, mapping_id)
    session.delete(saved)
    session.flush()
    audit.record(session, actor, "delete_mapping", saved.id, now, kind=saved.kind, name=saved.name)
    return saved.name
