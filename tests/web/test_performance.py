"""付款表现: days late by buyer, against a plain computation; each viewer sees its own alone."""

import csv
import json
import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from many_documents import fill
from openpyxl import load_workbook

from lianqiao.accounts.models import Organisation
from lianqiao.registry.models import Enterprise
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.table_mapping import Mapping
from lianqiao.shared.uscc import make
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.payment_performance import Performance, list_performance

As = Callable[[str], FlaskClient]
PAGE = "/payment-performance"
ROOT = Path(__file__).parents[2]
BOOK = ROOT.parent / "shared" / "data" / "ar_ibm" / "invoices.csv"


def performance(
    database: Database, world: World, who: str = "supplier", side: str = "creditor", by: str = ""
) -> dict[str, Performance]:
    with database.reading() as session:
        rows = list_performance(session, world.actor(who), TODAY, side, by or "effective")
    return {row.partner: row for row in rows}


def paid_late(database: Database, world: World, days: int, wan: int = 100, **more: object) -> None:
    """A receivable of the supplier on the core enterprise that was paid so many days late."""
    due = TODAY - timedelta(days=100)
    values = {
        "state": "settled",
        "amount_fen": wan * WAN,
        "paid_fen": wan * WAN,
        "due_date": due,
        "effective_due_date": due,
        "settled_on": due + timedelta(days=days),
        "settled_fen": wan * WAN,
    }
    with database.writing() as session:
        confirmed_asset(session, world, **(values | more))


def test_the_figures_of_one_buyer(database: Database, world: World) -> None:
    for days, wan in ((0, 10), (-5, 10), (10, 20), (30, 60)):
        paid_late(database, world, days, wan)
    late = TODAY - timedelta(days=3)
    with database.writing() as session:
        confirmed_asset(session, world)
        confirmed_asset(session, world, due_date=late, effective_due_date=late, paid_fen=30 * WAN)
    row = performance(database, world)["演示东至制药"]
    assert (row.paid, row.average_days, row.p90_days, row.late_share_ppm) == (4, 10.0, 30, 500_000)
    assert row.weighted_days == 20.0  # 20 × 10 + 60 × 30, over 100
    assert (row.open_fen, row.overdue, row.overdue_fen) == (170 * WAN, 1, 70 * WAN)


def test_a_hundred_random_books_equal_a_plain_computation(database: Database, world: World) -> None:
    rng = Random(11)
    days = [rng.randrange(-20, 60) for _number in range(137)]
    for one in days:
        paid_late(database, world, one, rng.randrange(1, 50))
    row = performance(database, world)["演示东至制药"]
    late = sorted(max(0, one) for one in days)
    assert row.average_days == round(sum(late) / len(late), 1)
    assert row.p90_days == late[math.ceil(0.9 * len(late)) - 1]
    assert row.late_share_ppm == sum(one > 0 for one in late) * 10_000 // len(late) * 100


def test_days_count_from_the_effective_or_the_contract_date(
    database: Database, world: World
) -> None:
    paid_late(
        database,
        world,
        0,
        due_date=date(2026, 10, 1),
        effective_due_date=date(2026, 10, 8),
        settled_on=date(2026, 10, 8),
    )
    assert performance(database, world)["演示东至制药"].average_days == 0
    assert performance(database, world, by="contract")["演示东至制药"].average_days == 7


def test_each_side_sees_its_own_documents_and_nobody_else_any(
    database: Database, world: World
) -> None:
    paid_late(database, world, 5)
    assert set(performance(database, world, "core", "debtor")) == {"演示甲供应"}
    for who, side in (("core", "creditor"), ("supplier", "debtor"), ("supplier2", "creditor")):
        assert performance(database, world, who, side) == {}
    assert performance(database, world, "core2", "debtor") == {}


def test_the_page_sorts_exports_and_leads_to_the_documents(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    paid_late(database, world, 12)
    client = as_("supplier")
    page = client.get(PAGE).text
    assert "演示东至制药" in page
    assert f"/receivables?role=creditor&amp;partner={world.org('core')}" in page
    assert "12.0 天" in page
    assert PAGE in client.get("/receivables").text
    for sort in ("partner", "-paid", "p90_days", "-weighted_days", "late_share_ppm", "-open_fen"):
        assert client.get(f"{PAGE}?sort={sort}&by=contract").status_code == 200
    book = load_workbook(BytesIO(client.get(f"{PAGE}?format=xlsx").data))
    assert [row[0].value for row in book.active.iter_rows()] == ["对方", "演示东至制药"]
    assert "演示甲供应" in as_("core").get(f"{PAGE}?side=debtor").text
    assert "还没有可以统计的单据" in as_("supplier2").get(PAGE).text
    assert as_("bank").get(PAGE).status_code == 403


def test_twenty_thousand_documents_are_summed_quickly(
    as_: As, database: Database, world: World
) -> None:
    fill(database, world, foreign=100)
    freeze(database, TODAY)
    client = as_("supplier")
    client.get(PAGE)
    started = time.perf_counter()
    assert client.get(PAGE).status_code == 200
    seconds = time.perf_counter() - started
    print(f"{database.engine.dialect.name}: {seconds * 1000:.0f} ms")
    assert seconds < 2


@pytest.mark.skipif(not BOOK.exists(), reason=f"{BOOK.name} of ar_ibm is not here")
def test_the_real_book_equals_its_own_column_of_days_late(
    as_: As, database: Database, world: World
) -> None:
    with BOOK.open(encoding="utf-8-sig") as source:
        lines = list(csv.DictReader(source))
    known = sorted({line["customerID"] for line in lines})
    codes = {code: make("91341721", f"MB{number:06d}") for number, code in enumerate(known)}
    names = {code: f"演示客户{number:03d}" for number, code in enumerate(known)}
    with database.writing() as session:
        for code, uscc in codes.items():
            firm = Organisation(kind="enterprise", name=names[code], state="approved")
            session.add_all([firm, Enterprise(id=firm.id, uscc=uscc, industry="51")])
    with database.writing() as session:
        now = datetime(2026, 11, 24, 2, tzinfo=UTC)
        context = ImportContext(session, COMMAND, now, TODAY, secret="tests only")
        text = (ROOT / "docs" / "examples" / "ar_ibm_mapping.json").read_text(encoding="utf-8")
        mapping = replace(Mapping.from_json(json.dumps(json.loads(text))), parties=codes)
        run_import(IMPORTERS["receivables"], context, BOOK.read_bytes(), BOOK.name, mapping)
    expected: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        expected[names[line["customerID"]]].append(int(line["DaysLate"]))
    found = performance(database, world, by="contract")
    assert {name: (row.paid, row.days) for name, row in found.items()} == {
        name: (len(days), sum(days)) for name, days in expected.items()
    }
    freeze(database, TODAY)
    page = as_("supplier").get(f"{PAGE}?by=contract").text
    assert "共 100 条" in page
    assert "2466" in page
