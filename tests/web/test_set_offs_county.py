"""Set-offs of the whole county: the operator's search and list, the regulator's sums, the jobs."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from openpyxl import load_workbook
from set_off_samples import FOUR, NAMES, accept, accept_all, get, proposed, ring, search
from trade_samples import NOW, count

from lianqiao.config import Settings
from lianqiao.financing.search_set_offs import run_search_set_offs
from lianqiao.jobs import JOBS
from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.trade.end_set_offs import run_end_set_offs
from lianqiao.trade.models import SetOff
from lianqiao.trade.refuse_set_off import refuse_set_off

As = Callable[[str], FlaskClient]
PAGE = "/oversight/set-offs"


@pytest.fixture(autouse=True)
def _frozen(database: Database, world: World) -> None:
    freeze(database, TODAY)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def test_the_operator_searches_and_sees_what_was_found(
    as_: As, world: World, database: Database
) -> None:
    client = as_("operator")
    assert "点「现在查找」" in client.get(PAGE).text
    ring(database, world)
    found = client.post(f"{PAGE}/search", follow_redirects=True)
    assert "找到 1 笔可以抵销的欠款" in found.text
    words = plain(found.text)
    assert "待答复的可减少 30.00 万 1 笔" in words
    assert "DX-20261124-0001 3 100,000.00 300,000.00 0 待答复" in words
    again = client.post(f"{PAGE}/search", follow_redirects=True)
    assert "没有新的可以抵销的欠款" in again.text
    assert count(database, SetOff) == 1


def test_the_sums_follow_what_becomes_of_the_proposals(
    as_: As, world: World, database: Database
) -> None:
    first = proposed(database, world)
    accept_all(database, world, first)
    second = proposed(database, world, ("core2", "supplier2"), wan=(20, 30))
    accept(database, world.actor("core2"), second)
    third = proposed(database, world, ("core", "supplier"), wan=(40, 50))
    with database.writing() as session:
        refuse_set_off(session, world.actor("core"), third, "不合适", NOW, TODAY)
    words = plain(as_("operator").get(PAGE).text)
    assert "已减少债务 30.00 万 1 笔，3 家企业" in words
    assert "待答复的可减少 40.00 万 1 笔" in words
    assert "未达成、撤回和失效 1 共提出 3 笔" in words
    assert "-0002 2 200,000.00 400,000.00 1 待答复" in words


def test_the_list_is_filtered_and_comes_as_a_workbook(
    as_: As, world: World, database: Database
) -> None:
    first = proposed(database, world)
    accept_all(database, world, first)
    proposed(database, world, ("core2", "supplier2"), wan=(20, 30))
    client = as_("operator")
    assert client.get(f"{PAGE}?state=carried_out").text.count("row-link") == 1
    assert client.get(f"{PAGE}?q=0002").text.count("row-link") == 1
    book = load_workbook(BytesIO(client.get(f"{PAGE}?format=xlsx").data)).active
    rows = list(book.iter_rows(values_only=True))
    assert rows[0][:5] == ("编号", "企业数", "各抵销", "共减少债务", "已同意")
    assert [row[1:5] for row in rows[1:]] == [(2, 200000, 400000, 0), (3, 100000, 300000, 3)]


def test_the_operator_sees_everybody_and_why_somebody_refused(
    as_: As, world: World, database: Database
) -> None:
    set_off_id = proposed(database, world, FOUR)
    accept(database, world.actor("core"), set_off_id)
    client = as_("operator")
    page = client.get(f"/set-offs/{set_off_id}").text
    assert all(name in page for firm, name in NAMES.items() if firm in FOUR)
    assert "演示core" in page
    with database.writing() as session:
        refuse_set_off(session, world.actor("supplier"), set_off_id, "质量有纠纷", NOW, TODAY)
    assert "质量有纠纷" in client.get(f"/set-offs/{set_off_id}").text


def test_the_operator_withdraws_with_a_reason(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world)
    client = as_("operator")
    bare = client.post(f"/set-offs/{set_off_id}/withdraw", data={"reason": " "})
    assert bare.status_code == 422
    assert 'id="reason-error">请写明原因，各方会看到' in bare.text
    done = client.post(
        f"/set-offs/{set_off_id}/withdraw", data={"reason": "单据录错了"}, follow_redirects=True
    )
    assert "已撤回，各方会看到原因" in done.text
    assert get(database, set_off_id).state == "withdrawn"
    for firm in ("core", "supplier", "customer"):
        assert "单据录错了" in as_(firm).get(f"/set-offs/{set_off_id}").text
    again = client.post(f"/set-offs/{set_off_id}/withdraw", data={"reason": "单据录错了"})
    assert again.status_code == 409
    assert client.get(f"/set-offs/{new_id()}").status_code == 404
    missing = client.post(f"/set-offs/{new_id()}/withdraw", data={"reason": "单据录错了"})
    assert missing.status_code == 404


def test_the_regulator_reads_sums_and_no_name_and_small_counts_are_hidden(
    as_: As, world: World, database: Database
) -> None:
    client = as_("regulator")
    assert "还没有抵销提议" in client.get(PAGE).text
    done = proposed(database, world)
    accept_all(database, world, done)
    proposed(database, world, ("core2", "supplier2"), wan=(20, 30))
    page = client.get(PAGE).text
    words = plain(page)
    assert "已减少债务 30.00 万" in words
    assert "待答复的可减少 40.00 万" in words
    assert "待答复 ＜3 已抵销 ＜3 未达成 0" in words
    assert not any(name in page for name in NAMES.values())
    assert "DX-" not in page
    assert done not in page
    assert client.get(f"{PAGE}?format=xlsx").mimetype == "text/html"
    assert client.get(f"/set-offs/{done}").status_code == 403
    assert client.post(f"{PAGE}/search").status_code == 403


@pytest.mark.parametrize("who", ["core", "supplier", "bank", "guarantor"])
def test_nobody_else_sees_the_county(as_: As, world: World, database: Database, who: str) -> None:
    proposed(database, world)
    assert as_(who).get(PAGE).status_code == 403
    assert as_(who).post(f"{PAGE}/search").status_code == 403


@pytest.mark.parametrize(
    ("who", "heading"), [("core", "供应链"), ("operator", "监管"), ("regulator", "监管")]
)
def test_it_stands_in_the_menu(as_: As, world: World, who: str, heading: str) -> None:
    menu = as_(who).get("/").text.partition('class="side')[2].partition("<main")[0]
    group = menu.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]
    assert "债务抵销" in group


def test_the_jobs_search_daily_and_end_what_is_over(
    database: Database, world: World, settings: Settings
) -> None:
    names = {job.name: job for job in JOBS}
    assert names["search_set_offs"].run is run_search_set_offs
    assert names["end_set_offs"].run is run_end_set_offs
    ring(database, world)
    assert run_search_set_offs(database, settings, TODAY, NOW) == "1 set-offs"
    assert run_search_set_offs(database, settings, TODAY, NOW) == "0 set-offs"
    assert run_end_set_offs(database, settings, TODAY, NOW) == "0 set-offs"
    later = TODAY + timedelta(days=8)
    assert run_end_set_offs(database, settings, later, NOW) == "1 set-offs"
    assert search(database, world) == []
