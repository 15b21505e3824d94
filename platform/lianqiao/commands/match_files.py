"""lianqiao match-files: match a folder of files; no database, no settings, no .env."""

import argparse
import math
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

from . import Answer, InputIsRefused

SUMMARY = "match assets.csv with products.csv under limits.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the files are, the day, where the result goes, how long it may take."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--as-of", required=True, metavar="DATE", help="ISO date")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    parser.add_argument(
        "--time-limit", type=_seconds, default=20.0, metavar="S", help="wall clock, 20 by default"
    )


def run(args: argparse.Namespace) -> Answer:
    """Match; faults of the files are all told, each with its place and its mend."""
    as_of = _date(args.as_of)
    from matching.errors import InputFilesAreFaulty, MatchingRefused  # noqa: PLC0415 - heavy
    from matching.run import match_files  # noqa: PLC0415

    try:
        summary = match_files(args.folder, as_of, args.out, args.time_limit, _started())
    except InputFilesAreFaulty as faulty:
        return _refused(faulty.faults)
    except MatchingRefused as refusal:
        raise InputIsRefused(str(refusal)) from None
    return Answer(summary, _words(summary))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputIsRefused(f"日期“{text[:20]}”无法识别，请写成 2026-11-23") from None


def _started() -> float | None:
    """When this process started, on the clock of time.monotonic(); None where that is unknown."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / ticks
    except (OSError, ValueError, IndexError, AttributeError):
        return None
    return time.monotonic() - age if 0 <= age < 60 else None


def _refused(faults: list[Any]) -> Answer:
    errors = [
        {"file": f.file, "row": f.row, "column": f.column, "message": f.message} for f in faults
    ]
    headline = f"文件中有 {len(faults)} 处错误，没有匹配"
    lines = [str(fault) for fault in faults[:20]]
    if len(faults) > len(lines):
        lines.append(f"……另有 {len(faults) - len(lines)} 处")
    words = "；".join([headline, *lines[:3]])
    return Answer({"error": words, "errors": errors}, headline, 1, lines)


def _words(summary: dict[str, Any]) -> str:
    return (
        f"{summary['assets']} 张单据，{summary['eligible_pairs']} 个可行配对，"
        f"推荐 {summary['funded_assets']} 张，与理论上限相差 {summary['gap']:.2%}"
    )
