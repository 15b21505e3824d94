"""Errors that people read: each class is a sentence and knows its HTTP status."""

from typing import Any


class Refusal(Exception):
    """Something asked for cannot be done; the message says why and what to do.

    ``message`` is Chinese source text or a lazy translation; ``field`` names the form
    field it belongs to, when there is one.
    """

    status = 422

    def __init__(self, message: Any, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NothingIsThere(Refusal):
    """The object does not exist, or not for this viewer: the two look the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有找到该内容")


class ItIsNotYours(Refusal):
    """The page exists but this role may not use it."""

    status = 403


class SomebodyWasFaster(Refusal):
    """Another person changed the object first; nothing of this request was kept."""

    status = 409


class TransitionIsNotAllowed(Refusal):
    """The event is not declared for the object's state."""

    status = 409
