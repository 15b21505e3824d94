"""Many writers on one audit chain, both engines: no gap, no double, no broken link."""

import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from databases import PostgreSQL, find_postgresql, migrate
from soak import Slice

from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database

FULL_SIZE = 20_000
ROUND = 400


def soak(start: int, until: float) -> Slice:
    """Rounds of eight writers with fifty entries each, on each engine in turn."""
    runs = violations = 0
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        server = _server(Path(folder))
        urls = [f"sqlite:///{folder}/audit.sqlite", *([server.create("audit")] if server else [])]
        try:
            for url in urls:
                migrate(url)
            while time.monotonic() < until and start + runs < FULL_SIZE:
                violations += sum(not _round(url) for url in urls)
                runs += ROUND * len(urls)
        finally:
            if server:
                server.stop()
    return Slice(runs, violations, f"entries on {len(urls)} engines")


def _server(folder: Path) -> PostgreSQL | None:
    binaries = find_postgresql()
    folder.chmod(0o755)
    return PostgreSQL(binaries, folder / "postgresql") if binaries else None


def _round(url: str) -> bool:
    database = Database(url)

    def write(number: int) -> None:
        for step in range(ROUND // 8):
            with database.writing() as session:
                audit.record(session, COMMAND, "soak", f"{number}-{step}", datetime.now(UTC))

    with database.reading() as session:
        before = audit.inspect_chain(session).rows
    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        report = audit.inspect_chain(session)
    database.dispose()
    return report.ok and report.rows == before + ROUND
