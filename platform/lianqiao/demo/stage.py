"""The demo's stage: who acts, what time it is, and a timeline that is played in order."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from sqlmodel import Session

from ..accounts.models import Organisation
from ..config import Settings
from ..shared.actor import Actor
from ..shared.clock import SHANGHAI
from ..shared.imports import ImportContext, Importer, ImportResult, run_import
from .firms import County

RIGHTS = frozenset({"clerk", "approver", "administrator"})
Action = Callable[[date], Any]


class TheDemoDoesNotFit(RuntimeError):
    """The demo's own input was refused: a rule has changed and the demo has not followed."""


@dataclass
class Stage:
    """What the scenes share. ``ids`` are organisations by key; ``people`` actors by user name.

    ``silent`` are the firms that have not agreed that banks see their file.
    """

    session: Session
    today: date
    now: datetime
    secret: str
    rng: Random
    county: County
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    _events: list[tuple[date, int, Action]] = field(default_factory=list)
    _order: int = 0
    _keys: dict[str, str] = field(default_factory=dict)
    _clock: dict[date, int] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        """The day so many days from today; before today is negative."""
        return self.today + timedelta(days=offset)

    def moment(self, day: date) -> datetime:
        """The next moment of a past working day, from 9 o'clock on; of today it is now."""
        if day >= self.today:
            return self.now
        seconds = self._clock[day] = self._clock.get(day, 0) + 17
        morning = datetime.combine(day, time(9), SHANGHAI)
        return (morning + timedelta(seconds=seconds)).astimezone(UTC)

    def at(self, day: date, action: Action) -> None:
        """Put something on the timeline; what stands on one day is played in order."""
        self._order += 1
        heappush(self._events, (min(day, self.today), self._order, action))

    def play(self) -> None:
        """Play the timeline from its oldest day on; actions may add later ones."""
        while self._events:
            day, _order, action = heappop(self._events)
            action(day)

    def firm(self, key: str) -> Actor:
        """Somebody who acts for a firm; the demo user where there is one."""
        if key in self.people:
            return self.people[key]
        firm = self.county.firms[key]
        actor = Actor(None, self.ids[key], "enterprise", RIGHTS, firm.person, firm.name)
        self.people[key] = replace(actor, is_core=firm.is_core)
        return self.people[key]

    def key_of(self, organisation_id: str) -> str:
        """The key under which an organisation is known here."""
        if organisation_id not in self._keys:
            self._keys = {id: key for key, id in self.ids.items()}
        return self._keys[organisation_id]

    def name(self, organisation_id: str) -> str:
        """The name of an organisation."""
        return self.session.get_one(Organisation, organisation_id).name

    def bring(
        self, importer: Importer, actor: Actor, day: date, name: str, rows: Iterable[dict[str, Any]]
    ) -> ImportResult:
        """Import rows as the file that they would be; a refused row is the demo's own fault."""
        public_url = str(Settings.model_fields["public_url"].default)
        context = ImportContext(
            self.session, actor, self.moment(day), day, self.secret, public_url=public_url
        )
        result = run_import(importer, context, _csv(rows), name)
        if result.rejected:
            first = result.errors[0]
            raise TheDemoDoesNotFit(f"{name}, row {first.row}, {first.field}: {first.message}")
        return result


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(listed[0]))
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode()


def wan(fen: int) -> str:
    """Fen as yuan in a file."""
    return f"{fen // 100}.{fen % 100:02d}"
