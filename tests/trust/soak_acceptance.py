"""Acceptances at one moment, again and again: 4 workers, each way of colliding, both engines."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from characters import build_world
from databases import PostgreSQL, find_postgresql, migrate
from race import MODES, Race
from soak import Slice

from lianqiao.shared.database import Database

ROUNDS = 50
ENGINES = 2
FULL_SIZE = ROUNDS * len(MODES) * ENGINES


def soak(start: int, until: float) -> Slice:
    """Rounds of 64 clicks, the modes and the engines in turn."""
    runs = violations = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        races = [_race(url, folder, stack) for url in _urls(folder, stack)]
        while time.monotonic() < until and start + runs < FULL_SIZE:
            number = start + runs
            race, mode = races[number % len(races)], MODES[number // ENGINES % len(MODES)]
            violations += not race.round(mode).is_clean
            runs += 1
    return Slice(runs, violations, f"rounds of 64 clicks on {len(races)} engines, 4 workers")


def _urls(folder: Path, stack: ExitStack) -> list[str]:
    folder.chmod(0o755)
    urls = [f"sqlite:///{folder}/race.sqlite"]
    binaries = find_postgresql()
    if binaries is not None:
        server = PostgreSQL(binaries, folder / "postgresql")
        stack.callback(server.stop)
        urls.append(server.create("race"))
    return urls


def _race(url: str, folder: Path, stack: ExitStack) -> Race:
    migrate(url)
    database = Database(url)
    world = build_world(database)
    database.dispose()
    race = Race(url, world, folder, workers=4)
    stack.callback(race.close)
    return race
