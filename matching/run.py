"""A match run on files: read, match, write, all within one time limit."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from matching.clock import Budget
from matching.errors import ResultCannotBeWritten
from matching.files import read_instance, write_json
from matching.match import match_instance
from matching.model import NearMiss, Result

START_UP = 0.6  # seconds that a fresh process has used before it comes here
MARGIN, WRITING = 0.3, 1.5  # seconds held back for writing: some, and so many times the reading


def match_files(
    folder: Path | str,
    as_of: date,
    out: Path | str,
    time_limit: float = 20.0,
    started: float | None = None,
) -> dict[str, Any]:
    """Match the files of a folder and write the result as JSON; returns the summary.

    `time_limit` is wall clock in seconds from `started` (a reading of time.monotonic(); when None,
    a little before now). Raises InputFilesAreFaulty, ResultCannotBeWritten.
    """
    begun = time.monotonic() - START_UP if started is None else started
    budget = Budget(time_limit, begun)
    entered = budget.spent()
    instance = read_instance(Path(folder), as_of)
    read = budget.spent()
    budget.reserve(MARGIN + WRITING * (read - entered))
    result = match_instance(instance, budget)
    seconds = {"read": read - entered, **result.seconds}
    matched = budget.spent()
    body = as_json(result)

    def taken() -> dict[str, float]:
        spent = seconds | {"write": budget.spent() - matched}
        return {step: round(value, 3) for step, value in spent.items()}

    try:
        write_json(body, taken, Path(out))
    except OSError as error:
        raise ResultCannotBeWritten(f"无法写入 {out}：{error.strerror}") from error
    return summary(result)


def summary(result: Result) -> dict[str, Any]:
    """The key figures of a result."""
    return {
        "run_id": result.run_id,
        "assets": result.assets,
        "eligible_pairs": result.eligible_pairs,
        "funded_assets": result.funded_assets,
        "principal_fen": result.principal_fen,
        "objective_fen": result.objective_fen,
        "upper_bound_fen": result.upper_bound_fen,
        "gap": result.gap,
        "stopped_by": result.stopped_by,
    }


def as_json(result: Result) -> dict[str, Any]:
    """A result as its file holds it, without the seconds (CONTRACT.md, Files of match-files)."""
    return {
        "as_of": result.as_of.isoformat(),
        **summary(result),
        "cost_fen": result.cost_fen,
        "steps": result.steps,
        "allocations": [
            {"asset_id": a.asset_id, "product_id": a.product_id, "principal_fen": a.principal_fen}
            for a in result.allocations
        ],
        "unfunded": [
            {
                "asset_id": asset.asset_id,
                "reason": asset.reason,
                "near_misses": [_near_miss(miss) for miss in asset.near_misses],
            }
            for asset in result.unfunded
        ],
        "limit_prices": [
            {
                "limit": price.limit,
                "used_fen": price.used_fen,
                "limit_fen": price.limit_fen,
                "price": price.price,
            }
            for price in result.limit_prices
        ],
    }


def _near_miss(miss: NearMiss) -> dict[str, Any]:
    failed = [{"rule": c.rule, "value": c.value, "required": c.required} for c in miss.failed]
    return {"product_id": miss.product_id, "failed": failed}
