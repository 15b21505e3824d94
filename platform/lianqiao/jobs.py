"""Collects the slices' jobs for the scheduler: a name, how often, what to run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from .config import Settings
from .shared.database import Database


@dataclass(frozen=True)
class Job:
    """Something done again and again. ``run`` opens its own transactions and returns an outcome."""

    name: str
    every_seconds: int
    run: Callable[[Database, Settings, date, datetime], str]


JOBS: tuple[Job, ...] = ()
