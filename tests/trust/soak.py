"""The long runs: each part goes on where it stopped, in slices under nine minutes.

``make soak`` runs every part, ``make soak PART=audit`` one of them. What was reached is kept
in var/soak.json until the full size is done, then written to docs/measured.md.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "soak.json"
MEASURED = ROOT / "docs" / "measured.md"
SLICE_SECONDS = 520.0

# part → module of tests/trust that has ``soak(start, until) -> Slice`` and ``FULL_SIZE``
PARTS = {
    "audit": "soak_audit",
    "uploads": "soak_uploads",
    "acceptance": "soak_acceptance",
    "scheduler": "soak_scheduler",
    "graph": "soak_graph",
    "documents": "soak_documents",
    "optima": "soak_optima",
    "metamorphic": "soak_metamorphic",
    "bad-files": "soak_bad_files",
}


@dataclass(frozen=True)
class Slice:
    """What one go did: runs, violations found, and a remark for the table."""

    runs: int
    violations: int = 0
    remark: str = ""


@dataclass
class Progress:
    """What a part has done so far."""

    runs: int = 0
    violations: int = 0
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)


Soak = Callable[[int, float], Slice]


def main() -> int:
    """Run the parts asked for; exit 1 when a violation was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=sorted(PARTS))
    parser.add_argument("--seconds", type=float, default=SLICE_SECONDS)
    args = parser.parse_args()
    wanted = [args.part] if args.part else list(PARTS)
    until = time.monotonic() + args.seconds
    found = [_go_on(part, until) for part in wanted]
    return 1 if any(found) else 0


def _go_on(part: str, until: float) -> bool:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "trust")]
    module = import_module(PARTS[part])
    progress = _load().get(part, Progress())
    started = time.monotonic()
    if progress.runs < module.FULL_SIZE and started < until:
        done: Slice = module.soak(progress.runs, until)
        progress.runs += done.runs
        progress.violations += done.violations
        progress.seconds += time.monotonic() - started
        if done.remark:
            progress.remarks = [done.remark]
    _keep(part, progress)
    _say(part, progress, module.FULL_SIZE)
    if progress.runs >= module.FULL_SIZE:
        _write(part, progress)
    return progress.violations > 0


def _say(part: str, progress: Progress, size: int) -> None:
    rate = f"rate < {3 / progress.runs:.1e}" if progress.runs and not progress.violations else ""
    print(
        f"{part}: {progress.runs}/{size} runs, {progress.violations} violations, "
        f"{progress.seconds:.0f} s {rate} {' '.join(progress.remarks)}"
    )


def _load() -> dict[str, Progress]:
    if not KEPT.exists():
        return {}
    return {part: Progress(**kept) for part, kept in json.loads(KEPT.read_text()).items()}


def _keep(part: str, progress: Progress) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    kept = {name: asdict(value) for name, value in (_load() | {part: progress}).items()}
    KEPT.write_text(json.dumps(kept, indent=1))


def _write(part: str, progress: Progress) -> None:
    """One line in the first table of docs/measured.md; the part starts anew next time."""
    day = datetime.now(UTC).date()
    remark = " ".join(progress.remarks)
    line = (
        f"| {day} | soak {part} | {progress.runs} | {progress.violations} | "
        f"{progress.seconds:.0f} s | {remark} |\n"
    )
    table, _, rest = MEASURED.read_text(encoding="utf-8").partition("|\n\n")
    MEASURED.write_text(f"{table}|\n{line}\n{rest}", encoding="utf-8")
    _keep(part, Progress())


if __name__ == "__main__":
    sys.exit(main())
