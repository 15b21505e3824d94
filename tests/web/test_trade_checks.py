"""Checks where people meet them: the form, the document's page, the banks' pages, files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World, dishonest
from deals import applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select
from trade_samples import NOW, SECRET, a_receivable, count, enter, read

from lianqiao.financing.models import Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.registry.models import Authorisation, Enterprise, TradeLink
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.tables import columns
from lianqiao.trade.errors import CheckStops, ReasonIsMissing
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import NO_CLAUSE, Clauses
from lianqiao.trade.settle_asset import settle_asset

As = Callable[[str], FlaskClient]
SUPPLIER, CORE = "91350100M000100Y43", "91341721MA2T1007XH"
VOUCHER = Clauses(is_voucher=True)


@pytest.fixture(autouse=True)
def _today(database: Database, world: World) -> None:
    freeze(database)


def typed(world: World, **changes: str) -> dict[str, str]:
    """A receivable that is due 59 days after delivery; nothing to warn of."""
    form = {
        "partner_id": f"creditor:{world.org('core')}",
        "invoice_no": "12345678",
        "amount_fen": "100万",
        "issue_date": "2026-11-02",
        "delivery_date": "2026-11-02",
        "due_date": "2026-12-31",
        "step": "check",
    }
    return form | changes


def send(client: FlaskClient, data: dict[str, str]) -> Any:
    return client.post("/receivables/new", data=data)


def overdue(database: Database, world: World, **more: Any) -> str:
    """A confirmed document of the core enterprise that fell due ten days ago."""
    day = TODAY - timedelta(days=10)
    with database.writing() as session:
        return confirmed_asset(session, world, due_date=day, effective_due_date=day, **more).id


def test_what_is_in_order_needs_no_tick(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    check = send(client, typed(world))
    assert check.status_code == 200
    assert 'name="seen"' not in check.text
    assert "核验" in check.text
    assert send(client, typed(world, step="save")).status_code == 302
    assert count(database, Asset) == 1


def test_a_long_term_asks_for_the_clause_and_takes_no_for_an_answer(
    as_: As, world: World, database: Database
) -> None:
    client, long = as_("supplier"), {"due_date": "2027-01-05"}
    asked = send(client, typed(world, **long))
    assert asked.status_code == 422
    assert 'href="#term_clause"' in asked.text
    assert "第九条" in asked.text
    assert "违法" not in asked.text
    written = typed(world, **long, term_clause="第七条：验收后 90 天付款")
    assert 'name="seen"' not in send(client, written).text
    none = typed(world, **long, no_clause="1")
    assert 'name="seen"' in send(client, none).text
    unseen = send(client, none | {"step": "save"})
    assert unseen.status_code == 422
    assert "再勾选" in unseen.text
    assert count(database, Asset) == 0
    assert send(client, none | {"step": "save", "seen": "1"}).status_code == 302
    with database.reading() as session:
        assert session.execute(select(Asset)).scalar_one().term_clause == NO_CLAUSE


def test_the_tick_is_never_carried_from_page_to_page(as_: As, world: World) -> None:
    data = typed(world, due_date="2027-01-05", no_clause="1", seen="1", step="check")
    page = send(as_("supplier"), data).text
    assert page.count('name="seen"') == 1
    assert 'type="hidden" name="seen"' not in page


@pytest.mark.parametrize(
    ("due", "reason", "status", "field"),
    [
        ("2027-05-02", "", 200, ""),
        ("2027-05-03", "", 422, "voucher_reason"),
        ("2027-05-03", "设备分期验收", 200, ""),
        ("2027-11-02", "设备分期验收", 200, ""),
        ("2027-11-03", "设备分期验收", 422, "due_date"),
    ],
)
def test_a_vouchers_term_is_held_to_six_and_twelve_months(
    as_: As, world: World, due: str, reason: str, status: int, field: str
) -> None:
    data = typed(world, is_voucher="1", due_date=due, voucher_reason=reason, no_clause="1")
    answer = send(as_("supplier"), data)
    assert answer.status_code == status
    if field:
        assert f'href="#{field}"' in answer.text
        assert "第十一条" in answer.text
    assert status == 422 or ("拟调整" in answer.text) == (due > "2027-05-02")


def test_the_use_case_itself_refuses_such_vouchers(database: Database, world: World) -> None:
    late = a_receivable(world, due_date=date(2027, 11, 3))
    with pytest.raises(CheckStops):
        enter(database, world, replace(late, clauses=replace(VOUCHER, voucher_reason="分期")))
    with pytest.raises(ReasonIsMissing):
        enter(
            database,
            world,
            replace(a_receivable(world, due_date=date(2027, 5, 3)), clauses=VOUCHER),
        )
    enter(database, world, late)  # no voucher: nothing stops it


def test_pay_when_paid_is_warned_of_and_shown_to_both_sides(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    check = send(client, typed(world, pay_when_paid="1")).text
    assert "大型企业不得以此为条件" in check
    saved = send(client, typed(world, pay_when_paid="1", step="save", seen="1"))
    for who in ("supplier", "core"):
        page = as_(who).get(saved.location).text
        assert "约定收到第三方付款后才付款" in page
        assert "国务院令第802号" in page


@pytest.mark.parametrize("is_voucher", [True, False])
def test_a_debtor_in_default_issues_no_voucher_until_it_has_paid(
    as_: As, world: World, database: Database, is_voucher: bool
) -> None:
    unpaid, client = overdue(database, world, is_voucher=is_voucher), as_("supplier")
    stopped = send(client, typed(world, is_voucher="1"))
    assert stopped.status_code == 422
    assert ("第十五条" if is_voucher else "平台设置") in stopped.text
    assert "自动恢复" in stopped.text
    ordinary = send(client, typed(world))
    assert ordinary.status_code == 200
    assert 'name="seen"' in ordinary.text
    with database.writing() as session:
        settle_asset(session, world.actor("core"), unpaid, TODAY, NOW, TODAY)
    assert send(client, typed(world, is_voucher="1")).status_code == 200


def test_what_fell_due_of_another_debtor_stops_nobody(
    as_: As, world: World, database: Database
) -> None:
    overdue(database, world, debtor_id=world.org("core2"), core_id=world.org("core2"))
    assert send(as_("supplier"), typed(world, is_voucher="1")).status_code == 200


def test_a_dishonest_debtor_is_warned_of(as_: As, world: World, database: Database) -> None:
    with database.writing() as session:
        session.add(dishonest("core"))
    assert "付款方在失信名单" in send(as_("supplier"), typed(world)).text


def test_amounts_out_of_line_are_noted_and_need_no_tick(
    as_: As, world: World, database: Database
) -> None:
    for number in range(3):
        enter(database, world, a_receivable(world, f"OLD-{number}", amount_fen=(10 + number) * WAN))
    with database.writing() as session:
        link = session.execute(
            select(TradeLink).where(columns(TradeLink).partner_id == world.org("supplier"))
        ).scalar_one()
        link.annual_volume_fen = 100 * WAN
    page = send(as_("supplier"), typed(world)).text
    assert "超过双方此前最大一张的 3 倍（120,000.00 元）" in page
    assert "超过登记的年交易额 100.00 万" in page
    assert 'name="seen"' not in page
    usual = send(as_("supplier"), typed(world, amount_fen="36万")).text
    assert "以往的范围内" in usual
    assert "没有超过登记的年交易额" in usual


def test_mending_keeps_and_changes_what_the_contract_says(
    as_: As, world: World, database: Database
) -> None:
    asset_id = enter(
        database, world, replace(a_receivable(world), clauses=Clauses(term_clause="第七条"))
    )
    as_("core").post(f"/receivables/{asset_id}/dispute", data={"reason": "少了两箱"})
    client = as_("supplier")
    assert "第七条" in client.get(f"/receivables/{asset_id}/mend").text
    data = typed(world, reason="已核对", late_rate_ppm="4.5", term_clause="第八条")
    assert client.post(f"/receivables/{asset_id}/mend", data=data).status_code == 302
    asset = read(database, asset_id)
    assert (asset.term_clause, asset.late_rate_ppm) == ("第八条", 45_000)
    as_("core").post(f"/receivables/{asset_id}/dispute", data={"reason": "再看"})
    late = data | {"is_voucher": "1", "due_date": "2028-01-01"}
    answer = client.post(f"/receivables/{asset_id}/mend", data=late)
    assert answer.status_code == 422
    assert "第十一条" in answer.text
    assert not read(database, asset_id).is_voucher


def _pages(database: Database, world: World, asset: Asset) -> dict[str, list[str]]:
    """The opportunity and the application of each bank on the asset."""
    with database.writing() as session:
        run_match(session, COMMAND, TODAY, NOW)
        pages: dict[str, list[str]] = {}
        for bank in ("bank", "bank2"):
            row = columns(Opportunity)
            query = select(row.id).where(row.asset_id == asset.id, row.bank_id == world.org(bank))
            opportunity = session.execute(query.where(row.eligible)).scalar_one()
            application = applied(session, world, asset, bank)
            pages[bank] = [f"/opportunities/{opportunity}", f"/applications/{application.id}"]
        return pages


def test_each_bank_reads_the_checks_and_no_amount_of_other_documents(
    as_: As, world: World, database: Database
) -> None:
    with database.writing() as session:
        for number in range(3):
            confirmed_asset(session, world, amount_fen=12_345_678 + number)
        asset = confirmed_asset(
            session, world, pay_when_paid=True, term_clause="第七条：验收后 90 天"
        )
    for bank, pages in _pages(database, world, asset).items():
        for page in pages:
            text = as_(bank).get(page).text
            assert "核验" in text
            assert "第七条：验收后 90 天" in text
            assert "大型企业不得以此为条件" in text
            assert "超过双方此前最大一张的 3 倍" in text
            assert "123,456.80" not in text
    own = as_("supplier").get(f"/receivables/{asset.id}").text
    assert "123,456.80" in own


def test_foreign_banks_and_firms_read_no_checks(as_: As, world: World, database: Database) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
    pages = _pages(database, world, asset)
    for page in pages["bank"]:
        assert as_("bank2").get(page).status_code == 404
    for who in ("supplier2", "core2", "customer"):
        assert as_(who).get(f"/receivables/{asset.id}").status_code == 404


def test_one_hand_is_noted_to_banks_that_both_firms_let_in(
    as_: As, world: World, database: Database
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
    page = _pages(database, world, asset)["bank"][1]
    noted = as_("bank").get(page).text
    assert "联系电话相同" in noted
    assert "0566-0000000" not in noted
    assert "联系电话相同" not in as_("supplier").get(f"/receivables/{asset.id}").text
    with database.writing() as session:
        session.get_one(Enterprise, world.org("core")).phone = "0566-1111111"
    assert "没有发现双方有相同的" in as_("bank").get(page).text
    with database.writing() as session:
        consent = select(Authorisation).where(
            columns(Authorisation).enterprise_id == world.org("core")
        )
        session.execute(consent).scalar_one().revoked_on = TODAY
    assert "法定代表人或联系电话" not in as_("bank").get(page).text


HEADER = (
    "发票号码,供应商代码,核心企业代码,金额（万元）,开票日期,交付日期,到期日,"
    "电子凭证,背靠背付款,约定逾期利率,账期条款"
)


def take(database: Database, lines: list[str], actor: Actor = COMMAND) -> ImportResult:
    data = "\n".join([HEADER, *lines]).encode()
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY, SECRET)
        return run_import(IMPORTERS["receivables"], context, data, "单据.csv")


def line(number: str, due: str = "2026-12-31", more: str = ",,,") -> str:
    return f"{number},{SUPPLIER},{CORE},1{number[1:]},2026-11-02,2026-11-02,{due},{more}"


def by_number(database: Database, number: str) -> Asset:
    with database.reading() as session:
        found: Asset = session.execute(
            select(Asset).where(columns(Asset).document_no == number)
        ).scalar_one()
        return found


def test_a_file_brings_the_clauses_and_warns_by_row(database: Database, world: World) -> None:
    result = take(
        database,
        [
            line("A1"),
            line("A2", "2027-01-05"),
            line("A3", "2027-01-05", "否,否,4.5%,第七条"),
            line("A4", "2027-05-03", "是,否,,第七条"),
            line("A5", more="否,是,,"),
            line("A6", "2027-11-03", "是,否,,"),
        ],
    )
    assert (result.accepted, result.rejected) == (5, 1)
    assert [(one.row, one.field) for one in result.warnings] == [
        (3, "due_date"),
        (5, "due_date"),
        (6, "pay_when_paid"),
    ]
    (refused,) = result.errors
    assert (refused.row, refused.field) == (7, "due_date")
    assert "第十一条" in refused.message
    third = by_number(database, "A3")
    assert (third.late_rate_ppm, third.term_clause) == (45_000, "第七条")
    assert by_number(database, "A4").is_voucher


def test_a_second_file_changes_clauses_until_it_is_confirmed(
    database: Database, world: World
) -> None:
    take(database, [line("A1", more="否,否,,第七条")])
    again = take(database, [line("A1", more=",,,")])
    assert again.unchanged == 1
    changed = take(database, [line("A1", more="否,是,,第八条")])
    assert changed.accepted == 1
    asset = by_number(database, "A1")
    assert (asset.pay_when_paid, asset.term_clause) == (True, "第八条")
    take(database, [line("A1")], world.actor("core"))
    assert by_number(database, "A1").state == "confirmed"
    late = take(database, [line("A1", more="否,否,,")])
    assert late.rejected == 1
    assert by_number(database, "A1").pay_when_paid


def test_a_refused_change_leaves_the_document_as_it_was(database: Database, world: World) -> None:
    take(database, [line("A1", more="是,,,")])
    refused = take(database, [line("A1", "2027-11-03", "是,是,,")])
    assert refused.rejected == 1
    asset = by_number(database, "A1")
    assert (asset.due_date, asset.pay_when_paid) == (date(2026, 12, 31), False)


def test_vouchers_of_a_debtor_in_default_are_refused_in_files_too(
    database: Database, world: World
) -> None:
    overdue(database, world, is_voucher=True)
    result = take(database, [line("A1", more="是,,,"), line("A2")])
    assert [(one.row, one.field) for one in result.errors] == [(2, "debtor_uscc")]
    assert [(one.row, one.field) for one in result.warnings] == [(3, "debtor_uscc")]
