"""Overdue documents: shown, listed, told once to both sides, and their late interest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from payment_samples import pay
from sqlalchemy import select, update
from sqlmodel import Session
from trade_samples import NOW, count

from lianqiao.accounts.models import Notice
from lianqiao.home import collect_todos
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, table
from lianqiao.shared.web import Application
from lianqiao.trade.models import Asset, AssetReminder
from lianqiao.trade.overdue import days_overdue
from lianqiao.trade.queries import is_overdue
from lianqiao.trade.tell_overdue import tell_overdue

As = Callable[[str], FlaskClient]
DUE = TODAY - timedelta(days=10)


def late_asset(database: Database, world: World, due: date = DUE, **more: object) -> str:
    """A confirmed receivable of 100 万元 that was due."""
    values = {
        "due_date": due,
        "effective_due_date": due,
        "issue_date": due - timedelta(days=60),
        "delivery_date": due - timedelta(days=58),
    }
    with database.writing() as session:
        return confirmed_asset(session, world, **(values | more)).id


def told(database: Database) -> list[tuple[str, str, str]]:
    notice = columns(Notice)
    query = select(notice.organisation_id, notice.title, notice.path).where(
        notice.kind == "asset_overdue"
    )
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(notice.organisation_id))]


def run(database: Database, today: date = TODAY) -> int:
    with database.writing() as session:
        return tell_overdue(session, today, NOW)


def test_overdue_is_what_was_due_yesterday_and_is_still_owed(
    database: Database, world: World
) -> None:
    yes = late_asset(database, world, TODAY - timedelta(days=1))
    part = late_asset(database, world, paid_fen=99 * WAN)
    for due, more in (
        (TODAY, {}),
        (DUE, {"state": "entered", "confirmed_fen": 0}),
        (DUE, {"state": "disputed", "confirmed_fen": 0}),
        (DUE, {"state": "settled", "paid_fen": 100 * WAN}),
        (DUE, {"credited_fen": 60 * WAN, "paid_fen": 40 * WAN}),
        (DUE, {"kind": "order"}),
    ):
        late_asset(database, world, due, **more)
    with database.reading() as session:
        assets = session.execute(select(Asset)).scalars().all()
        found = set(session.execute(select(columns(Asset).id).where(is_overdue(TODAY))).scalars())
    assert found == {yes, part}
    assert found == {asset.id for asset in assets if days_overdue(asset, TODAY)}


def test_both_sides_are_told_once_by_however_many_schedulers(
    database: Database, world: World
) -> None:
    asset_id = late_asset(database, world)
    with ThreadPoolExecutor(6) as pool:
        runs = list(pool.map(lambda _number: run(database), range(6)))
    assert sorted(runs) == [0, 0, 0, 0, 0, 1]
    found = told(database)
    assert {row[0] for row in found} == {world.org("core"), world.org("supplier")}
    assert len(found) == 2
    assert {row[2] for row in found} == {f"/receivables/{asset_id}"}
    assert run(database) == 0


def test_without_the_row_that_one_alone_can_write_everybody_would_tell(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: look, and tell what is there."""

    def look(session: Session, days: int, today: date, _now: object) -> list[str]:
        return list(session.execute(select(columns(Asset).id).where(is_overdue(today))).scalars())

    monkeypatch.setattr("lianqiao.trade.tell_overdue._claim", look)
    late_asset(database, world)
    assert [run(database), run(database)] == [1, 1]
    assert len(told(database)) == 4


def test_a_month_later_both_are_told_again_and_what_was_slept_through_is_caught_up(
    database: Database, world: World
) -> None:
    late_asset(database, world, TODAY - timedelta(days=1))
    assert run(database) == 1
    assert run(database, TODAY + timedelta(days=28)) == 0
    assert run(database, TODAY + timedelta(days=45)) == 1  # nobody looked on the thirtieth day
    assert len(told(database)) == 4
    assert count(database, AssetReminder) == 2


def test_a_document_that_is_found_very_late_is_told_once_and_keeps_both_stages(
    database: Database, world: World
) -> None:
    late_asset(database, world, TODAY - timedelta(days=90))
    assert run(database) == 1
    assert len(told(database)) == 2
    assert count(database, AssetReminder) == 2


def test_many_documents_make_one_notice_a_firm_and_one_audit_entry(
    database: Database, world: World
) -> None:
    for _number in range(25):
        late_asset(database, world)
    assert run(database) == 25
    titles = {row[1] for row in told(database)}
    assert titles == {"我方有 25 张单据付款已逾期", "客户有 25 张单据付款已逾期"}
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.payload).where(entry.action == "tell_overdue")
        (payload,) = session.execute(query).scalars()
    assert '"count":25' in payload.replace(" ", "")


