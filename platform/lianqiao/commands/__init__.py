"""One module per command: SUMMARY, arguments(parser), run(args) → Answer."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a command has to say: an object for --json, words for people, an exit status."""

    data: dict[str, Any]
    words: str = ""
    status: int = 0
    lines: list[str] = field(default_factory=list)


class InputIsRefused(Exception):
    """The command's input cannot be used; the message says why. Exit status 1."""
