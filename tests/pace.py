"""How fast this machine is just now, so that a limit in milliseconds means the same under load."""

import time
from random import Random

USUAL_MS = 8.0  # what `_work` takes on an idle core of the machine on which limits were set


def pace() -> float:
    """Times as long as usual that plain work takes now; never below 1."""
    return max(1.0, min(_work() for _round in range(3)) / USUAL_MS)


def _work() -> float:
    """CPU milliseconds of sorting and counting, as graphs and lists of rows do it."""
    rng = Random(1)
    started = time.process_time()
    rows = [(rng.random(), str(number)) for number in range(20_000)]
    rows.sort()
    seen: dict[str, tuple[float, str]] = {}
    for row in rows:
        seen.setdefault(row[1][-3:], row)
    return (time.process_time() - started) * 1000
