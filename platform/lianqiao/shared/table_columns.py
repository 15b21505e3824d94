"""A column of an import, the parser of its cells, and a parsed row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

Value = str | int | bool | date | None
T = TypeVar("T")


class CellIsRefused(ValueError):
    """A cell's text does not fit its column; the message says in Chinese how to mend it."""


class ValueIsOfAnotherKind(TypeError):
    """A row's value was asked for as something that its column does not hold."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell's parser must know of its file."""

    unit: str = "元"
    factor: Fraction = Fraction(1)
    date_format: str | None = None
    parties: dict[str, str] = field(default_factory=dict)


Parser = Callable[[str, Reading], Value]
"""Text of a cell in, value out; a ValueError with a Chinese message refuses it."""


def _as_text(text: str, _: Reading) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import: its name, its header spellings (the first is shown), its parser.

    An empty cell of a column that is not required gives `default`.
    """

    name: str
    labels: tuple[str, ...]
    required: bool = False
    parse: Parser = _as_text
    default: Value = None

    @property
    def label(self) -> str:
        """The header as templates and messages show it."""
        return self.labels[0] if self.labels else self.name


class Row(NamedTuple):
    """A parsed row: its number in the spreadsheet and its values by column name."""

    number: int
    values: dict[str, Value]

    def text(self, name: str) -> str:
        """The value of a text column; empty where the cell was."""
        return self._of(name, str) or ""

    def whole(self, name: str) -> int:
        """The value of a column of fen, ppm or counts that is never empty."""
        return _present(self.whole_or_none(name), name)

    def whole_or_none(self, name: str) -> int | None:
        """The value of a column of fen, ppm or counts."""
        return self._of(name, int)

    def day(self, name: str) -> date:
        """The value of a date column that is never empty."""
        return _present(self.day_or_none(name), name)

    def day_or_none(self, name: str) -> date | None:
        """The value of a date column."""
        return self._of(name, date)

    def flag(self, name: str) -> bool:
        """The value of a yes/no column; False where the cell was empty."""
        return bool(self._of(name, bool))

    def _of(self, name: str, kind: type[T]) -> T | None:
        value = self.values.get(name)
        if value is None or isinstance(value, kind):
            return value
        raise ValueIsOfAnotherKind(f"{name}: {value!r}")


def _present(value: T | None, name: str) -> T:
    if value is None:
        raise ValueIsOfAnotherKind(f"{name}: empty")
    return value
