"""The whole county as a graph: read once per process, then changed by what has changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeAlias

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session

from graph.changes import Changes, apply, diff
from graph.model import Record, TradeGraph, build

from ..shared.models import AuditHead
from ..shared.tables import columns
from .county_reading import SOURCES, hints_of

Facts: TypeAlias = Mapping[str, frozenset[tuple[Any, ...]]]
_KEPT_AS = "lianqiao.county"


def read_facts(session: Session) -> Facts:
    """What the county's graph is made of, as rows by source.

    Links are read before the firms that they join, so that no statement speaks of a firm that
    an earlier one could not see.
    """
    return {
        source.name: frozenset(tuple(row) for row in session.execute(source.query()))
        for source in SOURCES
    }


def records_of(facts: Facts) -> list[Record]:
    """The records of the rows, hints of common control included."""
    found = [
        record for source in SOURCES for row in facts[source.name] for record in source.make(*row)
    ]
    return [*found, *hints_of(facts["firms"])]


def build_county(session: Session) -> TradeGraph:
    """The graph of the whole county, made anew: for jobs, which nobody shares."""
    return build(records_of(read_facts(session)))


def changes_between(old: Facts, new: Facts) -> Changes:
    """What turns the graph of the old rows into that of the new; unchanged rows cost little."""
    before: list[Record] = []
    after: list[Record] = []
    for source in SOURCES:
        gone = old[source.name] - new[source.name]
        come = new[source.name] - old[source.name]
        before += [record for row in gone for record in source.make(*row)]
        after += [record for row in come for record in source.make(*row)]
    if old["firms"] != new["firms"]:
        before += hints_of(old["firms"])
        after += hints_of(new["firms"])
    return diff(before, after)


@dataclass
class CountyStore:
    """The last graph of one process, brought up to date before each look.

    Every business write has its audit entry in its own transaction, so the head of the chain
    tells whether anything can have changed since the rows were read.
    """

    _lock: RLock = field(default_factory=RLock)
    _stamp: tuple[int, str] | None = None
    _facts: Facts | None = None
    _graph: TradeGraph = field(default_factory=lambda: build([]))

    @contextmanager
    def looking(self, session: Session) -> Iterator[TradeGraph]:
        """The graph as the session's transaction sees the database, held for the block.

        Others wait meanwhile: copy what is needed, and leave before anything long begins.
        """
        with self._lock:
            self._bring_up(session)
            yield self._graph

    def _bring_up(self, session: Session) -> None:
        # Read before the rows: what is written in between is then read once more, never missed.
        stamp = _read_stamp(session)
        if stamp == self._stamp:
            return
        facts, known = read_facts(session), self._facts
        self._stamp = self._facts = None  # a change that fails half-way is not built upon
        if known is None:
            self._graph = build(records_of(facts))
        else:
            apply(self._graph, changes_between(known, facts))
        self._stamp, self._facts = stamp, facts


def _read_stamp(session: Session) -> tuple[int, str]:
    head = columns(AuditHead)
    seq, hash_ = session.execute(select(head.seq, head.hash)).one()
    return int(seq), str(hash_)


@contextmanager
def looking_at_county(session: Session) -> Iterator[TradeGraph]:
    """The county's graph of this application's process; see ``CountyStore.looking``."""
    kept: CountyStore = current_app.extensions.setdefault(_KEPT_AS, CountyStore())
    with kept.looking(session) as graph:
        yield graph
