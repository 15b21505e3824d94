"""What must hold of matching whatever the instance, seed by seed."""

import time

from soak import Slice

from tests.unit.matching.metamorphic import CLAIMS

FULL_SIZE = 200


def soak(start: int, until: float) -> Slice:
    """Every claim for one seed after another until the time or the size is reached."""
    runs = violations = 0
    while time.monotonic() < until and start + runs < FULL_SIZE:
        for claim in CLAIMS:
            try:
                claim(start + runs)
            except AssertionError:
                violations += 1
        runs += 1
    return Slice(runs, violations, f"{len(CLAIMS)} claims a seed")
