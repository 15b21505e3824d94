"""Keep how an organisation's own files are read, under a name; the same name is written over."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlmodel import Session

from . import audit
from .actor import Actor
from .errors import Refusal
from .models import SavedMapping
from .saved_mappings import get_mapping_of
from .table_mapping import Mapping
from .tables import columns

LONGEST_NAME = 60
MOST_OF_A_KIND = 50


class TheNameIsMissing(Refusal):
    """A mapping is kept under a name of 1 to 60 characters."""


class TheNameIsTaken(Refusal):
    """Another mapping of the same kind of file has the name."""


class TooManyAreKept(Refusal):
    """An organisation keeps at most 50 mappings of a kind of file."""


def save_mapping(
    session: Session,
    actor: Actor,
    kind: str,
    name: str,
    mapping: Mapping,
    now: datetime,
    mapping_id: str = "",
) -> SavedMapping:
    """Keep a mapping for the actor's organisation, or change the one of that id.

    Raises TheNameIsMissing, TheNameIsTaken, TooManyAreKept, NothingIsThere.
    """
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise TheNameIsMissing(_("请起一个 60 字以内的名称，例如「ERP 导出」"), "name")
    same = _find(session, actor, kind, plain)
    if mapping_id:
        saved = get_mapping_of(session, actor, mapping_id)
        if same is not None and same.id != saved.id:
            raise TheNameIsTaken(_("已有一套叫「%(name)s」，请换一个名称", name=plain), "name")
    else:
        saved = same or _new(session, actor, kind)
    saved.name, saved.mapping = plain, mapping.parts()
    session.add(saved)
    session.flush()
    audit.record(session, actor, "save_mapping", saved.id, now, kind=kind, name=plain)
    return saved


def _find(session: Session, actor: Actor, kind: str, name: str) -> SavedMapping | None:
    saved = columns(SavedMapping)
    query = select(SavedMapping).where(
        saved.organisation_id == actor.organisation, saved.kind == kind, saved.name == name
    )
    return session.execute(query).scalar_one_or_none()


def _new(session: Session, actor: Actor, kind: str) -> SavedMapping:
    saved = columns(SavedMapping)
    count = select(func.count()).where(
        saved.organisation_id == actor.organisation, saved.kind == kind
    )
    if session.execute(count).scalar_one() >= MOST_OF_A_KIND:
        raise TooManyAreKept(_("同一种文件最多保存 50 套，请先删除不用的"), "name")
    return SavedMapping(organisation_id=actor.organisation, kind=kind, name="")
