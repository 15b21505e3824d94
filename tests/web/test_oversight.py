"""The regulator's pages: goals, league, returns by file, and who may see them."""

import io

import pytest
from characters import World
from sqlalchemy import func, select

from lianqiao.oversight.models import MonthlyReturn
from lianqiao.shared.database import Database

HEADER = (
    "银行,月份,各项贷款余额（万元）,制造业贷款余额（万元）,制造业中长期贷款余额（万元）,"
    "制造业信用贷款余额（万元）,制造业贷款户数,首贷户数,加权平均利率,不良贷款余额（万元）\n"
)
FILE = HEADER + (
    "demo-bank,2025-10,100000,10000,4000,2000,200,20,4.20,10\n"
    "demo-bank,2026-10,110000,12000,5000,3000,230,2,4.05%,10\n"
    "演示商业银行,2025-10,50000,5000,1000,500,90,9,4.50,\n"
    "演示商业银行,2026-10,55000,5100,1100,600,95,11,4.60,\n"
)
BAD = HEADER + (
    "没有的银行,2026-10,1,1,1,1,1,1,4,\n"
    "demo-bank,2199-01,1,1,1,1,1,1,4,\n"
    "demo-bank,2026-09,1,2,1,1,1,1,4,\n"
    "demo-bank,2026-08,10,5,1,1,1,1,4,\n"
)


def _bring(client, text: str) -> str:
    """Preview and import a file, as a person does."""
    data = {"kind": "returns", "file": (io.BytesIO(text.encode()), "月报.csv"), "mapping": ""}
    preview = client.post("/returns/import", data=data, content_type="multipart/form-data")
    assert preview.status_code == 200, preview.text
    if 'name="token"' not in preview.text:
        return preview.text  # the preview found nothing to import
    token = preview.text.split('name="token" value="')[1].split('"')[0]
    done = client.post("/returns/import", data={"token": token}, follow_redirects=True)
    assert done.status_code == 200
    return done.text


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(MonthlyReturn)).scalar_one()


def test_without_returns_the_page_says_what_to_do(as_) -> None:
    page = as_("regulator").get("/oversight")
    assert page.status_code == 200
    assert "去导入月报" in page.text


def test_goals_stand_against_their_targets_and_banks_in_a_row(as_, database: Database) -> None:
    regulator = as_("regulator")
    _bring(regulator, FILE)
    assert _count(database) == 4
    page = regulator.get("/oversight").text
    assert page.count('class="card goal"') == 4
    assert page.count('<svg class="plot"') == 4
    assert "2026-10" in page
    # 17,100 of 15,000 is +14 %, all loans grew by 10 %: 4 points ahead
    assert "+4.00 个百分点" in page
    league = page.split('id="league"')[1]
    assert league.index("演示农商银行") < league.index("演示商业银行")  # faster growth first


def test_counts_under_three_are_hidden_from_the_regulator_and_not_from_the_bank(as_) -> None:
    regulator = as_("regulator")
    _bring(regulator, FILE)
    assert "＜3" in regulator.get("/oversight").text
    listed = regulator.get("/returns?month=2026-10").text
    assert "＜3" in listed
    assert "＜3" not in as_("bank").get("/returns?month=2026-10").text


def test_a_bank_sees_and_reports_its_own_returns_alone(as_, database: Database) -> None:
    bank = as_("bank")
    done = _bring(bank, FILE)
    assert "只能报送本行的数据" in done
    assert _count(database) == 2
    _bring(as_("regulator"), FILE)
    assert "演示商业银行" not in bank.get("/returns").text
    assert bank.get("/oversight").status_code == 403


def test_the_same_file_twice_changes_nothing_and_a_correction_is_kept(as_, database) -> None:
    regulator = as_("regulator")
    _bring(regulator, FILE)
    assert "导入" in _bring(regulator, FILE)
    assert _count(database) == 4
    _bring(regulator, FILE.replace("12000", "12500"))
    with database.reading() as session:
        amounts = session.execute(select(MonthlyReturn.manufacturing_loans_fen)).scalars().all()
    assert 12_500 * 1_000_000 in amounts
    assert len(amounts) == 4


def test_bad_rows_are_named_and_the_rest_is_kept(as_, database: Database) -> None:
    done = _bring(as_("operator"), BAD)
    assert _count(database) == 1
    for words in ("没有这家银行", "月份晚于当前月份", "制造业贷款余额不能大于各项贷款余额"):
        assert words in done


@pytest.mark.parametrize("username", ["supplier", "core", "guarantor"])
def test_others_have_no_business_here(as_, username: str) -> None:
    client = as_(username)
    for path in ("/oversight", "/returns", "/returns/import"):
        assert client.get(path).status_code == 403


def test_the_list_leaves_as_a_workbook(as_) -> None:
    regulator = as_("regulator")
    _bring(regulator, FILE)
    answer = regulator.get("/returns?format=xlsx")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def test_the_home_tells_who_has_not_reported(as_, world: World) -> None:
    page = as_("regulator").get("/").text
    assert "未报送月报的银行" in page
    assert "月报还没有报送" in as_("bank").get("/").text
    assert '<span class="todo-count">2</span>' in page


def test_an_unknown_month_in_the_address_shows_the_newest(as_) -> None:
    regulator = as_("regulator")
    _bring(regulator, FILE)
    page = regulator.get("/oversight?month=1999-01")
    assert page.status_code == 200
    assert '<option value="2026-10" selected>' in page.text
