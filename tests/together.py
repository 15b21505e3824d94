"""Acts of several people that begin at one moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

Attempt: TypeAlias = Callable[[], object]


def at_once(attempts: Sequence[Attempt]) -> list[str]:
    """What came of attempts that start together: the answer, or the name of the error."""
    barrier = threading.Barrier(len(attempts))

    def attempt(one: Attempt) -> str:
        barrier.wait(timeout=60)
        try:
            return str(one())
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(attempt, attempts))
