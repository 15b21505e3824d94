"""The pages of set-offs as a party sees and uses them, and what it never sees."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from openpyxl import load_workbook
from set_off_samples import (
    FOUR,
    NAMES,
    accept,
    accept_all,
    colleague,
    get,
    paid,
    parts,
    proposed,
    ring,
    search,
)
from sqlalchemy import delete, event, select, update
from trade_samples import NOW, count

from lianqiao.accounts.models import Membership
from lianqiao.home import collect_todos
from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.shared.models import AuditEntry, Outbox
from lianqiao.shared.tables import columns, table
from lianqiao.shared.web import Application
from lianqiao.trade.end_set_offs import end_set_offs
from lianqiao.trade.models import Asset, SetOffAnswer, SetOffPart
from lianqiao.trade.refuse_set_off import refuse_set_off

As = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def _frozen(database: Database, world: World) -> None:
    freeze(database, TODAY)


def main_of(text: str) -> str:
    return re.sub(r"[\w.\-]{26,}", "", text.partition("<main")[2])


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def workbook(client: FlaskClient, path: str) -> list[tuple[object, ...]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))


def test_from_the_to_do_to_the_statement(as_: As, world: World, database: Database) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    accept(database, world.actor("core"), set_off_id)
    accept(database, world.actor("customer"), set_off_id)
    client = as_("supplier")
    home = client.get("/").text
    assert "债务抵销待答复" in home
    assert "债务抵销" in home.partition("供应链")[2]
    listing = client.get("/set-offs?waiting=answer").text
    assert listing.count("row-link") == 1
    page = client.get(f"/set-offs/{set_off_id}")
    words = plain(page.text)
    assert "贵公司欠演示丙经销的款项减少 100,000.00 元" in words
    assert "演示东至制药欠贵公司的款项减少 100,000.00 元" in words
    assert "民法典第五百六十九条" in words
    assert "2026年12月1日（周二） 还有 7 天" in words
    assert "2 / 3 家" in words
    done = client.post(f"/set-offs/{set_off_id}/accept", follow_redirects=True)
    assert "抵销完成" in done.text
    assert paid(database, documents) == [10, 10, 10]
    assert "债务抵销待答复" not in client.get("/").text
    letter = plain(client.get(f"/set-offs/{set_off_id}/letter").text)
    assert "抵销通知书 编号：DX-20261124-0001 演示甲供应：" in letter
    assert "经 3 家企业各自同意" in letter
    assert "壹拾万元整" in letter
    assert "2026年11月24日" in letter
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.seq, entry.hash).where(entry.action == "accept_set_off")
        last = session.execute(query.order_by(entry.seq.desc()).limit(1)).one()
    assert f"审计链 第 {last.seq} 号 {last.hash}" in letter


def test_the_documents_stand_with_what_they_owe_before_and_after(
    as_: As, world: World, database: Database
) -> None:
    ring(database, world)
    (set_off_id,) = search(database, world)
    words = plain(as_("supplier").get(f"/set-offs/{set_off_id}").text)
    assert "110,000.00 −100,000.00 10,000.00" in words  # what it owes
    assert "100,000.00 −100,000.00 0.00" in words  # what it is owed
    accept_all(database, world, set_off_id)
    again = plain(as_("supplier").get(f"/set-offs/{set_off_id}").text)
    assert "110,000.00 −100,000.00 10,000.00" in again
    assert "100,000.00 −100,000.00 0.00" in again


def test_a_statement_of_long_ago_still_tells_what_was_owed_then(
    as_: As, world: World, database: Database
) -> None:
    ring(database, world, ("core", "supplier"), (100, 30))
    (first,) = search(database, world)
    accept_all(database, world, first, ("core", "supplier"))
    ring(database, world, ("supplier", "core"), (20, 1))
    (second,) = search(database, world)
    accept_all(database, world, second, ("core", "supplier"))
    client = as_("core")
    assert "1,000,000.00 −300,000.00 700,000.00" in plain(
        client.get(f"/set-offs/{first}/letter").text
    )
    letter = plain(client.get(f"/set-offs/{second}/letter").text)
    assert "700,000.00 −200,000.00 500,000.00" in letter


def test_pressing_agree_twice_counts_once(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world)
    client, data = as_("core"), {"idempotency_key": "k-1"}
    first = client.post(f"/set-offs/{set_off_id}/accept", data=data)
    second = client.post(f"/set-offs/{set_off_id}/accept", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == first.location
    third = client.post(f"/set-offs/{set_off_id}/accept")
    assert third.status_code == 409
    assert "演示core 刚刚已处理" in third.text
    assert count(database, SetOffAnswer) == 1


def test_no_without_a_reason_keeps_the_page(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world)
    client = as_("core")
    for typed in ("", "无"):
        page = client.post(f"/set-offs/{set_off_id}/refuse", data={"reason": typed})
        assert page.status_code == 422
        assert 'id="reason-error">请写明原因，只有平台运营会看到' in page.text
        assert f">{typed}</textarea>" in page.text.replace("\r\n", "")
    assert get(database, set_off_id).state == "proposed"


def test_others_read_that_one_party_did_not_agree_and_no_more(
    as_: As, world: World, database: Database
) -> None:
    set_off_id = proposed(database, world, FOUR)
    refused = as_("supplier2").post(
        f"/set-offs/{set_off_id}/refuse", data={"reason": "质量有纠纷"}, follow_redirects=True
    )
    assert "已答复不同意" in refused.text
    assert "质量有纠纷" in refused.text  # its own firm remembers
    for firm in ("core", "supplier", "core2"):
        text = as_(firm).get(f"/set-offs/{set_off_id}").text
        assert "有一方未同意" in text
        assert "质量有纠纷" not in text
        assert "演示supplier2" not in text
    assert "质量有纠纷" in as_("operator").get(f"/set-offs/{set_off_id}").text


EVERYTHING = ("proposed", "answered", "refused", "carried_out", "void")


def _bring_to(database: Database, world: World, set_off_id: str, state: str) -> None:
    if state in ("answered", "refused", "void"):
        accept(database, world.actor("core2"), set_off_id)
    if state == "refused":
        with database.writing() as session:
            refuse_set_off(session, world.actor("supplier2"), set_off_id, "不行了", NOW, TODAY)
    if state == "carried_out":
        accept_all(database, world, set_off_id, ("core2", "core", "supplier", "supplier2"))
    if state == "void":
        (hidden,) = (
            part.asset_id
            for part in parts(database, set_off_id)
            if part.debtor_id == world.org("core2")
        )
        with database.writing() as session:
            row = table(Asset)
            session.execute(update(row).where(row.c.id == hidden).values(occupied_fen=1))
            assert end_set_offs(session, TODAY, NOW) == 1


@pytest.mark.parametrize("state", EVERYTHING)
def test_no_name_of_a_stranger_gets_out_in_any_state(
    as_: As, world: World, database: Database, state: str
) -> None:
    """core → supplier → core2 → supplier2 → core: across from each firm stands a stranger."""
    documents = ring(database, world, FOUR)
    (set_off_id,) = search(database, world)
    _bring_to(database, world, set_off_id, state)
    strangers = {
        "core": ("core2", "演示core2"),
        "supplier": ("supplier2", "演示supplier2"),
        "core2": ("core", "演示core<"),
        "supplier2": ("supplier", "演示supplier<"),
    }
    for firm, (stranger, person) in strangers.items():
        client = as_(firm)
        paths = [f"/set-offs/{set_off_id}", "/set-offs", "/notices", "/"]
        paths += [f"/receivables/{one}" for one in _own(documents, firm)]
        if state == "carried_out":
            paths.append(f"/set-offs/{set_off_id}/letter")
        for path in paths:
            text = client.get(path).text
            assert NAMES[stranger] not in text, f"{firm} reads {stranger} on {path}"
            assert world.org(stranger) not in text, f"{firm} reads an id on {path}"
            assert person not in text.replace(" ·", "<"), f"{firm} reads a person on {path}"
        cells = [str(cell) for row in workbook(client, "/set-offs?format=xlsx") for cell in row]
        assert not any(NAMES[stranger] in cell for cell in cells)
        assert any(NAMES[FOUR[FOUR.index(firm) - 1]] in cell for cell in cells)
        page = client.get(f"/set-offs/{set_off_id}").text
        assert "另 1 家企业" in page
    _no_letter_names_a_stranger(database, strangers)


def _own(documents: list[str], firm: str) -> list[str]:
    at = FOUR.index(firm)
    return [documents[at], documents[at - 1]]


def _no_letter_names_a_stranger(database: Database, strangers: dict[str, tuple[str, str]]) -> None:
    with database.reading() as session:
        for mail in session.execute(select(Outbox)).scalars():
            firm = mail.recipient.partition("@")[0]
            if firm in strangers:
                assert NAMES[strangers[firm][0]] not in f"{mail.subject}{mail.body}"


def test_the_wall_would_notice(as_: As, world: World, database: Database) -> None:
    """The control: the operator's page, by the same measure, names everybody."""
    set_off_id = proposed(database, world, FOUR)
    text = as_("operator").get(f"/set-offs/{set_off_id}").text
    assert all(NAMES[firm] in text for firm in FOUR)
    assert "另 1 家企业" not in text


