"""What can be wrong with a document: the file itself, its dates, or what is done with it."""

from typing import Any

from ..shared.errors import Refusal


class ThisFileIsNotTaken(Refusal):
    """The content is of no type that the vault keeps."""


class TheFileIsEmpty(Refusal):
    """No file was chosen, or it holds no byte."""


class TheFileIsTooLarge(Refusal):
    """It weighs more than the vault takes."""


class TheFileIsDamaged(Refusal):
    """It was cut, altered, locked by a password, or unpacks to more than the limits."""


class TheFileHoldsMacros(Refusal):
    """It would run a program of its own on whoever opens it."""


class TheFileIsThereAlready(Refusal):
    """The same bytes stand in the vault: ``document_id`` says where."""

    def __init__(self, message: Any, document_id: str) -> None:
        super().__init__(message, "file")
        self.document_id = document_id


class TheDatesDoNotFit(Refusal):
    """A document cannot end before it begins."""


class NothingIsDifferent(Refusal):
    """What was typed is what stands there already."""


class TheDocumentIsUsed(Refusal):
    """It is shown somewhere that is under way; there it has to be taken off first."""

    status = 409


class TheDocumentIsNotCurrent(Refusal):
    """A newer version stands in its place, or it was withdrawn."""

    status = 409


class NothingWasChosen(Refusal):
    """Neither a document of the vault nor a new file was given, or both."""


class ItIsAttachedAlready(Refusal):
    """The document stands at this place."""


class AttachmentsStayAsTheyAre(Refusal):
    """The place is closed, or somebody has decided by what was attached."""

    status = 409
