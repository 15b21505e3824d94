"""Standard output kept clean while compiled code runs that prints what nobody asked for."""

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator

OUT, ERR = 1, 2
_one_at_a_time = threading.Lock()


@contextlib.contextmanager
def output_aside() -> Iterator[None]:
    """Whatever the process writes to standard output meanwhile goes to standard error.

    HiGHS prints a line of its own now and then, whatever its options say; a command that promises
    one JSON object must not carry it.
    """
    with _one_at_a_time, contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # without standard output there is none to keep clean
            kept = os.dup(OUT)
            stack.callback(os.close, kept)
            _flush()
            os.dup2(ERR, OUT)
            stack.callback(os.dup2, kept, OUT)
            stack.callback(_flush)
        yield


def _flush() -> None:
    """Compiled code keeps a buffer of its own."""
    ctypes.CDLL(None).fflush(None)
