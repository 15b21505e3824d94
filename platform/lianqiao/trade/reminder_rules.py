"""When the side that is asked to confirm is reminded. Pure: days in, the stage that is due out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Steps:
    """Days before the end of a statutory term, after it, and after asking where there is none."""

    before: Sequence[int]
    after: int | None
    courtesy: Sequence[int]


@dataclass(frozen=True)
class Stage:
    """A reminder that is due. ``name`` is unique for a document and each time it was asked."""

    name: str
    day: date
    kind: str  # before, after, courtesy


def stages_of(entered_on: date, last_day: date | None, steps: Steps) -> list[Stage]:
    """All reminders of a document, the earliest first; never on the day of asking itself.

    ``last_day`` is that of the statutory answer, None where it is a courtesy.
    """
    asked = f"{entered_on:%y%m%d}"
    if last_day is None:
        found = [
            Stage(f"{asked}.C+{days}", entered_on + timedelta(days=days), "courtesy")
            for days in steps.courtesy
        ]
    else:
        found = [
            Stage(f"{asked}.S-{days}", last_day - timedelta(days=days), "before")
            for days in steps.before
        ]
        if steps.after is not None:
            late = last_day + timedelta(days=steps.after)
            found.append(Stage(f"{asked}.S+{steps.after}", late, "after"))
    return sorted((one for one in found if one.day > entered_on), key=lambda one: one.day)


def due_stage(
    entered_on: date,
    last_day: date | None,
    steps: Steps,
    today: date,
    raised: frozenset[str] = frozenset(),
) -> Stage | None:
    """The latest stage that is due and not raised; earlier ones that were missed stay so.

    None as well where a later stage was raised: a clock that goes back says nothing twice.
    """
    stages = stages_of(entered_on, last_day, steps)
    last = max((n for n, one in enumerate(stages) if one.name in raised), default=-1)
    due = [one for one in stages[last + 1 :] if one.day <= today]
    return due[-1] if due else None


def by_hand(today: date) -> str:
    """The stage of a reminder that a person sends: one a day."""
    return f"hand.{today.isoformat()}"
