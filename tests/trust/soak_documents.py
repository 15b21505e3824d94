"""Twenty thousand random lives of documents on both engines: states, occupation, sums."""

import tempfile
import time
from pathlib import Path

from characters import World, build_world
from databases import PostgreSQL, find_postgresql, migrate
from lives import lead
from soak import Slice

from lianqiao.shared.database import Database

FULL_SIZE = 20_000
ROUND = 250  # lives in one database, then a new one
MEMORY = Path("/dev/shm")  # noqa: S108


def soak(start: int, until: float) -> Slice:
    """Rounds of lives on each engine in turn; the seed of a life is its number."""
    runs = violations = steps = 0
    with tempfile.TemporaryDirectory(prefix="soak-", dir=_memory()) as folder:
        server = _server(Path(folder))
        try:
            while time.monotonic() < until and start + runs < FULL_SIZE:
                number = start + runs
                engine = (number // ROUND) % 2 if server else 0
                url = server.create(f"r{number}") if engine and server else _file(folder, number)
                done = _round(url, number, until)
                runs, violations, steps = runs + done[0], violations + done[1], steps + done[2]
        finally:
            if server:
                server.stop()
    return Slice(runs, violations, f"{steps} steps in the last slice")


def _memory() -> str | None:
    return str(MEMORY) if MEMORY.is_dir() else None


def _file(folder: str, number: int) -> str:
    return f"sqlite:///{folder}/r{number}.sqlite"


def _server(folder: Path) -> PostgreSQL | None:
    binaries = find_postgresql()
    folder.chmod(0o755)
    return PostgreSQL(binaries, folder / "postgresql") if binaries else None


def _round(url: str, first: int, until: float) -> tuple[int, int, int]:
    migrate(url)
    database = Database(url)
    try:
        return _lives(database, build_world(database), first, until)
    finally:
        database.dispose()


def _lives(database: Database, world: World, first: int, until: float) -> tuple[int, int, int]:
    runs = violations = steps = 0
    for seed in range(first, first + ROUND):
        if time.monotonic() > until:
            break
        life = lead(database, world, seed)
        runs, steps = runs + 1, steps + len(life.taken)
        if life.faults:
            violations += 1
            print(f"seed {seed}: {life.faults}")
    return runs, violations, steps
