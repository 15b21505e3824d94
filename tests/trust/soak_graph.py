"""A hundred thousand firms: build and ask within 1.5 times networkx, rings within ten seconds."""

import json
import subprocess
import sys
import time
from typing import Any

from soak import ROOT, Slice

FULL_SIZE = 3
MODES = ("chain", "debts", "rings")
MOST_MB, MOST_RATIO, MOST_SECONDS = 1_500, 1.5, 10


def soak(start: int, until: float) -> Slice:
    """One run of each kind, each in a process of its own."""
    told: dict[str, Any] = {}
    for mode in MODES[start:]:
        if time.monotonic() >= until:
            break
        told[mode] = _run(mode)
    remark = "; ".join(f"{mode}: {_said(one)}" for mode, one in told.items())
    return Slice(len(told), sum(map(_breaks, told.values())), remark)


def _run(mode: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.large_graph", mode]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _breaks(told: dict[str, Any]) -> bool:
    slow = any(search["seconds"] >= MOST_SECONDS for search in told.get("search", ()))
    silent = any(
        bool(search["cut_at"]) != bool(search["stopped_by"])
        or (search["missed"] and not search["cut_at"])
        for search in told.get("search", ())
    )
    return slow or silent or told["peak_mb"] >= MOST_MB or told.get("ratio", 0) > MOST_RATIO


def _said(told: dict[str, Any]) -> str:
    if "ratio" in told:
        return f"{told['ratio']} times networkx, {told['peak_mb']} MB"
    seconds = max(search["seconds"] for search in told["search"])
    return f"at most {seconds} s, {told['peak_mb']} MB"
