"""How fast and how good matching is, beside every other way of doing it, in one run.

``bench_matching.py one SCALE SEED`` measures one run in a process of its own, for its memory.
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import allocation_rivals
import eligibility_rivals

from matching.clock import Budget
from matching.eligibility import find_eligible
from matching.generate import AS_OF, SCALES, make
from matching.instance import Instance
from matching.match import match_instance
from matching.problem import pose

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"county": 5.0, "prefecture": 20.0, "province": 100.0}
MIP_SECONDS = 60.0  # that HiGHS is given for a county; beyond, it gets as long as we took
SEEDS = {"county": (1, 2, 3, 4, 5), "prefecture": (1, 2), "province": (1,)}
COMPARED = ("county", "prefecture")
TRIES = 3


def timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """CPU seconds of this process, seconds on the wall, the outcome."""
    cpu, wall = time.process_time(), time.perf_counter()
    outcome = work()
    return time.process_time() - cpu, time.perf_counter() - wall, outcome


def instance_of(scale: str, seed: int) -> Instance:
    """A generated instance."""
    return Instance.of(*make(SCALES[scale], seed), AS_OF)


def eligibility(scale: str) -> None:
    """Pairs a second and bytes a pair, each way; all must find the same pairs."""
    instance = instance_of(scale, 7)
    asked = len(instance.assets) * len(instance.products)
    ways = eligibility_rivals.rivals(instance)
    print(f"eligibility, {scale}: {asked:,} pairs asked; CPU seconds, best of {TRIES}")
    print(f"{'way':<16}{'eligible':>10}{'M pairs/s':>11}{'bytes a pair':>14}{'ours is':>10}")
    base = counted = None
    for name, way in ways.items():
        tries = 1 if name == "plain Python" else TRIES
        runs = [timed(way) for _ in range(tries)]
        seconds, found = min(run[0] for run in runs), runs[0][2]
        base, counted = base or seconds, counted or found.pairs
        assert found.pairs == counted, name
        size = "—" if math.isnan(found.bytes_a_pair) else f"{found.bytes_a_pair:.0f}"
        rate, faster = asked / seconds / 1e6, seconds / base
        print(f"{name:<16}{found.pairs:>10,}{rate:>11.1f}{size:>14}{faster:>9.1f}×")
    if not eligibility_rivals.HAS_POLARS:
        print("polars is not installed, so its row is left out")
    print()


def allocation(scale: str, seed: int = 7) -> None:
    """Net proceeds and time, each way, as shares of the bound that our prices prove."""
    instance = instance_of(scale, seed)
    cpu, wall, result = timed(lambda: match_instance(instance, Budget(LIMITS[scale])))
    bound = result.upper_bound_fen
    small = scale == "county"
    problem = pose(instance, find_eligible(instance))
    ratio = allocation_rivals.demand_over_limits(instance, problem)
    print(f"allocation, {scale}, seed {seed}: demand ÷ limits {ratio:.2f}")
    print(f"{'way':<18}{'of the bound':>14}{'gap':>9}{'CPU s':>9}{'wall s':>9}  remark")
    ours = result.objective_fen / bound
    print(f"{'ours':<18}{ours:>14.3%}{1 - ours:>9.3%}{cpu:>9.2f}{wall:>9.2f}  {result.stopped_by}")
    seconds = MIP_SECONDS if small else max(wall, 1.0)
    for name, way in allocation_rivals.rivals(instance, problem, seconds, small=small).items():
        cpu, wall, found = timed(way)
        share = "—" if found.fen is None else f"{found.fen / bound:.3%}"
        rest = "—" if found.fen is None else f"{1 - found.fen / bound:.3%}"
        print(f"{name:<18}{share:>14}{rest:>9}{cpu:>9.2f}{wall:>9.2f}  {found.remark}")
    print()


def queues(scale: str) -> None:
    """Ours above the two queues on several seeds, in percent of what they reach, and the most
    that anybody could be above them.
    """
    print(f"above the queues, {scale}")
    print(
        f"{'seed':<6}{'demand ÷ limits':>16}{'gap':>9}{'first come':>12}{'at most':>9}"
        f"{'best score':>12}{'at most':>9}"
    )
    for seed in SEEDS[scale]:
        instance = instance_of(scale, seed)
        result = match_instance(instance, Budget(LIMITS[scale]))
        problem = pose(instance, find_eligible(instance))
        ratio = allocation_rivals.demand_over_limits(instance, problem)
        both = (
            allocation_rivals.first_come(instance, problem),
            allocation_rivals.best_score(problem),
        )
        figures = f"{result.gap:>9.3%}"
        for other in both:
            fen = other.fen or 1
            above, most = result.objective_fen / fen - 1, result.upper_bound_fen / fen - 1
            figures += f"{above:>12.1%}{most:>9.1%}"
        print(f"{seed:<6}{ratio:>16.2f}{figures}")
    print()


def one(scale: str, seed: int) -> dict[str, Any]:
    """One run in this process: sizes, times and the most memory that it held."""
    instance = instance_of(scale, seed)
    posing, _, pairs = timed(lambda: find_eligible(instance))
    count = len(pairs)
    del pairs
    cpu, wall, result = timed(lambda: match_instance(instance, Budget(LIMITS[scale])))
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return {
        "assets": len(instance.assets),
        "asked": len(instance.assets) * len(instance.products),
        "pairs": count,
        "posing": posing,
        "cpu": cpu,
        "wall": wall,
        "gap": result.gap,
        "peak": peak / 1024,
        "stopped": result.stopped_by,
    }


def growth(scales: list[str], seed: int = 7) -> None:
    """Each scale in a process of its own; the exponent is of CPU seconds over assets."""
    print(f"growth, seed {seed}; each scale in a process of its own")
    print(
        f"{'scale':<11}{'assets':>9}{'eligible':>12}{'M pairs/s':>11}{'CPU s':>8}{'wall s':>8}"
        f"{'exponent':>10}{'gap':>9}{'peak MB':>9}{'bytes a pair':>14}  stopped by"
    )
    before: dict[str, Any] | None = None
    for scale in scales:
        command = [sys.executable, __file__, "one", scale, str(seed)]
        environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
        printed = subprocess.run(
            command, env=environment, capture_output=True, check=True, text=True
        )
        row = json.loads(printed.stdout.splitlines()[-1])
        power = "—"
        if before:
            longer = math.log(row["cpu"] / before["cpu"])
            power = f"{longer / math.log(row['assets'] / before['assets']):.2f}"
        print(
            f"{scale:<11}{row['assets']:>9,}{row['pairs']:>12,}"
            f"{row['asked'] / row['posing'] / 1e6:>11.0f}{row['cpu']:>8.1f}{row['wall']:>8.1f}"
            f"{power:>10}{row['gap']:>9.3%}{row['peak']:>9.0f}"
            f"{row['peak'] * 2**20 / row['pairs']:>14.0f}  {row['stopped']}"
        )
        before = row
    print()


def main(scales: list[str] | None = None) -> None:
    """Print the tables; scales are county, prefecture and province unless named."""
    wanted = scales or list(LIMITS)
    for scale in wanted:
        if scale in COMPARED:
            eligibility(scale)
    for scale in wanted:
        queues(scale)
        if scale in COMPARED:
            allocation(scale)
    growth(wanted)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
    else:
        main(sys.argv[1:])
