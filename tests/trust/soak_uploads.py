"""Damaged uploads through a real importer: each answers in time, in memory, and in words.

``python soak_uploads.py N`` reads N of them in a process of its own and prints what it took.
"""

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from databases import migrate
from mutations import upload
from soak import Slice

from lianqiao.registry.importers import IMPORTERS
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.audit import drop_pending
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tabular import FileIsRefused, parse_rows, read_table
from lianqiao.trade.errors import EInvoiceIsRefused
from lianqiao.trade.read_einvoice import read_einvoice

FULL_SIZE = 10_000
MOST_SECONDS = 10.0
MOST_MEGABYTES = 300.0
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def soak(start: int, until: float) -> Slice:
    """Upload damaged files one after another until the time or the size is reached."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        url = f"sqlite:///{Path(folder) / 'uploads.sqlite'}"
        migrate(url)
        database = Database(url)
        runs = violations = 0
        slowest = 0.0
        while time.monotonic() < until and start + runs < FULL_SIZE:
            seconds = upload_one(database, start + runs)
            slowest = max(slowest, seconds)
            violations += seconds > MOST_SECONDS
            runs += 1
        database.dispose()
    peak = peak_megabytes()
    violations += peak > MOST_MEGABYTES
    return Slice(runs, violations, f"slowest {slowest:.2f} s, peak {peak:.0f} MB")


def upload_one(database: Database, seed: int) -> float:
    """Import one damaged file, undo it, return the seconds. Only FileIsRefused may be raised."""
    name, data = upload(seed)
    started = time.monotonic()
    if name.endswith(".xml"):
        is_invoice(data)
        return time.monotonic() - started
    with database.open(write=True) as session:
        context = ImportContext(session, COMMAND, NOW, NOW.date())
        try:
            result = run_import(IMPORTERS["enterprises"], context, data, name)
        except FileIsRefused as refused:
            assert str(refused)
        else:
            assert result.rows == result.accepted + result.unchanged + result.rejected
            assert all(error.row >= 2 and error.message for error in result.errors)
        drop_pending(session)
        session.rollback()
    return time.monotonic() - started


def is_invoice(data: bytes) -> bool:
    """Read a damaged e-invoice; whether it could be. Only EInvoiceIsRefused may be raised."""
    try:
        read = read_einvoice(data, NOW.date())
    except EInvoiceIsRefused as refused:
        assert str(refused)
        return False
    assert read.gross_fen > 0
    return True


def peak_megabytes() -> float:
    """The most memory that this process has held.

    Linux hands the peak of the parent down to ``getrusage`` of a child, but not to its ``VmHWM``.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_many(count: int) -> dict[str, float]:
    """Read and parse damaged files without a database."""
    importer, read, slowest = IMPORTERS["enterprises"], 0, 0.0
    for seed in range(count):
        name, data = upload(seed)
        started = time.process_time()
        try:
            if name.endswith(".xml"):
                read += is_invoice(data)
                continue
            parse_rows(read_table(data, name), importer.columns, None, importer.key)
            read += 1
        except FileIsRefused as refused:
            assert str(refused)
        finally:
            slowest = max(slowest, time.process_time() - started)
    return {"files": count, "read": read, "slowest": slowest, "peak": peak_megabytes()}


if __name__ == "__main__":
    print(json.dumps(read_many(int(sys.argv[1]))))
