"""Time that is given, and work that is counted."""

import time
from collections.abc import Callable

from matching.model import Stopped


class Budget:
    """How long a run may take on the wall clock, and how many steps it may use at all.

    The steps alone decide the result; the clock only cuts a run short. `now` is seconds on any
    steady clock.
    """

    def __init__(
        self,
        limit: float | None = None,
        started: float | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self.started = now() if started is None else started
        self._end = None if limit is None else self.started + limit
        self.steps = 0
        self.stopped_by: Stopped = "done"

    def left(self) -> float:
        """Seconds left, infinite without a limit."""
        return float("inf") if self._end is None else self._end - self._now()

    def over(self, keep: float = 0.0) -> bool:
        """Is the time up, with `keep` seconds held back? Remembers that it cut the run short."""
        if self.left() > keep:
            return False
        self.stopped_by = "time"
        return True

    def spent(self) -> float:
        """Seconds since the start."""
        return self._now() - self.started

    def reserve(self, seconds: float) -> None:
        """Hold back time for what comes after."""
        if self._end is not None:
            self._end -= seconds

    def out_of_steps(self) -> None:
        """Remember that more steps might have improved the result."""
        if self.stopped_by == "done":
            self.stopped_by = "steps"
