"""1, 2, 8 schedulers × 5,000 (loan, stage) × restarts × clock jumps, both engines in turn."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from characters import World, build_world
from databases import PostgreSQL, find_postgresql, migrate
from scans import jumping_days, round_of_scans
from soak import Slice

from lianqiao.shared.database import Database

SCHEDULERS = (1, 2, 8)
LOANS = 1_500  # with the days of a round some 5,000 (loan, stage)
DAYS = 6
FULL_SIZE = 60


def soak(start: int, until: float) -> Slice:
    """Rounds of fresh loans, the numbers of schedulers and the engines in turn."""
    runs = violations = stages = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        places = [_place(url) for url in _urls(folder, stack)]
        while time.monotonic() < until and start + runs < FULL_SIZE:
            number = start + runs
            url, world = places[number % len(places)]
            many = SCHEDULERS[number // len(places) % len(SCHEDULERS)]
            found = round_of_scans(url, world, many, LOANS, jumping_days(number, DAYS))
            violations += not found.is_clean
            stages += found.due
            runs += 1
    return Slice(runs, violations, f"{stages // max(1, runs)} (loan, stage) a round")


def _urls(folder: Path, stack: ExitStack) -> list[str]:
    folder.chmod(0o755)
    urls = [f"sqlite:///{folder}/scans.sqlite"]
    binaries = find_postgresql()
    if binaries is not None:
        server = PostgreSQL(binaries, folder / "postgresql")
        stack.callback(server.stop)
        urls.append(server.create("scans"))
    return urls


def _place(url: str) -> tuple[str, World]:
    migrate(url)
    database = Database(url)
    world = build_world(database)
    database.dispose()
    return url, world
