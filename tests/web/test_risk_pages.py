"""Risk findings as tickets: list, evidence in words, steps with reasons, two people at once."""

import re
from io import BytesIO

import pytest
from characters import PASSWORD, TODAY, World
from deals import freeze
from openpyxl import load_workbook
from risky import common_control, concentration, ring
from sqlalchemy import func, select, update

from lianqiao.accounts.join_organisation import add_user
from lianqiao.accounts.models import Organisation
from lianqiao.accounts.passwords import Passwords
from lianqiao.oversight.models import RiskComment, RiskFinding, RiskFindingFirm
from lianqiao.oversight.scan_risks import scan_risks
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.shared.web import Application


@pytest.fixture
def found(database: Database, world: World) -> dict[str, str]:
    """The id of a planted finding of each kind that can be planted among the characters."""
    freeze(database)
    ring(database, world)
    concentration(database, world)
    common_control(database, world)
    with database.writing() as session:
        scan_risks(session, TODAY, utc_now())
    row = columns(RiskFinding)
    with database.reading() as session:
        return dict(session.execute(select(row.kind, row.id)).all())


@pytest.fixture
def colleague(app: Application, database: Database, world: World):
    """A second person of the regulator, signed in."""
    with database.writing() as session:
        office = session.get_one(Organisation, world.org("regulator"))
        secret = Passwords(cheap=True).hash(PASSWORD)
        add_user(session, office, "regulator2", "演示同事", secret, ("clerk",), "r2@example.com")
    client = app.test_client()
    client.post("/login", data={"username": "regulator2", "password": PASSWORD})
    return client


def get(database: Database, finding_id: str) -> RiskFinding:
    with database.reading() as session:
        return session.get_one(RiskFinding, finding_id)


def actions(database: Database, finding_id: str) -> list[str]:
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.action).where(entry.subject_id == finding_id).order_by(entry.seq)
        return list(session.execute(query).scalars())


def test_the_list_is_filtered_searched_and_comes_as_a_workbook(as_, found) -> None:
    office = as_("regulator")
    page = office.get("/risks").text
    assert page.count("row-link") == 3
    for words in ("循环贸易", "客户集中", "疑似同一控制"):
        assert words in page
    assert office.get("/risks?kind=ring").text.count("row-link") == 1
    assert office.get("/risks?severity=high").text.count("row-link") == 0
    assert office.get("/risks?state=closed").text.count("row-link") == 0
    assert office.get("/risks?park=dadukou").text.count("row-link") == 2
    assert office.get("/risks?q=丙经销").text.count("row-link") == 1
    for key in ("number", "kind", "severity", "lead", "firms", "amount_fen", "last_seen_on"):
        for sign in ("", "-"):
            assert office.get(f"/risks?sort={sign}{key}").text.count("row-link") == 3
    book = load_workbook(BytesIO(office.get("/risks?kind=ring&format=xlsx").data)).active
    assert book.max_row == 2
    assert "循环贸易" in [cell.value for cell in book[2]]


def test_the_page_says_who_owes_whom_and_that_it_may_be_honest_trade(as_, found) -> None:
    page = as_("operator").get(f"/risks/{found['ring']}").text
    for words in (
        "演示东至制药",
        "演示甲供应",
        "演示丙经销",
        "1,000,000.00",
        "1,040,000.00",
        "4.00%",
        "2026-10-25",
        "可能是真实贸易，请核实",
        "程度中",
        "<svg",
    ):
        assert words in page
    dependent = as_("operator").get(f"/risks/{found['concentration']}").text
    assert "95.24%" in dependent
    assert "/risks/contagion?firm=" in dependent
    shared = as_("operator").get(f"/risks/{found['common_control']}").text
    assert "联系电话相同" in shared
    assert "0566-7654321" not in shared


def test_the_same_as_json(as_, found, world) -> None:
    told = as_("regulator").get(f"/risks/{found['ring']}?format=json").json
    assert {node["id"] for node in told["nodes"]} == {
        world.org(name) for name in ("core", "supplier", "customer")
    }
    assert sorted(edge["amount_fen"] for edge in told["edges"]) == [10**8, 102 * 10**6, 104 * 10**6]


def test_it_is_taken_up_commented_on_closed_with_a_reason_and_opened_again(
    as_, found, database
) -> None:
    office, path = as_("regulator"), f"/risks/{found['ring']}"
    assert office.post(f"{path}/close", data={"close-reason": "早了"}).status_code == 409
    assert office.post(f"{path}/open").status_code == 302
    assert get(database, found["ring"]).opened_by == "演示regulator"
    assert office.post(f"{path}/comment", data={"words": "已调阅运单"}).status_code == 302
    assert "已调阅运单" in office.get(path).text
    silent = office.post(f"{path}/close", data={"close-reason": "  "})
    assert silent.status_code == 422
    assert "请写明原因" in silent.text
    assert office.post(f"{path}/close", data={"close-reason": "货物真实"}).status_code == 302
    closed = get(database, found["ring"])
    assert (closed.state, closed.closed_on, closed.close_reason) == ("closed", TODAY, "货物真实")
    assert "货物真实" in office.get(path).text
    assert office.post(f"{path}/reopen", data={"reopen-reason": "又有举报"}).status_code == 302
    again = get(database, found["ring"])
    assert (again.state, again.closed_on, again.close_reason) == ("open", None, "")
    assert actions(database, found["ring"]) == [
        "open_finding",
        "comment_on_finding",
        "close_finding",
        "reopen_finding",
    ]
    step = columns(StateChange)
    with database.reading() as session:
        query = select(step.event, step.reason).where(step.subject_id == found["ring"])
        assert session.execute(query.order_by(step.at, step.created_at)).all() == [
            ("find", ""),
            ("open", ""),
            ("close", "货物真实"),
            ("reopen", "又有举报"),
        ]