def test_who_is_seen_through_trade_links_anyway_is_named(
    as_: As, world: World, database: Database
) -> None:
    firms = ("core", "core2", "supplier", "supplier2")
    set_off_id = proposed(database, world, firms)
    text = as_("core").get(f"/set-offs/{set_off_id}").text
    assert NAMES["supplier"] in text  # core's own supplier, across the ring
    assert "另 1 家企业" not in text
    assert NAMES["core"] in as_("supplier").get(f"/set-offs/{set_off_id}").text


@pytest.mark.parametrize("who", ["core2", "supplier2"])
def test_a_foreign_set_off_and_a_missing_one_are_the_same_404(
    as_: As, world: World, database: Database, who: str
) -> None:
    set_off_id, client = proposed(database, world), as_(who)
    for page in ("", "/letter"):
        foreign = client.get(f"/set-offs/{set_off_id}{page}")
        missing = client.get(f"/set-offs/{new_id()}{page}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert main_of(foreign.text) == main_of(missing.text)
    for action in ("/accept", "/refuse"):
        for data in ({}, {"reason": "不同意"}):
            foreign = client.post(f"/set-offs/{set_off_id}{action}", data=data)
            missing = client.post(f"/set-offs/{new_id()}{action}", data=data)
            assert (foreign.status_code, missing.status_code) == (404, 404)
    assert "row-link" not in client.get("/set-offs").text
    assert get(database, set_off_id).state == "proposed"


@pytest.mark.parametrize("who", ["bank", "regulator", "guarantor"])
def test_other_roles_have_no_business_here(
    as_: As, world: World, database: Database, who: str
) -> None:
    set_off_id, client = proposed(database, world), as_(who)
    for path in ("/set-offs", f"/set-offs/{set_off_id}", f"/set-offs/{set_off_id}/letter"):
        assert client.get(path).status_code == 403
    for action in ("accept", "refuse", "withdraw"):
        answer = client.post(f"/set-offs/{set_off_id}/{action}", data={"reason": "不同意"})
        assert answer.status_code == 403


def test_a_clerk_reads_and_does_not_answer(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session:
        member = columns(Membership)
        mine = member.user_id == world.users["core"]
        session.execute(delete(table(Membership)).where(mine, member.role != "clerk"))
    client = as_("core")
    page = client.get(f"/set-offs/{set_off_id}").text
    assert "由本单位有审批权限的人员或管理员答复" in page
    assert f"/set-offs/{set_off_id}/accept" not in page
    for action in ("accept", "refuse"):
        answer = client.post(f"/set-offs/{set_off_id}/{action}", data={"reason": "不同意"})
        assert answer.status_code == 403


def test_the_first_of_two_persons_is_named_to_the_second(
    as_: As, world: World, database: Database
) -> None:
    set_off_id = proposed(database, world, ("core", "supplier"), wan=(600, 700))
    page = as_("core").get(f"/set-offs/{set_off_id}").text
    assert "须由贵公司两位有审批权限的人员先后同意" in page
    accept(database, colleague(world, "core"), set_off_id)
    again = as_("core").get(f"/set-offs/{set_off_id}").text
    assert "演示core同事 已初审同意" in again
    assert "复核同意" in again
    assert "初审" not in as_("supplier").get(f"/set-offs/{set_off_id}").text.partition("经过")[2]
    done = as_("core").post(f"/set-offs/{set_off_id}/accept", follow_redirects=True)
    assert "已同意，等其他各方答复" in done.text
    mine = as_("supplier").post(f"/set-offs/{set_off_id}/accept", follow_redirects=True)
    assert "已初审同意，请本单位另一位" in mine.text
    assert "您已初审同意" in as_("supplier").get(f"/set-offs/{set_off_id}").text


def test_there_is_no_statement_before_it_is_done(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world)
    answer = as_("core").get(f"/set-offs/{set_off_id}/letter")
    assert answer.status_code == 409
    assert "还没有抵销" in answer.text


def test_the_last_word_over_a_changed_document_says_that_nothing_happened(
    as_: As, world: World, database: Database
) -> None:

    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    accept(database, world.actor("core"), set_off_id)
    accept(database, world.actor("supplier"), set_off_id)
    with database.writing() as session:
        row = table(Asset)
        session.execute(update(row).where(row.c.id == documents[0]).values(occupied_fen=1))
    done = as_("customer").post(f"/set-offs/{set_off_id}/accept", follow_redirects=True)
    assert "没有抵销：其中有单据的情况已变，各方债务不变" in done.text
    assert "已用于融资" not in plain(done.text).replace("已付款、已用于融资或有其他变化", "")
    assert paid(database, documents) == [0, 0, 0]


def test_the_list_is_filtered_and_searched_and_comes_as_a_workbook(
    as_: As, world: World, database: Database
) -> None:
    first = proposed(database, world)
    accept_all(database, world, first)
    proposed(database, world, ("core", "supplier"), wan=(50, 60))
    client = as_("core")
    assert client.get("/set-offs").text.count("row-link") == 2
    assert client.get("/set-offs?state=carried_out").text.count("row-link") == 1
    assert client.get("/set-offs?state=nonsense").text.count("row-link") == 2
    assert client.get("/set-offs?waiting=answer").text.count("row-link") == 1
    assert client.get("/set-offs?q=0002").text.count("row-link") == 1
    assert "没有符合条件的抵销" in client.get("/set-offs?q=9999").text
    head, *rows = workbook(client, "/set-offs?format=xlsx")
    assert head[:5] == ("编号", "谁欠贵公司", "贵公司欠谁", "各抵销", "状态")
    assert [row[3] for row in rows] == [500000, 100000]
    assert [row[4] for row in rows] == ["待答复", "已抵销"]
    assert len(workbook(client, "/set-offs?format=xlsx&state=carried_out")) == 2
    assert as_("core2").get("/set-offs").text.count("row-link") == 0


@pytest.mark.parametrize("who", ["core", "supplier", "customer", "core2"])
def test_the_count_on_the_home_page_is_that_of_the_list(
    app: Application, as_: As, world: World, database: Database, who: str
) -> None:
    proposed(database, world)
    other = proposed(database, world, ("core", "supplier"), wan=(50, 60))
    accept(database, world.actor("core"), other)
    with app.test_request_context(), database.reading() as session:
        todos = collect_todos(session, world.actor(who), TODAY)
    waiting = [one for one in todos if "抵销" in str(one.title)]
    listed = as_(who).get("/set-offs?waiting=answer").text.count("row-link")
    assert sum(one.count for one in waiting) == listed
    assert listed == {"core": 1, "supplier": 2, "customer": 1, "core2": 0}[who]
    if waiting:
        assert waiting[0].due == get(database, other).answer_by


def test_a_document_shows_what_was_set_off_and_what_is_left(
    as_: As, world: World, database: Database
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    accept_all(database, world, set_off_id)
    page = as_("supplier").get(f"/receivables/{documents[1]}")
    words = plain(page.text)
    assert "已付款和抵销 100,000.00 元 DX-20261124-0001" in words
    assert "尚欠 10,000.00 元" in words
    assert f'href="/set-offs/{set_off_id}"' in page.text
    settled = plain(as_("core").get(f"/receivables/{documents[0]}").text)
    assert "已结清" in settled
    assert "付清金额 100,000.00 元" in settled
    assert "尚欠" not in settled
    rows = workbook(as_("customer"), "/receivables?format=xlsx")
    owed = rows[0].index("已确权尚欠")
    assert sorted(row[owed] for row in rows[1:]) == [10000, 20000]


def test_a_page_keeps_to_a_few_queries(as_: As, world: World, database: Database) -> None:
    set_off_id = proposed(database, world, FOUR)
    client = as_("core")
    client.get(f"/set-offs/{set_off_id}")
    app: Application = client.application  # type: ignore[assignment]
    seen: list[str] = []
    event.listen(app.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    client.get(f"/set-offs/{set_off_id}")
    assert len(seen) <= 30, len(seen)
    seen.clear()
    client.get("/set-offs")
    assert len(seen) <= 15, len(seen)


def test_an_old_ring_of_two_firms_that_were_merged_still_opens(
    as_: As, world: World, database: Database
) -> None:
    set_off_id = proposed(database, world, FOUR)
    accept_all(database, world, set_off_id, FOUR)
    with database.writing() as session:
        for model in (SetOffPart, Asset):
            for name in ("debtor_id", "creditor_id"):
                row = table(model)
                which = row.c[name] == world.org("core2")
                session.execute(update(row).where(which).values({name: world.org("core")}))
    for who in ("core", "supplier", "supplier2", "operator"):
        client = as_(who)
        assert client.get(f"/set-offs/{set_off_id}").status_code == 200
        if who != "operator":
            assert client.get(f"/set-offs/{set_off_id}/letter").status_code == 200
