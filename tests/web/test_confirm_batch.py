"""Several documents on one page, each with its own amount and day: all of them, or none."""

from collections.abc import Callable
from datetime import date

import pytest
from characters import WAN, World
from confirm_samples import LARGE, add_colleagues, confirm, credit, large
from flask.testing import FlaskClient
from trade_samples import NOW, TODAY, a_receivable, an_order, audited, enter, order, read

from lianqiao.shared.database import Database
from lianqiao.trade.confirm_assets import confirm_assets
from lianqiao.trade.confirm_rules import Answer
from lianqiao.trade.errors import SomeAreRefused

As = Callable[[str], FlaskClient]


def row(asset_id: str, amount: str, due: str = "2027-01-11", reason: str = "") -> dict[str, str]:
    """What one row of the page sends."""
    return {
        f"{asset_id}-confirmed_fen": amount,
        f"{asset_id}-confirmed_due": due,
        f"{asset_id}-confirm_reason": reason,
    }


@pytest.fixture
def three(database: Database, world: World) -> list[str]:
    """Two receivables of 1 and 2 万元 and an order of 100 万元."""
    ids = [enter(database, world, a_receivable(world, f"B{n}", amount_fen=n * WAN)) for n in (1, 2)]
    return [*ids, order(database, world, an_order(world))]


def states(database: Database, ids: list[str]) -> list[str]:
    return [read(database, one).state for one in ids]


def test_each_row_carries_its_own_amount_and_day(
    as_: As, database: Database, three: list[str]
) -> None:
    whole, part, later = three
    data = row(whole, "10000") | row(part, "１.5 万", reason="少到一批")
    data |= row(later, "100万", "2027-02-27", "按合同")
    answer = as_("core").post("/confirmations", data=data | {"asset": three})
    assert answer.status_code == 302
    assert states(database, three) == ["confirmed"] * 3
    assert read(database, part).confirmed_fen == 15_000 * 100
    assert read(database, later).due_date == date(2027, 2, 27)
    assert [audited(database, one)[-1] for one in three] == ["confirm_asset"] * 3


def test_only_what_is_ticked_is_confirmed(as_: As, database: Database, three: list[str]) -> None:
    data = row(three[0], "10000") | row(three[1], "nonsense") | {"asset": three[:1]}
    assert as_("core").post("/confirmations", data=data).status_code == 302
    assert states(database, three) == ["confirmed", "entered", "entered"]


@pytest.mark.parametrize(
    ("amount", "due", "reason", "words"),
    [
        ("3万", "2027-01-11", "多了", "不超过单据金额"),
        ("1万", "2027-01-11", "", "请写明原因"),
        ("2万", "2027-03-01", "", "请写明原因"),
        ("2万", "2026-11-02", "", "应晚于开票日期"),
        ("很多", "2027-01-11", "", "无法识别"),
        ("", "2027-01-11", "", "请填写"),
        ("2万", "某天", "", "无法识别"),
    ],
)
def test_what_is_wrong_stands_in_its_row_and_nothing_is_done(
    as_: As,
    database: Database,
    three: list[str],
    amount: str,
    due: str,
    reason: str,
    words: str,
) -> None:
    good, bad, _order = three
    data = row(good, "0.9万", reason="少到一批") | row(bad, amount, due, reason)
    answer = as_("core").post("/confirmations", data=data | {"asset": [good, bad]})
    assert answer.status_code == 422
    assert states(database, three) == ["entered"] * 3
    rows = answer.text.split("<tr>")
    (where,) = [one for one in rows if f'value="{bad}"' in one]
    assert words in where
    assert "<details" in where.partition("open")[0]
    (other,) = [one for one in rows if f'value="{good}"' in one]
    assert 'class="error"' not in other
    assert 'value="0.9万"' in other
    assert answer.text.count(" checked") == 2


def test_every_refusal_of_a_batch_is_told_at_once(
    database: Database, world: World, three: list[str]
) -> None:
    answers = {three[0]: Answer(WAN + 1), three[1]: Answer(), three[2]: Answer(1)}
    with pytest.raises(SomeAreRefused) as refusal, database.writing() as session:
        confirm_assets(session, world.actor("core"), answers, NOW, TODAY)
    assert set(refusal.value.refused) == {three[0], three[2]}
    assert states(database, three) == ["entered"] * 3


def test_search_and_sort_are_kept(as_: As, database: Database, three: list[str]) -> None:
    client = as_("core")
    page = client.get("/confirmations?q=b&sort=-amount_fen").text
    assert page.index(">B2<") < page.index(">B1<")
    assert "PO-1" not in page
    assert 'action="/confirmations?q=b&amp;sort=-amount_fen' in page
    done = client.post("/confirmations?q=b&sort=-amount_fen", data={"asset": three[:1]})
    assert done.location == "/confirmations?q=b&sort=-amount_fen"
    nothing = client.get("/confirmations?q=zzz").text
    assert "没有符合条件的单据" in nothing


def test_above_the_amount_a_row_waits_for_the_second_person(
    as_: As, database: Database, world: World, three: list[str]
) -> None:
    add_colleagues(database, world)
    big = large(database, world, "BIG")
    first = as_("core").post(
        "/confirmations", data={"asset": [three[0], big]}, follow_redirects=True
    )
    assert "已确权 1 张单据" in first.text
    assert "1 张单据超过限额，已初审" in first.text
    assert states(database, [three[0], big]) == ["confirmed", "confirming"]
    approver = as_("core-approver")
    page = approver.get("/confirmations").text
    assert "初审 6,000,000.00 元" in page
    data = row(big, "6,000,000.00") | {"asset": [big]}
    assert approver.post("/confirmations", data=data).status_code == 302
    assert read(database, big).state == "confirmed"


def test_a_row_that_a_colleague_changed_meanwhile_is_refused(
    as_: As, database: Database, world: World
) -> None:
    """The page was opened before the colleague proposed less."""
    add_colleagues(database, world)
    big = large(database, world)
    confirm(database, world, "core-clerk", big, amount_fen=LARGE - WAN, reason="少到一批")
    data = row(big, "6,000,000.00") | {"asset": [big]}
    answer = as_("core-approver").post("/confirmations", data=data)
    assert answer.status_code == 422
    assert "刚刚已初审" in answer.text
    assert read(database, big).state == "confirming"


def test_credit_notes_are_shown_and_set_off(
    as_: As, database: Database, world: World, three: list[str]
) -> None:
    credit(database, world, "supplier", three[1], WAN // 2)
    client = as_("core")
    assert "红冲 5,000.00" in client.get("/confirmations").text
    client.post("/confirmations", data={"asset": three[:2]})
    assert read(database, three[1]).credited_fen == WAN // 2
