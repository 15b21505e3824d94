"""A column of an import, the parser of its cells, and a parsed row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

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


@dataclass(frozen=True, slots=True)
class Format:
    """A parser that also says how its cells are written, with an example, and prints values."""

    reads: Parser
    words: Any
    example: str = ""
    prints: Callable[[Any], str] = str

    def __call__(self, text: str, reading: Reading) -> Value:
        """Read a cell."""
        return self.reads(text, reading)


def described(
    words: Any, example: str = "", prints: Callable[[Any], str] = str
) -> Callable[[Parser], Format]:
    """Make a parser say how its cells are written."""
    return lambda reads: Format(reads, words, example, prints)


def _as_text(text: str, _: Reading) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import: its name, its header spellings (the first is shown), its parser.

    An empty cell of a column that is not required gives `default`. ``note`` and ``example``
    are for the page, where the parser's own do not say enough.
    """

    name: str
    labels: tuple[str, ...]
    required: bool = False
    parse: Parser = _as_text
    default: Value = None
    note: Any = ""
    example: str = ""

    @property
    def label(self) -> str:
        """The header as templates and messages show it."""
        return self.labels[0] if self.labels else self.name

    @property
    def words(self) -> Any:
        """How the cells are written, for the page."""
        return getattr(self.parse, "words", "")

    @property
    def shown_example(self) -> str:
        """A cell as it may stand in a file."""
        return self.example or str(getattr(self.parse, "example", ""))

    def show(self, value: Value) -> str:
        """A parsed value as people read it; empty where the file says nothing."""
        if value is None or value == "":
            return ""
        prints: Callable[[Any], str] = getattr(self.parse, "prints", str)
        return prints(value)


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
