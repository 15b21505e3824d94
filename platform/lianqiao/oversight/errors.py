"""Refusals of the oversight pages: each class is a sentence, its message says the mend."""

from ..shared.errors import Refusal


class ReasonIsMissing(Refusal):
    """A finding is closed, and opened again, with a reason in words."""


class CommentIsEmpty(Refusal):
    """A comment says something."""
