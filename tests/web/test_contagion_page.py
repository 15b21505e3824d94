"""Contagion: who runs short if a core enterprise pays too little or late, wave by wave."""

import re
import time
from io import BytesIO

import pytest
from characters import TODAY, World, build_world
from county_rows import fill_county
from deals import freeze
from loan_book import lend
from openpyxl import load_workbook
from pace import pace
from risky import owe
from sqlalchemy import func, select

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.oversight.contagion_page import Question, ask_contagion
from lianqiao.shared import audit
from lianqiao.shared.actor import SYSTEM
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, utc_now
from lianqiao.trade.models import Asset


@pytest.fixture
def chain(database: Database, world: World) -> None:
    """The core enterprise owes its supplier 100, that owes the customer 80, in 90 days all."""
    freeze(database)
    owe(database, world, "core", "supplier", 100)
    owe(database, world, "supplier", "customer", 80)
    for number in range(3):
        lend(database, world, f"J-{number}")
    with database.writing() as session:
        audit.record(session, SYSTEM, "plant", "", utc_now())


def ask(client, world: World, **more: str):
    words = {"firm": world.org("core"), "what": "default", "share": "50", "late": "30"}
    return client.get("/risks/contagion", query_string=words | {"horizon": "90"} | more)


def cells(answer) -> list[list[object]]:
    sheet = load_workbook(BytesIO(answer.data)).active
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_page_asks_first_and_states_what_it_assumes(as_, world) -> None:
    page = as_("regulator").get("/risks/contagion")
    assert page.status_code == 200
    for words in ("测算的前提", "刚好够付", "选一家企业", "演示东至制药", "演示大渡口食品"):
        assert words in page.text
    assert "演示甲供应" not in page.text


def test_a_share_that_is_lost_runs_down_the_chain_in_waves(as_, world, chain) -> None:
    office = as_("regulator")
    page = ask(office, world).text
    assert "演示甲供应" in page
    assert "演示丙经销" not in page  # it owes nobody
    book = cells(ask(office, world, format="xlsx"))
    assert [(row[0], row[2], row[3], row[4], row[5]) for row in book] == [
        ("演示东至制药", 0, 1_000_000, 500_000, 500_000),
        ("演示甲供应", 1, 800_000, 500_000, 300_000),
    ]


def test_money_that_comes_late_is_missing_on_the_day_it_is_needed(as_, world, chain) -> None:
    book = cells(ask(as_("regulator"), world, what="late", late="10", format="xlsx"))
    assert [(row[0], row[2], row[5]) for row in book] == [
        ("演示东至制药", 0, 1_000_000),
        ("演示甲供应", 1, 800_000),
    ]
    assert cells(ask(as_("regulator"), world, what="late", horizon="60", format="xlsx")) == []


def test_banks_that_lend_to_them_are_shown_and_small_counts_hidden(as_, world, chain) -> None:
    page = ask(as_("regulator"), world).text
    table = page.partition('id="banks"')[2]
    row = re.search(r"演示农商银行.*?</tr>", table, re.S)
    assert row is not None
    assert re.findall(r'class="number">([^<]+)<', row[0]) == ["＜3", "3"]
    assert "3,000,000.00" in row[0]
    assert "演示商业银行" not in table
    book = cells(ask(as_("regulator"), world, format="xlsx", sheet="banks"))
    assert book == [["演示农商银行", "＜3", "3", 3_000_000]]


def test_nothing_is_changed_by_asking(as_, world, chain, database) -> None:
    entry = columns(AuditEntry)

    def told() -> int:
        with database.reading() as session:
            return int(session.execute(select(func.count(entry.seq))).scalar_one())

    office = as_("operator")
    before = told()
    assert ask(office, world).status_code == 200
    assert told() == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"share": "0"}, "share"),
        ({"share": "101"}, "share"),
        ({"share": ""}, "share"),
        ({"share": "一半"}, "share"),
        ({"what": "late", "late": "0"}, "late"),
        ({"what": "late", "late": "9999"}, "late"),
        ({"firm": ""}, "firm"),
        ({"horizon": "7"}, "horizon"),
        ({"what": "war"}, "what"),
    ],
)
def test_a_bad_question_is_named_beside_its_field(as_, world, chain, typed, field: str) -> None:
    answer = ask(as_("regulator"), world, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_firm_that_owes_nothing_draws_nobody_in(as_, world, chain) -> None:
    for what in ("default", "late"):
        answer = ask(as_("regulator"), world, firm=world.org("core2"), what=what)
        assert answer.status_code == 200
        assert "没有企业因此不够付" in answer.text


def test_a_firm_that_is_not_there_cannot_be_asked_about(as_, world, chain) -> None:
    assert ask(as_("regulator"), world, firm="0" * 26).status_code == 422
    assert ask(as_("regulator"), world, firm=world.org("bank")).status_code == 422


def test_a_firm_that_is_no_core_enterprise_may_be_asked_about_by_its_address(
    as_, world, chain
) -> None:
    page = ask(as_("regulator"), world, firm=world.org("supplier")).text
    assert "演示甲供应 少付 50%" in page


@pytest.mark.parametrize("who", ["bank", "core", "supplier", "guarantor"])
def test_only_the_offices_ask(as_, world, who: str) -> None:
    assert ask(as_(who), world).status_code == 403


def test_an_answer_at_the_size_of_the_county_is_there_in_a_moment(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(mode="demo", database_url=sqlite_url, secret_key="x", _env_file=None))
    fill_county(app.database, build_world(app.database), 2_000, 10_000)
    asset = columns(Asset)
    with app.database.reading() as session:
        owed = func.sum(asset.amount_fen)
        query = select(asset.debtor_id).group_by(asset.debtor_id).order_by(owed.desc()).limit(1)
        debtor = session.execute(query).scalar_one()
    took = {}
    with app.app_context(), app.database.reading() as session:
        for what in ("first", "default", "late", "default", "late"):
            kind = "late" if what == "late" else "default"
            started = time.process_time()  # of this process alone: others do not count
            answer = ask_contagion(session, Question(debtor, kind, 50, 30, 90), TODAY)
            ms = (time.process_time() - started) * 1000
            took[what] = min(ms, took.get(what, ms))
            assert answer.others > 5
    app.database.dispose()
    with capsys.disabled():
        print(
            f"\n2,000 firms, 6,000 debts: with the first build {took['first']:.0f} ms, "
            f"a share lost {took['default']:.0f}, paid late {took['late']:.0f}",
            end=" ",
        )
    most = 100 * pace()
    assert took["default"] < most
    assert took["late"] < most
