"""Five thousand firms and as many links import in under ten seconds; 20,000 rows are taken."""

import time
from datetime import UTC, datetime

from characters import TODAY, World
from faulty_files import CORE, code
from sqlalchemy import event

from lianqiao.registry.importers import IMPORTERS
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import

ROWS = 5_000
CEILING = 20_000
MOST_SECONDS = 10.0
MOST_STATEMENTS = 200
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def firms(count: int) -> bytes:
    lines = [
        f"{code(n)},演示批量{n},东至经开区,C26,{n % 500},{n},1200000,2015-05-01,0566-1234567"
        for n in range(count)
    ]
    header = "统一社会信用代码,名称,园区,行业代码,从业人员,营业收入（万元）,资产总额,成立日期,电话"
    return "\n".join([header, *lines]).encode()


def links(count: int) -> bytes:
    lines = [f"{CORE},{code(n)},供应商,2020-01-01,{n},60,HT-{n}" for n in range(count)]
    header = "核心企业代码,合作方代码,方向,合作起始日,年交易额（万元）,账期,合同编号"
    return "\n".join([header, *lines]).encode()


def load(database: Database, kind: str, data: bytes) -> tuple[ImportResult, float, int]:
    """Import a file; its result, seconds of this process, and how many statements it took.

    Of the process, not of the clock: other tests run on the same machine.
    """
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_more: statements.append(statement),
    )
    started = time.process_time()
    with database.writing() as session:
        context = ImportContext(session, COMMAND, NOW, TODAY)
        result = run_import(IMPORTERS[kind], context, data, f"{kind}.csv")
    return result, time.process_time() - started, len(statements)


def test_five_thousand_firms_and_their_links(world: World, database: Database) -> None:
    for kind, data in (("enterprises", firms(ROWS)), ("links", links(ROWS))):
        result, seconds, statements = load(database, kind, data)
        assert (result.accepted, result.rejected) == (ROWS, 0)
        assert seconds < MOST_SECONDS
        assert statements < MOST_STATEMENTS  # in bulk: no row is written by itself
        again, seconds, _statements = load(database, kind, data)
        assert (again.accepted, again.unchanged) == (0, ROWS)
        assert seconds < MOST_SECONDS


def test_a_file_at_the_ceiling(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    result, seconds, _statements = load(database, "enterprises", firms(CEILING))
    database.dispose()
    assert (result.accepted, result.rejected) == (CEILING, 0)
    assert seconds < 4 * MOST_SECONDS
