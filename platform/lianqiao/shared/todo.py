"""What waits for a person: each slice offers some, the home page sorts them by deadline."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Todo:
    """A group of waiting cases: its count equals the list behind ``path``.

    ``due`` is the nearest deadline in the group, when there is one.
    """

    title: Any
    count: int
    path: str
    due: date | None = None
    hint: Any = ""
    urgent: bool = False


@dataclass(frozen=True)
class Tile:
    """A figure on a home page: label, value as shown, where it leads."""

    label: Any
    value: str
    path: str = ""
    note: Any = ""
