"""Standard output kept clean while compiled code runs that prints what nobody asked for."""

import contextlib
import ctypes
import os
import tempfile
import threading
from collections.abc import Iterator
from typing import IO

OUT, ERR = 1, 2
NOISE = b"Highs"  # how the lines begin that HiGHS prints of its own inner workings
_one_at_a_time = threading.Lock()


@contextlib.contextmanager
def output_aside() -> Iterator[None]:
    """What the process writes to standard output meanwhile goes to standard error; noise nowhere.

    HiGHS prints a line of its own now and then, whatever its options say; a command that promises
    one JSON object must not carry it.
    """
    with _one_at_a_time, contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # without standard output there is none to keep clean
            kept = os.dup(OUT)
            stack.callback(os.close, kept)
            aside = stack.enter_context(tempfile.TemporaryFile())
            _flush()
            os.dup2(aside.fileno(), OUT)
            stack.callback(_pass_on, aside)
            stack.callback(os.dup2, kept, OUT)
            stack.callback(_flush)
        yield


def _pass_on(aside: IO[bytes]) -> None:
    """Whatever was written aside and is no noise."""
    aside.seek(0)
    lines = [line for line in aside if not line.startswith(NOISE)]
    if lines:
        os.write(ERR, b"".join(lines))


def _flush() -> None:
    """Compiled code keeps a buffer of its own."""
    ctypes.CDLL(None).fflush(None)
