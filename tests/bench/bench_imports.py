"""Importing firms and links, beside putting the same rows unchecked into one bare table."""

import csv
import io
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from databases import migrate
from faulty_files import CORE, FIRM_HEADER, LINK_HEADER, as_csv, code

from lianqiao.registry.importers import IMPORTERS
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, Importer, run_import
from lianqiao.shared.tabular import parse_rows, read_table

SIZES = (1_000, 5_000, 20_000)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def firms(rows: int) -> bytes:
    """A file of firms with every column."""
    lines = [
        f"{code(n)},演示批量{n},东至经开区,C26,{n % 500},{n},1200000,2015-05-01,演示人,1,否,5,否"
        for n in range(rows)
    ]
    return as_csv(FIRM_HEADER.split(","), [line.split(",") for line in lines])


def links(rows: int) -> bytes:
    """Their links to one core enterprise, which is the first of them."""
    lines = [f"{CORE},{code(n)},供应商,2020-01-01,{n},60,HT-{n}" for n in range(rows)]
    return as_csv(LINK_HEADER.split(","), [line.split(",") for line in lines])


def seconds(work: object) -> float:
    """How long one run takes."""
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    print("imports: as multiples of csv.reader + sqlite3 into one bare table, in the same run")
    print(f"{'kind':<13}{'rows':>7}{'bare s':>8}{'parse':>8}{'import':>8}{'again':>8}{'rows/s':>9}")
    for rows in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            url = f"sqlite:///{Path(folder) / 'imports.sqlite'}"
            migrate(url)
            database = Database(url)
            core = f"uscc,name,industry,is_core\n{CORE},演示核心,27,是\n".encode()
            _load(database, "enterprises", core)
            for kind, data in (("enterprises", firms(rows)), ("links", links(rows))):
                _measure(database, kind, data, rows)
            database.dispose()


def _measure(database: Database, kind: str, data: bytes, rows: int) -> None:
    importer = IMPORTERS[kind]
    bare = min(seconds(lambda: _bare(data)) for _try in range(3))
    parse = seconds(lambda: _parse(importer, data))
    first = seconds(lambda: _load(database, kind, data))
    again = seconds(lambda: _load(database, kind, data))
    print(
        f"{kind:<13}{rows:>7,}{bare:>8.3f}{parse / bare:>8.1f}{first / bare:>8.1f}"
        f"{again / bare:>8.1f}{rows / first:>9,.0f}"
    )


def _bare(data: bytes) -> None:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite")
        names = ", ".join(f"c{at}" for at in range(len(rows[0])))
        connection.execute(f"CREATE TABLE bare ({names})")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows)
        connection.commit()
        connection.close()


def _parse(importer: Importer, data: bytes) -> None:
    parse_rows(read_table(data, "a.csv"), importer.columns, None, importer.key)


def _load(database: Database, kind: str, data: bytes) -> None:
    with database.writing() as session:
        context = ImportContext(session, COMMAND, NOW, NOW.date())
        run_import(IMPORTERS[kind], context, data, f"{kind}.csv")


if __name__ == "__main__":
    main()
