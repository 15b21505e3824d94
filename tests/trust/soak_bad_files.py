"""Broken files of match-files: three in four in known places, the fourth with any bytes."""

import tempfile
import time
from pathlib import Path

from soak import Slice

from tests.unit.matching.bad_files import named_in_place, refused_or_matched

FULL_SIZE = 2_000
BLIND = 4  # every so manieth is broken anywhere


def soak(start: int, until: float) -> Slice:
    """One mutation after another until the time or the size is reached."""
    runs = violations = places = 0
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        while time.monotonic() < until and start + runs < FULL_SIZE:
            seed = start + runs
            try:
                if seed % BLIND:
                    places += len(named_in_place(seed, Path(folder)))
                else:
                    refused_or_matched(seed, Path(folder))
            except Exception:
                violations += 1
            runs += 1
    return Slice(runs, violations, f"{places} faults named in the last go")