def test_a_firm_that_was_merged_into_another_one_keeps_its_place_in_the_evidence(
    as_, found, database, world
) -> None:
    part = table(RiskFindingFirm)
    with database.writing() as session:
        session.execute(
            update(part)
            .where(part.c.enterprise_id == world.org("customer"))
            .values(enterprise_id=world.org("core2"))
        )
    assert "演示丙经销" in as_("regulator").get(f"/risks/{found['ring']}").text


def test_an_empty_comment_is_refused_beside_its_field(as_, found, database) -> None:
    answer = as_("regulator").post(f"/risks/{found['ring']}/comment", data={"words": " "})
    assert answer.status_code == 422
    assert 'id="words-error"' in answer.text
    with database.reading() as session:
        count = select(func.count()).select_from(RiskComment)
        assert session.execute(count).scalar_one() == 0


def test_a_colleague_takes_it_over(as_, colleague, found, database) -> None:
    path = f"/risks/{found['ring']}"
    as_("regulator").post(f"{path}/open")
    assert "接手" in colleague.get(path).text
    assert colleague.post(f"{path}/take-over").status_code == 302
    assert get(database, found["ring"]).opened_by == "演示同事"
    assert f'action="{path}/take-over"' not in colleague.get(path).text


def test_of_two_people_at_once_the_slower_one_is_told_who_and_keeps_the_words(
    as_, colleague, found, database
) -> None:
    office, path = as_("regulator"), f"/risks/{found['ring']}"
    assert office.post(f"{path}/open").status_code == 302
    late = colleague.post(f"{path}/open")
    assert late.status_code == 409
    assert "演示regulator 刚刚已处理" in late.text
    seen = re.search(r'name="close-seen"[^>]*value="(\d+)"', colleague.get(path).text)
    assert seen is not None
    office.post(f"{path}/close", data={"close-reason": "货物真实"})
    office.post(f"{path}/reopen", data={"reopen-reason": "补充材料"})
    stale = {"close-reason": "我的长篇结论", "close-seen": seen[1]}
    lost = colleague.post(f"{path}/close", data=stale)
    assert lost.status_code == 409
    assert "演示regulator 刚刚已处理，现在是「处理中」" in lost.text
    assert "我的长篇结论" in lost.text
    assert get(database, found["ring"]).state == "open"
    fresh = {"close-reason": "我的长篇结论", "close-seen": "4"}
    assert colleague.post(f"{path}/close", data=fresh).status_code == 302


def test_across_offices_a_lost_race_names_nobody(as_, found) -> None:
    path = f"/risks/{found['ring']}"
    as_("regulator").post(f"{path}/open")
    lost = as_("operator").post(f"{path}/take-over", data={"seen": "1"})
    assert lost.status_code == 409
    head = lost.text.partition('class="problems"')[2].partition("</div>")[0]
    assert "刚刚已被处理" in head
    assert "演示regulator" not in head


def test_the_scan_button_scans_and_one_key_scans_once(as_, database, world) -> None:
    freeze(database)
    ring(database, world)
    office = as_("regulator")
    assert "还没有扫描过" in office.get("/risks").text
    key = {"idempotency_key": "one-key"}
    for _press in range(2):
        assert office.post("/risks/scan", data=key).status_code == 302
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(func.count()).where(entry.action == "scan_risks")
        assert session.execute(query).scalar_one() == 1
    assert "最近一次扫描" in office.get("/risks").text


def test_home_counts_what_the_lists_hold(as_, found, database) -> None:
    office = as_("regulator")
    office.post(f"/risks/{found['ring']}/open")
    for who in ("regulator", "operator"):
        home = as_(who).get("/").text
        for title, state, count in (("等待受理", "found", 2), ("处理中", "open", 1)):
            line = re.search(rf'todo-count">(\d+)<(?:(?!todo-count).)*风险线索{title}', home, re.S)
            assert line is not None
            assert int(line[1]) == count
            assert as_(who).get(f"/risks?state={state}").text.count("row-link") == count


@pytest.mark.parametrize("who", ["core", "supplier", "guarantor"])
@pytest.mark.parametrize("path", ["/risks", "/risks/hubs", "/risks/contagion", "/risks/{id}"])
def test_firms_and_guarantors_see_none_of_it(as_, found, who: str, path: str) -> None:
    assert as_(who).get(path.format(id=found["ring"])).status_code == 403
    assert "风险线索" not in as_(who).get("/").text


@pytest.mark.parametrize("step", ["open", "take-over", "close", "reopen", "comment"])
def test_a_bank_takes_no_step_and_a_missing_finding_is_404(as_, found, step: str) -> None:
    data = {"close-reason": "x", "reopen-reason": "x", "words": "x"}
    assert as_("bank").post(f"/risks/{found['ring']}/{step}", data=data).status_code == 403
    assert as_("regulator").post(f"/risks/{'0' * 26}/{step}", data=data).status_code == 404
