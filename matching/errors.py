"""Why matching refuses: every class name is the sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input file, in plain words: where it is and how to mend it.

    `row` counts as a spreadsheet does (the header is row 1); 0 means the whole file.
    """

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file} 第 {self.row} 行" if self.row else self.file
        return (
            f"{where}，列 {self.column}：{self.message}"
            if self.column
            else f"{where}：{self.message}"
        )


class MatchingRefused(Exception):
    """What was asked cannot be matched; the text says why and how to mend it."""


class InputFilesAreFaulty(MatchingRefused):
    """Some cells of the input cannot be used; `faults` lists them all."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class ValuesAreFaulty(MatchingRefused):
    """Assets, products or limits handed over in memory contradict themselves."""


class NothingBearsThatName(MatchingRefused):
    """An asset, product or limit that should be changed or left out is not there."""


class UnknownExtraRule(MatchingRefused):
    """An extra check bears a name that is not among the extra rules."""


class ResultCannotBeWritten(MatchingRefused):
    """The file for the result cannot be created."""