def test_what_is_paid_the_day_before_is_never_told(database: Database, world: World) -> None:
    asset_id = late_asset(database, world)
    pay(database, world, asset_id)
    assert run(database) == 0
    assert told(database) == []


def test_both_sides_find_it_on_their_home_page(
    app: Application, database: Database, world: World
) -> None:
    late_asset(database, world)
    with app.test_request_context(), database.reading() as session:
        for who, title in (("core", "我方付款已逾期"), ("supplier", "客户付款已逾期")):
            todos = collect_todos(session, world.actor(who), TODAY)
            (found,) = [todo for todo in todos if todo.title == title]
            assert (found.count, found.due, found.urgent) == (1, DUE, True)
        assert not [
            todo
            for todo in collect_todos(session, world.actor("core2"), TODAY)
            if "逾期" in str(todo.title)
        ]


def test_the_page_names_the_days_the_sum_and_where_it_stands(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    asset_id = late_asset(database, world)
    page = as_("supplier").get(f"/receivables/{asset_id}").text
    assert "逾期 10 天" in page
    assert "至今天的逾期利息 5,000.00 元" in page  # 1,000,000.00 × 0.05 % × 10
    assert "国务院令第802号）第十七条" in page.replace(" ", "")
    assert "请联系对方付款" in page
    assert "请尽快付款" in as_("core").get(f"/receivables/{asset_id}").text


def test_between_others_it_is_an_estimate_and_no_duty(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    sides = {
        "creditor_id": world.org("core"),
        "debtor_id": world.org("customer"),
        "borrower_id": world.org("core"),
        "core_id": world.org("customer"),
    }
    asset_id = late_asset(database, world, **sides)
    page = as_("core").get(f"/receivables/{asset_id}/late-interest").text
    assert "仅供协商参考" in page
    assert "0.05%" not in page
    assert "应当支付" not in page


def test_an_agreed_rate_below_the_lpr_is_lifted_to_it(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    asset_id = late_asset(database, world, late_rate_ppm=10_000)
    page = as_("supplier").get(f"/receivables/{asset_id}/late-interest").text
    assert "按 LPR 计" in page
    assert "833.33" in page  # 1,000,000.00 × 3.00 % × 10 ÷ 360


def test_the_calculator_takes_another_day_and_parts_that_were_paid(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    asset_id = late_asset(database, world)
    pay(database, world, asset_id, 40 * WAN, on=DUE + timedelta(days=5))
    client, place = as_("core"), f"/receivables/{asset_id}/late-interest"
    page = client.get(f"{place}?to={(DUE + timedelta(days=20)).isoformat()}").text
    assert "7,000.00" in page  # 5 days of a million and 15 of 600,000
    assert "600,000.00" in page
    wrong = client.get(f"{place}?to=31.2.2026")
    assert wrong.status_code == 200
    assert 'value="31.2.2026"' in wrong.text
    assert "无法识别" in wrong.text
    before = client.get(f"{place}?to=2020-01-01").text
    assert "不产生逾期利息" in before


@pytest.mark.parametrize("who", ["supplier2", "customer", "core2"])
def test_the_calculator_is_for_the_two_sides(
    as_: As, database: Database, world: World, who: str
) -> None:
    asset_id = late_asset(database, world)
    assert as_(who).get(f"/receivables/{asset_id}/late-interest").status_code == 404


def test_a_due_date_on_a_day_off_is_late_from_the_day_after_it_takes_effect(
    as_: As, database: Database, world: World
) -> None:
    asset_id = late_asset(database, world)
    with database.writing() as session:
        session.execute(
            update(table(Asset)).values(
                due_date=date(2026, 10, 1), effective_due_date=date(2026, 10, 8)
            )
        )
    freeze(database, date(2026, 10, 8))
    client = as_("core")
    page = client.get(f"/receivables/{asset_id}").text
    assert "顺延" in page
    assert "已逾期" not in page
    freeze(database, date(2026, 10, 9))
    assert "已逾期 1 天" in client.get(f"/receivables/{asset_id}").text


def test_what_was_paid_late_leads_to_the_interest_until_it_was_paid(
    as_: As, database: Database, world: World
) -> None:
    freeze(database, TODAY)
    asset_id = late_asset(database, world)
    pay(database, world, asset_id, on=DUE + timedelta(days=4))
    client = as_("supplier")
    page = client.get(f"/receivables/{asset_id}").text
    assert "付清时已逾期 4 天" in page
    assert f"/receivables/{asset_id}/late-interest" in page
    assert "2,000.00" in client.get(f"/receivables/{asset_id}/late-interest").text
