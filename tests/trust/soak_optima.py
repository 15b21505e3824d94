"""Small instances of matching, each as good as the optimum that HiGHS finds."""

import time

from soak import Slice

from tests.unit.matching.small_optima import solved

FULL_SIZE = 200


def soak(start: int, until: float) -> Slice:
    """One seed after another until the time or the size is reached."""
    runs = violations = 0
    worst = 0.0
    while time.monotonic() < until and start + runs < FULL_SIZE:
        try:
            result, best = solved(start + runs)
            worst = max(worst, (best - result.objective_fen) / max(best, 1.0))
        except AssertionError:
            violations += 1
        runs += 1
    return Slice(runs, violations, f"at most {max(worst, 0.0):.1e} below the optimum")
