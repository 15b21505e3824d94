"""The risk scan: planted evidence becomes one ticket each, however often it is found."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import applied, confirmed_asset, freeze
from risky import common_control, concentration, ring
from sqlalchemy import func, select, update

from lianqiao.accounts.models import Notice
from lianqiao.financing.models import Application, Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.oversight import scan_risks as scanning
from lianqiao.oversight.close_finding import close_finding
from lianqiao.oversight.models import RiskFinding, RiskFindingFirm
from lianqiao.oversight.open_finding import open_finding
from lianqiao.oversight.risk_queries import find_last_scan
from lianqiao.oversight.scan_risks import ScanResult, scan_risks
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.models import Asset
from lianqiao.trade.settle_asset import settle_asset


def scan(database: Database, day: date = TODAY) -> ScanResult:
    with database.writing() as session:
        return scan_risks(session, day, utc_now())


def rows(database: Database, kind: str = "") -> list[RiskFinding]:
    row = columns(RiskFinding)
    with database.reading() as session:
        query = select(RiskFinding).order_by(row.number)
        found = session.execute(query.where(row.kind == kind) if kind else query)
        return list(found.scalars())


def count(database: Database, model: Any, **where: Any) -> int:
    row = columns(model)
    conditions = [row[name] == value for name, value in where.items()]
    with database.reading() as session:
        query = select(func.count()).select_from(table(model)).where(*conditions)
        return int(session.execute(query).scalar_one())


def test_a_ring_of_near_equal_debts_is_found_with_its_evidence(
    database: Database, world: World
) -> None:
    papers = ring(database, world)
    assert scan(database).new >= 1
    (found,) = rows(database, "ring")
    assert (found.state, found.severity, found.found_on) == ("found", "medium", TODAY)
    assert found.amount_fen == 100 * WAN
    assert {debt["document"] for debt in found.evidence["debts"]} == set(papers)
    assert found.number.startswith(f"FX-{TODAY:%Y%m%d}-")
    firms = columns(RiskFindingFirm)
    with database.reading() as session:
        query = select(firms.enterprise_id).where(firms.finding_id == found.id)
        named = set(session.execute(query).scalars())
    assert named == {world.org(name) for name in ("core", "supplier", "customer")}


def test_amounts_that_differ_or_dates_far_apart_are_no_ring(
    database: Database, world: World
) -> None:
    ring(database, world, amounts=(100, 104, 120))
    ring(database, world, amounts=(30, 30, 30), issued=(10, 20, 300))
    scan(database)
    assert rows(database, "ring") == []


def test_evidence_holds_ids_and_no_names(database: Database, world: World) -> None:
    ring(database, world)
    concentration(database, world)
    common_control(database, world)
    scan(database)
    found = rows(database)
    assert {one.kind for one in found} >= {"ring", "concentration", "common_control"}
    for one in found:
        said = str(one.evidence)
        assert "演示" not in said
        assert "0566" not in said


def test_the_same_evidence_found_twice_is_one_ticket_whose_last_day_moves(
    database: Database, world: World
) -> None:
    ring(database, world)
    concentration(database, world)
    first = scan(database)
    before = rows(database)
    entries = count(database, AuditEntry)
    assert scan(database) == ScanResult(first.found, 0, 0, 0)
    assert count(database, AuditEntry) == entries
    later = scan(database, TODAY + timedelta(days=1))
    assert (later.new, later.seen_again) == (0, first.found)
    after = rows(database)
    assert [one.id for one in after] == [one.id for one in before]
    assert {one.last_seen_on for one in after} == {TODAY + timedelta(days=1)}
    assert {one.found_on for one in after} == {TODAY}


def test_one_audit_row_tells_of_a_batch_and_each_ticket_has_its_first_step(
    database: Database, world: World
) -> None:
    ring(database, world)
    concentration(database, world)
    before = count(database, AuditEntry)
    done = scan(database)
    assert count(database, AuditEntry) == before + 1
    assert count(database, AuditEntry, action="scan_risks") == 1
    assert count(database, StateChange, machine="risk_finding", event="find") == done.new
    with database.reading() as session:
        payload = session.execute(
            select(columns(AuditEntry).payload).where(columns(AuditEntry).action == "scan_risks")
        ).scalar_one()
    assert '"digest":' in payload
    assert f'"new":{done.new}' in payload
    assert count(database, Notice, kind="risks_found", organisation_id=world.org("regulator")) == 1


def test_a_closed_ticket_stays_closed_when_the_same_is_found_again(
    database: Database, world: World
) -> None:
    ring(database, world)
    scan(database)
    (found,) = rows(database, "ring")
    officer = world.actor("regulator")
    with database.writing() as session:
        open_finding(session, officer, found.id, utc_now())
        close_finding(session, officer, found.id, "合同运单齐全", utc_now(), TODAY)
    scan(database, TODAY + timedelta(days=3))
    (again,) = rows(database, "ring")
    assert (again.id, again.state) == (found.id, "closed")
    assert again.last_seen_on == TODAY + timedelta(days=3)


def test_what_is_paid_is_not_seen_again_and_a_part_payment_changes_the_amount(
    database: Database, world: World
) -> None:
    papers = ring(database, world, amounts=(100, 102, 104))
    scan(database)
    with database.writing() as session:
        session.execute(
            update(table(Asset)).where(columns(Asset).id == papers[2]).values(paid_fen=4 * WAN)
        )
    scan(database, TODAY + timedelta(days=1))
    (found,) = rows(database, "ring")
    amounts = {debt["document"]: debt["amount_fen"] for debt in found.evidence["debts"]}
    assert amounts[papers[2]] == 100 * WAN
    with database.writing() as session:
        day = TODAY + timedelta(days=2)
        settle_asset(session, world.actor("core"), papers[0], day, utc_now(), day)
    scan(database, TODAY + timedelta(days=2))
    (found,) = rows(database, "ring")
    assert found.last_seen_on == TODAY + timedelta(days=1)


def test_dependence_on_one_buyer_counts_from_the_figures_on_and_comes_again_when_it_grows(
    database: Database, world: World
) -> None:
    concentration(database, world, largest=320, rest=80)
    scan(database)
    (found,) = rows(database, "concentration")
    assert found.severity == "medium"
    assert (found.evidence["share_ppm"], found.evidence["buyers"]) == (800_000, 2)
    concentration(database, world, largest=700, rest=0)
    scan(database)
    assert [one.severity for one in rows(database, "concentration")] == ["medium", "high"]


def test_small_or_spread_sales_are_no_concentration(database: Database, world: World) -> None:
    concentration(database, world, largest=200, rest=0)
    scan(database)
    assert rows(database, "concentration") == []
    concentration(database, world, largest=0, rest=200)
    scan(database)
    assert rows(database, "concentration") == []


@pytest.mark.parametrize(
    ("shares", "severity"),
    [
        ({"phone": "0566-7654321"}, "low"),
        ({"legal_representative": "演示张三"}, "medium"),
        ({"phone": "0566-7654321", "legal_representative": "演示张三"}, "high"),
    ],
)
def test_firms_that_share_a_person_or_phone_and_trade_are_told_by_what_they_share(
    database: Database, world: World, shares: Mapping[str, str], severity: str
) -> None:
    common_control(database, world, **shares)
    scan(database)
    (found,) = rows(database, "common_control")
    assert found.severity == severity
    assert len(found.evidence["shared"]) == len(shares)
    assert found.evidence["links"]


def test_firms_that_share_a_phone_and_do_not_trade_are_no_finding(
    database: Database, world: World
) -> None:
    common_control(database, world, pair=("supplier", "supplier2"))
    scan(database)
    assert rows(database, "common_control") == []


def test_scans_at_the_same_time_make_each_ticket_once(database: Database, world: World) -> None:
    ring(database, world)
    concentration(database, world)
    with ThreadPoolExecutor(4) as scans:
        done = [scans.submit(scan, database) for _number in range(4)]
        results = [one.result() for one in done]
    found = rows(database)
    assert sum(one.new for one in results) == len(found)
    assert set(Counter(one.fingerprint for one in found).values()) == {1}
    assert count(database, StateChange, machine="risk_finding") == len(found)


def test_a_search_that_was_cut_says_so(
    database: Database, world: World, as_, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(database, world)
    look = scanning.look_for_risks
    monkeypatch.setattr(
        scanning, "look_for_risks", lambda graph, figures, _seconds: look(graph, figures, -1)
    )
    assert scan(database).cut_at > 0
    with database.reading() as session:
        last = find_last_scan(session)
    assert last is not None
    assert last.cut_at
    assert "可能有遗漏" in as_("regulator").get("/risks").text
    monkeypatch.undo()
    scan(database)
    assert "可能有遗漏" not in as_("regulator").get("/risks").text


def test_an_open_finding_hinders_neither_matching_nor_an_application(
    database: Database, world: World
) -> None:
    freeze(database)
    ring(database, world)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        run_match(session, COMMAND, TODAY, utc_now())
    row = columns(Opportunity)

    def chances() -> Any:
        with database.reading() as session:
            query = select(row.asset_id, row.product_id, row.eligible, row.principal_fen, row.fit)
            order = (row.asset_id, row.product_id)
            latest = select(func.max(row.created_at)).scalar_subquery()
            return session.execute(query.where(row.created_at == latest).order_by(*order)).all()

    without = chances()
    assert without
    scan(database)
    (found,) = rows(database, "ring")
    assert world.org("supplier") in {debt["creditor"] for debt in found.evidence["debts"]}
    with database.writing() as session:
        open_finding(session, world.actor("regulator"), found.id, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
    assert chances() == without
    with database.writing() as session:
        application = applied(session, world, session.get_one(Asset, asset.id))
        assert application.state == "submitted"
    assert count(database, Application) == 1
