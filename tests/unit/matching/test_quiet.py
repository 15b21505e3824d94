"""What compiled code prints stays off standard output; noise is dropped, all else passed on."""

import ctypes

import pytest

from matching._quiet import output_aside


def say(line: bytes) -> None:
    """As compiled code prints: into a buffer of its own."""
    ctypes.CDLL(None).puts(line)


def test_what_compiled_code_prints_goes_to_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with output_aside():
        say(b"something")
    say(b"afterwards")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr() == ("afterwards\n", "something\n")


def test_what_the_solver_says_of_itself_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with output_aside():
        say(b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();")
        say(b"else")
    assert capfd.readouterr() == ("", "else\n")
