"""The list of a firm with 20,000 receivables: quick, filtered, and a workbook of all of them."""

import time
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from many_documents import fill
from openpyxl import load_workbook
from pace import pace
from sqlalchemy import event

from lianqiao.shared.database import Database
from lianqiao.shared.web import Application

As = Callable[[str], FlaskClient]
LIST = "/receivables"
FILTERS = (
    {},
    {"role": "creditor"},
    {"state": "confirmed"},
    {"overdue": "yes"},
    {"due_from": "2026-12-01", "due_to": "2026-12-31"},
    {"q": "FP000000000000019"},
    {"sort": "-amount_fen", "page": "300"},
    {"sort": "-days_overdue"},
    {"partner": "CORE", "state": "settled"},
)
MOST_SECONDS = 0.3
MOST_STATEMENTS = 12


def measured(app: Application, client: FlaskClient, address: str) -> tuple[str, float, int]:
    """The page, the seconds it took at best, and how many statements."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(app.database.engine, "before_cursor_execute", note)
    seconds = []
    for _round in range(3):
        statements.clear()
        started = time.perf_counter()
        answer = client.get(address)
        seconds.append(time.perf_counter() - started)
    event.remove(app.database.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return answer.text, min(seconds), len(statements)


def test_every_filter_of_a_large_list_is_quick(
    app: Application, as_: As, world: World, database: Database
) -> None:
    fill(database, world)
    freeze(database, TODAY)
    client = as_("supplier")
    for words in FILTERS:
        asked = {
            name: world.org("core") if value == "CORE" else value for name, value in words.items()
        }
        text, seconds, statements = measured(app, client, f"{LIST}?{urlencode(asked)}")
        print(f"{database.engine.dialect.name} {words}: {seconds * 1000:.0f} ms, {statements}")
        assert seconds < MOST_SECONDS * pace(), words
        assert statements <= MOST_STATEMENTS
        assert "演示乙合作社" not in text  # nothing of the strangers' rows


def test_the_workbook_holds_every_row_of_the_same_filter_and_no_live_formula(
    as_: As, world: World, database: Database
) -> None:
    fill(database, world, foreign=100)
    freeze(database, TODAY)
    client = as_("supplier")
    started = time.perf_counter()
    answer = client.get(f"{LIST}?format=xlsx")
    seconds = time.perf_counter() - started
    print(f"{database.engine.dialect.name}: {seconds:.1f} s for {len(answer.data):,} bytes")
    assert seconds < 10 * pace()
    sheet = load_workbook(BytesIO(answer.data), read_only=True).active
    kinds, rows = set(), 0
    for row in sheet.iter_rows(min_row=2):
        rows += 1
        kinds |= {cell.data_type for cell in row}
    assert rows == 20_000
    assert "f" not in kinds
    late = client.get(f"{LIST}?format=xlsx&overdue=yes")
    sheet = load_workbook(BytesIO(late.data), read_only=True).active
    days = [row[8].value for row in sheet.iter_rows(min_row=2)]
    assert len(days) > 3_000
    assert min(days) > 0


def test_the_address_carries_the_filters_along(as_: As, world: World, database: Database) -> None:
    fill(database, world, count=300, foreign=0)
    freeze(database, TODAY)
    asked = {
        "overdue": "yes",
        "sort": "days_overdue",
        "due_from": "2026-08-01",
        "partner": world.org("core"),
    }
    text = as_("supplier").get(f"{LIST}?{urlencode(asked)}").text
    assert "due_from=2026-08-01" in text
    assert 'value="2026-08-01"' in text
    assert f"partner={world.org('core')}" in text
    assert "逾期 4 天" in text
    assert "已逾期" in text


@pytest.mark.parametrize("word", ["due_from=gestern", "partner=nobody", "overdue=9", "page=-1"])
def test_what_cannot_be_read_in_the_address_is_left_out(
    as_: As, world: World, database: Database, word: str
) -> None:
    fill(database, world, count=60, foreign=0)
    answer = as_("supplier").get(f"{LIST}?{word}")
    assert answer.status_code == 200
    assert "共 60 条" in answer.text
