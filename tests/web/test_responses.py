"""How confirmation requests are answered, as the firm that is asked and the offices see it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from openpyxl import load_workbook
from trade_samples import NOW, a_receivable, an_order, enter, order

from lianqiao.shared.clock import local_date
from lianqiao.shared.database import Database
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.response_reading import read_requests
from lianqiao.trade.response_rules import Response, sum_up
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.withdraw_asset import withdraw_asset

As = Callable[[str], FlaskClient]
SINCE = date(2026, 1, 1)
LATER = TODAY + timedelta(days=60)
PAGE = "/oversight/responses"


def ask(database: Database, world: World, number: str, fen: int) -> str:
    return enter(database, world, a_receivable(world, number, amount_fen=fen))


def answer(database: Database, world: World, asset_id: str, days: int) -> None:
    """The core enterprise confirms so many days later."""
    now = NOW + timedelta(days=days)
    with database.writing() as session:
        confirm_asset(session, world.actor("core"), asset_id, now, local_date(now))


def summed(database: Database, world: World, today: date = LATER, who: str = "core") -> Response:
    with database.reading() as session:
        return sum_up(read_requests(session, SINCE, world.org(who)), today)


@pytest.fixture
def played(database: Database, world: World) -> None:
    """Answered after 2 and 4 days and after 40, disputed after 6, one never answered."""
    ids = [ask(database, world, f"1000{n}", 100 + n) for n in range(5)]
    for asset_id, days in zip(ids, (2, 4, 40), strict=False):
        answer(database, world, asset_id, days)
    with database.writing() as session:
        dispute_asset(session, world.actor("core"), ids[3], "数量不符", NOW + timedelta(days=6))


@pytest.mark.usefixtures("played")
def test_confirmed_and_disputed_are_answers_and_silence_is_late(
    database: Database, world: World
) -> None:
    found = summed(database, world)
    assert (found.requests, found.in_time, found.late, found.waiting) == (5, 3, 2, 0)
    assert (found.rate_ppm, found.median_days) == (600_000, 5)
    assert (found.statutory, found.statutory_late) == (5, 2)
    early = summed(database, world, TODAY)
    assert early.waiting == 1


def test_the_debtors_own_upload_asks_nobody(database: Database, world: World) -> None:
    enter(database, world, a_receivable(world), by="core")
    assert summed(database, world).requests == 0


def test_taken_back_in_time_does_not_count_and_later_does(database: Database, world: World) -> None:
    for number, days in (("1", 3), ("2", 45)):
        asset_id = ask(database, world, number, int(number))
        with database.writing() as session:
            withdraw_asset(session, world.actor("supplier"), asset_id, NOW + timedelta(days=days))
    found = summed(database, world)
    assert (found.requests, found.late) == (1, 1)


def test_asked_twice_counts_twice_and_a_late_change_of_mind_not_at_all(
    database: Database, world: World
) -> None:
    asset_id = ask(database, world, "1", 1)
    moments = [NOW + timedelta(days=days) for days in (1, 2, 4, 90)]
    with database.writing() as session:
        dispute_asset(session, world.actor("core"), asset_id, "数量不符", moments[0])
        _resubmit(session, world, asset_id, moments[1])
        dispute_asset(session, world.actor("core"), asset_id, "仍不符", moments[2])
        confirm_asset(session, world.actor("core"), asset_id, moments[3], local_date(moments[2]))
    found = summed(database, world)
    assert (found.requests, found.in_time, found.median_days) == (2, 2, 1.5)


def _resubmit(session: Any, world: World, asset_id: str, now: datetime) -> None:
    resubmit_asset(session, world.actor("supplier"), asset_id, "已核对", now, local_date(now))


def test_orders_count_by_the_usual_days(database: Database, world: World) -> None:
    order(database, world, an_order(world))
    found = summed(database, world, TODAY + timedelta(days=30))
    assert (found.waiting, found.statutory) == (1, 0)
    assert summed(database, world, TODAY + timedelta(days=31)).late == 1


@pytest.mark.usefixtures("played")
def test_the_core_enterprise_sees_its_own_panel(as_: As, world: World, database: Database) -> None:
    freeze(database, LATER)
    page = as_("core").get("/confirmations").text
    assert "我方的确权响应" in page
    assert "60.00%" in page
    assert "3 笔及时，2 笔逾期" in page
    assert "2026-11" in page
    for who in ("core2", "supplier"):
        assert "我方的确权响应" not in as_(who).get("/confirmations").text


@pytest.mark.usefixtures("played")
def test_the_offices_see_firms_and_months_and_no_supplier(
    as_: As, world: World, database: Database
) -> None:
    freeze(database, LATER)
    for who in ("regulator", "operator"):
        page = as_(who).get(PAGE).text
        assert "演示东至制药" in page
        assert "60.00%" in page
        assert "演示甲供应" not in page
        assert f'href="{PAGE}"' in as_(who).get("/oversight").text
    client = as_("regulator")
    assert "演示东至制药" not in client.get(f"{PAGE}?park=dadukou").text
    assert "演示东至制药" in client.get(f"{PAGE}?park=dongzhi&month=2026-11&q=东至").text
    assert "没有符合条件" in client.get(f"{PAGE}?q=没有这家").text
    for sort in ("month", "-rate_ppm", "median_days", "park"):
        assert client.get(f"{PAGE}?sort={sort}").status_code == 200


@pytest.mark.usefixtures("played")
def test_the_workbook_holds_the_same_rows(as_: As, world: World, database: Database) -> None:
    freeze(database, LATER)
    client = as_("regulator")
    book = load_workbook(BytesIO(client.get(f"{PAGE}?format=xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][:2] == ("2026-11", "演示东至制药")
    assert "演示甲供应" not in str(rows)
    empty = load_workbook(BytesIO(client.get(f"{PAGE}?format=xlsx&park=other").data))
    assert len(list(empty.worksheets[0].iter_rows())) == 1


@pytest.mark.parametrize(("requests", "shown"), [(2, False), (3, True)])
def test_small_counts_are_hidden_with_what_they_would_tell(
    as_: As, world: World, database: Database, requests: int, shown: bool
) -> None:
    freeze(database, LATER)
    for number in range(requests):
        answer(database, world, ask(database, world, f"2000{number}", 100 + number), 9)
    page = as_("regulator").get(PAGE).text
    assert (">＜3<" in page) is not shown
    assert ("100.00%" in page) is shown
    assert ("9 天" in page) is shown


def test_without_requests_the_page_says_what_will_come(
    as_: As, world: World, database: Database
) -> None:
    assert "这里按月统计" in as_("regulator").get(PAGE).text


@pytest.mark.parametrize("who", ["core", "supplier", "bank", "guarantor"])
def test_it_is_nobody_elses_page(as_: As, world: World, database: Database, who: str) -> None:
    assert as_(who).get(PAGE).status_code == 403
