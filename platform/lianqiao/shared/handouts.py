"""A file that a person is given once: it lies in the page itself and is kept nowhere."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .tabular import write_csv


@dataclass(frozen=True)
class Handout:
    """A CSV as the address of a link: whoever has the page has the file, and nobody else."""

    name: str
    rows: int
    address: str

    @classmethod
    def of(cls, headers: Sequence[Any], rows: Sequence[Sequence[str]], name: str) -> "Handout":
        """The rows as a file without live formulas, inside a ``data:`` address."""
        data = write_csv([str(header) for header in headers], rows)
        address = "data:text/csv;charset=utf-8;base64," + b64encode(data).decode("ascii")
        return cls(name, len(rows), address)
