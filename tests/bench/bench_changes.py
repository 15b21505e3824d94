"""One change on what a run leaves standing, beside matching everything anew."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from typing import TypeVar

from matching import Change, Instance, Standing, changed, stand, what_if
from matching.clock import Budget
from matching.generate import AS_OF, SCALES, make
from matching.match import match_instance

T = TypeVar("T")
TRIES = 7


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds and the outcome."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def cases(standing: Standing, number: int) -> dict[str, Change]:
    """One change of each kind; `number` chooses what it hits."""
    rows = standing.state.ground.instance.assets
    asset = rows.asset((7_919 * (number + 1)) % len(rows))
    product = standing.products[number * 5 % len(standing.products)]
    limit = standing.limits[number * 37 % len(standing.limits)]
    quota = (product.quota_fen or 0) * 9 // 10
    larger = replace(asset, amount_fen=asset.amount_fen * 5 // 4)
    return {
        "new asset": Change(assets=(replace(larger, asset_id=f"NEW{number}"),)),
        "other amount": Change(assets=(larger,)),
        "asset gone": Change(without_assets=(asset.asset_id,)),
        "quota": Change(products=(replace(product, quota_fen=quota),)),
        "rule": Change(products=(replace(product, max_grade=max(1, product.max_grade - 1)),)),
        "product gone": Change(without_products=(product.product_id,)),
        "limit": Change(limits=(replace(limit, limit_fen=limit.limit_fen * 9 // 10),)),
    }


def show(scale: str, seed: int = 1) -> None:
    """A row for each kind of change."""
    instance = Instance.of(*make(SCALES[scale], seed), AS_OF)
    full, _ = timed(lambda: match_instance(instance, Budget()))
    standing = stand(instance, Budget())
    whole, _ = timed(standing.result)
    print(f"{scale}: full run {full:.2f} s; writing the result of a standing {whole:.3f} s")
    print(f"{'change':<14}{'median ms':>10}{'worst ms':>10}{'÷ full':>9}{'gap':>9}{'full gap':>10}")
    every = [cases(standing, number) for number in range(TRIES)]
    for name in every[0]:
        runs = [timed(partial(changed, standing, case[name])) for case in every]
        took, after = [seconds for seconds, _ in runs], runs[-1][1]
        again = match_instance(after.instance(), Budget())
        print(
            f"{name:<14}{1e3 * median(took):>10.1f}{1e3 * max(took):>10.1f}"
            f"{median(took) / full:>9.4f}{after.gap:>9.3%}{again.gap:>10.3%}"
        )
    asked, _ = timed(lambda: what_if(standing, every[1]["quota"]))
    print(f"what if a quota were cut by a tenth: {1e3 * asked:.0f} ms, {asked / full:.3f} ÷ full")


def main(scales: list[str] | None = None) -> None:
    """Print the tables; scales are county and prefecture unless named."""
    print("changes: as shares of matching everything anew")
    for scale in scales or ["county", "prefecture"]:
        show(scale)


if __name__ == "__main__":
    main(sys.argv[1:])
