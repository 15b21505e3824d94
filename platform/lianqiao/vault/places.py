"""Where documents are shown: each slice above says how its subjects are called and how they stand.

A subject is ``open`` (attachments come and go), ``decided`` (somebody has decided by what is
attached: more may come, nothing goes) or ``over`` (nothing comes or goes any more).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from ..shared.actor import Actor
from .models import VaultUse
from .words import SUBJECT_NAMES

Phase = Callable[[Session, Actor, str], str]
"""Fetches a subject with the person's permission to change it, and says how it stands."""


@dataclass(frozen=True)
class Place:
    """A subject as the owner of a document is told of it; ``path`` is empty where none leads."""

    name: str
    path: str
    phase: str


Describe = Callable[[Session, Sequence[str]], Mapping[str, Place]]
"""Subjects of one kind by id, for owners of documents that stand there."""


class Places:
    """Every kind of subject that can be described, gathered from the slices."""

    def __init__(self, *sources: Mapping[str, Describe]) -> None:
        self._describe = {kind: one for source in sources for kind, one in source.items()}

    def of(self, session: Session, uses: Sequence[VaultUse]) -> list[tuple[VaultUse, Place]]:
        """Each use with its place. A kind that nobody describes counts as open."""
        found: dict[tuple[str, str], Place] = {}
        for kind in {use.subject_kind for use in uses} & set(self._describe):
            ids = [use.subject_id for use in uses if use.subject_kind == kind]
            places = self._describe[kind](session, ids)
            found |= {(kind, subject_id): place for subject_id, place in places.items()}
        return [(use, found.get((use.subject_kind, use.subject_id), _plain(use))) for use in uses]


def _plain(use: VaultUse) -> Place:
    return Place(str(SUBJECT_NAMES[use.subject_kind]), "", "open")
