"""The list of dishonest debtors: its file, its pages, repair, lift, refusal, and running out."""

import io
import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from characters import ENTERPRISES, TODAY, World, dishonest
from deals import freeze
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lianqiao.accounts.models import Notice
from lianqiao.registry.dishonesty_queries import listings_query
from lianqiao.registry.dishonesty_rules import standing
from lianqiao.registry.import_dishonest import COLUMNS
from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import DishonestyListing
from lianqiao.registry.queries import find_dishonest
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, table
from lianqiao.shared.uscc import make

SUPPLIER = ENTERPRISES["supplier"][1]
STRANGER = make("91341721", "MA2XXXX1")
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
HEAD = "统一社会信用代码,名称,案号,执行法院/认定机关,事由,列入日期,到期日"
LISTED = f"{SUPPLIER},演示甲供应,（2026）演执1号,示例法院,拒不履行,2026-11-01,2028-10-31"
OTHER = f"{STRANGER},演示未登记,（2026）演执2号,示例法院,,2026年10月1日,"
NEVER = "没有列入记录"


@pytest.fixture(autouse=True)
def frozen(database: Database) -> None:
    freeze(database)


def load(
    database: Database, kind: str, text: str | bytes, actor: Actor = COMMAND, name: str = ""
) -> ImportResult:
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY)
        data = text if isinstance(text, bytes) else text.encode()
        return run_import(IMPORTERS[kind], context, data, name or f"{kind}.csv")


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.accepted, result.unchanged, result.rejected


def upload(client, path: str, data: bytes) -> TestResponse:
    form = {"kind": "dishonest", "file": (io.BytesIO(data), "名单.csv")}
    return client.post(path, data=form, content_type="multipart/form-data")


def bring(database: Database, *lines: str) -> tuple[int, int, int, int]:
    return counts(load(database, "dishonest", "\n".join((HEAD, *lines))))


def entry(database: Database, uscc: str = SUPPLIER) -> DishonestyListing:
    row = columns(DishonestyListing)
    with database.reading() as session:
        return session.execute(select(DishonestyListing).where(row.uscc == uscc)).scalar_one()


def stopped(database: Database, world: World, who: str = "supplier") -> bool:
    with database.reading() as session:
        return find_dishonest(session, world.org(who), TODAY)


def ask(as_, place: str, words: str = "已付清，附结案通知书") -> TestResponse:
    return as_("supplier").post(f"{place}/repair", data={"statement": words})


def decide(as_, place: str, event: str, reason: str = "已核对法院文书") -> TestResponse:
    return as_("operator").post(f"{place}/decide", data={"event": event, "reason": reason})


@pytest.fixture
def place(database: Database, world: World) -> str:
    """The supplier is on the list; the address of its entry."""
    assert bring(database, LISTED) == (1, 1, 0, 0)
    return f"/dishonest/{entry(database).id}"


def test_the_same_file_changes_nothing_the_second_time(world, database) -> None:
    assert bring(database, LISTED, OTHER) == (2, 2, 0, 0)
    assert bring(database, LISTED, OTHER) == (2, 0, 2, 0)
    changed = LISTED.replace("2028-10-31", "2029-10-31")
    assert bring(database, changed, OTHER) == (2, 1, 1, 0)
    assert entry(database).expires_on.year == 2029
    another_case = LISTED.replace("演执1号", "演执9号")
    assert bring(database, another_case) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (LISTED.replace(SUPPLIER, "91350100M000100Y44"), "uscc"),
        (LISTED.replace("2026-11-01", "2026-11-25"), "listed_on"),
        (LISTED.replace("2028-10-31", "2026-10-31"), "expires_on"),
        (LISTED.replace("（2026）演执1号", ""), "case_no"),
        (LISTED.replace("2026-11-01", ""), "listed_on"),
    ],
)
def test_a_bad_row_is_refused_at_its_column_and_stops_nobody(
    world, database, line: str, field: str
) -> None:
    result = load(database, "dishonest", f"{HEAD}\n{line}")
    assert counts(result) == (1, 0, 0, 1)
    assert [error.field for error in result.errors] == [field]
    assert not stopped(database, world)


def test_only_the_operator_brings_the_list(as_, world, database) -> None:
    with pytest.raises(ItIsNotYours):
        load(database, "dishonest", f"{HEAD}\n{LISTED}", world.actor("core"))
    assert upload(as_("core"), "/partners/import", b"x").status_code == 422
    assert not stopped(database, world)


def test_the_operator_s_upload_page_takes_the_list(as_, world, database) -> None:
    client = as_("operator")
    page = client.get("/organisations/import?kind=dishonest").text
    assert '<option selected value="dishonest">' in page
    data = f"{HEAD}\n{LISTED}\n{OTHER}".encode()
    preview = upload(client, "/organisations/import", data)
    assert not stopped(database, world)
    token = re.search(r'name="token" value="([^"]+)"', preview.text)
    assert token is not None
    done = client.post("/organisations/import", data={"token": token[1]}, follow_redirects=True)
    assert "全部完成" in done.text
    assert stopped(database, world)


def test_another_name_under_the_code_is_a_warning(world, database) -> None:
    renamed = LISTED.replace("演示甲供应", "别的名字")
    result = load(database, "dishonest", f"{HEAD}\n{renamed}")
    assert counts(result) == (1, 1, 0, 0)
    assert [(one.field, "演示甲供应" in one.message) for one in result.warnings] == [("name", True)]


def notices(database: Database, world: World, who: str = "supplier") -> list[str]:
    row = columns(Notice)
    with database.reading() as session:
        query = (
            select(row.kind)
            .where(row.organisation_id == world.org(who))
            .order_by(row.created_at, row.id)
        )
        return list(session.execute(query).scalars())


def test_a_firm_that_is_here_is_told_once_a_file_and_others_are_not(world, database) -> None:
    second = LISTED.replace("演执1号", "演执3号")
    bring(database, LISTED, second, OTHER)
    assert notices(database, world) == ["dishonesty_listed"]
    bring(database, LISTED, second, OTHER)
    assert notices(database, world) == ["dishonesty_listed"]
    with database.reading() as session:
        every = session.execute(select(columns(Notice).organisation_id)).scalars().all()
    assert every == [world.org("supplier")]


def test_an_entry_that_has_run_out_before_it_came_tells_and_stops_nobody(world, database) -> None:
    over = LISTED.replace("2026-11-01", "2020-01-01").replace("2028-10-31", "2022-01-01")
    bring(database, over)
    assert notices(database, world) == []
    assert not stopped(database, world)
    bring(database, over.replace("2022-01-01", "2028-01-01"))  # the list was mended: it stands
    assert notices(database, world) == ["dishonesty_listed"]
    assert stopped(database, world)


def test_a_firm_that_registers_later_is_stopped_from_its_first_day(as_, world, database) -> None:
    bring(database, OTHER)
    text = f"uscc,name,industry\n{STRANGER},演示未登记,26"
    load(database, "enterprises", text)
    listed = as_("operator").get("/organisations?q=演示未登记").text
    found = re.search(r'href="(/organisations/\w{26})"', listed)
    assert found is not None
    assert "开通后也不能融资" in as_("operator").get(found[1]).text
    with database.reading() as session:
        assert find_dishonest(session, found[1].rpartition("/")[2], TODAY)


def test_the_firm_reads_on_its_file_that_it_is_stopped_and_what_to_do(as_, world, place) -> None:
    page = as_("supplier").get(f"/enterprises/{world.org('supplier')}").text
    for words in ("在失信名单中，不能融资", "申请信用修复", "执行法院", "（2026）演执1号", place):
        assert words in page, words
    home = as_("supplier").get("/").text
    assert "在失信名单中，不能融资" in home
    assert "todo--urgent" in home
    for who in ("bank", "regulator", "operator"):
        assert "在失信名单中" in as_(who).get(f"/enterprises/{world.org('supplier')}").text
    assert NEVER in as_("core").get(f"/enterprises/{world.org('core')}").text
    assert "不能融资" not in as_("core").get("/").text


def test_repair_is_asked_for_decided_and_everything_is_a_row(as_, world, database, place) -> None:
    assert ask(as_, place).status_code == 302
    assert stopped(database, world)  # asking alone changes nothing
    assert "修复审核中" in as_("supplier").get(place).text
    assert "信用修复申请等待办理" in as_("operator").get("/").text
    assert as_("operator").get("/dishonest?standing=repairing").text.count("row-link") == 1
    assert "已付清，附结案通知书" in as_("operator").get(place).text
    assert ask(as_, place).status_code == 409
    assert decide(as_, place, "lift").status_code == 302
    assert not stopped(database, world)
    row = entry(database)
    assert (row.state, row.lifted_on, row.lifted_reason) == ("lifted", TODAY, "已核对法院文书")
    with database.reading() as session:
        step, audit = columns(StateChange), columns(AuditEntry)
        steps = (
            select(step.event)
            .where(step.subject_id == row.id)
            .order_by(step.at, step.created_at, step.id)
        )
        assert list(session.execute(steps).scalars()) == ["list", "ask", "lift"]
        actions = select(audit.action).where(audit.subject_id == row.id).order_by(audit.seq)
        assert list(session.execute(actions).scalars()) == ["ask_repair", "lift_dishonesty"]
    assert notices(database, world) == ["dishonesty_listed", "dishonesty_lift"]
    page = as_("supplier").get(f"/enterprises/{world.org('supplier')}").text
    assert "在失信名单中，不能融资" not in page
    assert "已移出" in page
    assert "在失信名单中" not in as_("supplier").get("/").text


def test_a_refused_repair_keeps_the_stop_and_may_be_asked_again(
    as_, world, database, place
) -> None:
    ask(as_, place)
    assert decide(as_, place, "refuse", "案号不符").status_code == 302
    assert stopped(database, world)
    assert notices(database, world) == ["dishonesty_listed", "dishonesty_refuse"]
    page = as_("supplier").get(place).text
    assert "案号不符" in page
    assert "提交修复申请" in page
    assert ask(as_, place).status_code == 302


def test_an_entry_lifted_by_mistake_is_listed_again_and_no_file_does_it(
    as_, world, database, place
) -> None:
    decide(as_, place, "lift")
    assert bring(database, LISTED) == (1, 0, 1, 0)
    assert bring(database, LISTED.replace("2028-10-31", "2030-01-01")) == (1, 0, 0, 1)
    assert not stopped(database, world)
    assert decide(as_, place, "relist", "核对有误").status_code == 302
    assert stopped(database, world)
    assert entry(database).lifted_on is None
    assert notices(database, world)[-1] == "dishonesty_relist"


def test_an_entry_runs_out_by_itself_and_says_so(as_, world, database, place) -> None:
    with database.writing() as session:
        over = {"expires_on": TODAY - timedelta(days=1)}
        session.execute(update(table(DishonestyListing)).values(**over))
    assert not stopped(database, world)
    assert "已到期" in as_("supplier").get(f"/enterprises/{world.org('supplier')}").text
    assert "已到期" in as_("operator").get("/dishonest").text
    assert "共 1 条" in as_("operator").get("/dishonest?standing=expired").text
    assert "共 0 条" in as_("operator").get("/dishonest?standing=listed").text
    assert ask(as_, place).status_code == 409
    assert decide(as_, place, "lift").status_code == 409
    # A bank reads no old sins; the firm's own history stays.
    file = f"/enterprises/{world.org('supplier')}"
    assert "（2026）演执1号" not in as_("bank").get(file).text
    assert "（2026）演执1号" in as_("supplier").get(file).text


def test_words_are_asked_for_and_what_cannot_be_done_says_so(as_, database, place) -> None:
    silent = ask(as_, place, " ")
    assert silent.status_code == 422
    assert 'id="statement-error"' in silent.text
    mute = decide(as_, place, "lift", "")
    assert mute.status_code == 422
    assert 'id="reason-error"' in mute.text
    assert decide(as_, place, "refuse").status_code == 409  # nobody has asked
    assert decide(as_, place, "forgive").status_code == 404
    assert entry(database).state == "listed"


def test_only_the_listed_firm_asks_and_only_the_operator_decides(as_, database, place) -> None:
    for who in ("core", "supplier2"):
        foreign, missing = as_(who).get(place), as_(who).get("/dishonest/01missing")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
        assert as_(who).post(f"{place}/repair", data={"statement": "x"}).status_code == 404
    assert as_("regulator").get(place).status_code == 200
    for who in ("supplier", "regulator", "bank"):
        answer = as_(who).post(f"{place}/decide", data={"event": "lift", "reason": "x"})
        assert answer.status_code == 403
    for who in ("bank", "guarantor", "supplier"):
        assert as_(who).get("/dishonest").status_code == 403
    assert entry(database).state == "listed"


def test_the_list_comes_as_a_workbook_that_can_be_brought_again(as_, database, place) -> None:
    book = as_("operator").get("/dishonest?format=xlsx")
    assert book.data.startswith(b"PK")
    assert counts(load(database, "dishonest", book.data, name="名单.xlsx")) == (1, 0, 1, 0)
    shown = {str(column.label) for column in COLUMNS}
    template = as_("operator").get("/organisations/import?template=dishonest&format=csv")
    assert set(io.StringIO(template.data.decode("utf-8-sig")).read().strip().split(",")) == shown


def test_the_list_filters_by_state_and_by_who_is_here(as_, world, database, place) -> None:
    bring(database, OTHER)
    client = as_("operator")
    assert "共 2 条" in client.get("/dishonest").text
    assert "演示未登记" not in client.get("/dishonest?registered=yes").text
    assert "演示甲供应" not in client.get("/dishonest?registered=no").text
    assert "共 1 条" in client.get("/dishonest?q=演执2号").text
    decide(as_, place, "lift")
    assert "演示甲供应" in client.get("/dishonest?standing=lifted").text
    assert "演示甲供应" not in client.get("/dishonest?standing=listed").text


def test_the_standing_in_the_list_is_that_of_the_rule(as_, world, database) -> None:
    day = timedelta(days=1)
    with database.writing() as session:
        cases = product(
            ("listed", "repairing", "lifted"),
            (TODAY - 5 * day, TODAY, TODAY + day),
            (None, TODAY + 2 * day, TODAY, TODAY - day),
            (None, TODAY, TODAY + day),
        )
        for number, (state, listed, expires, lifted) in enumerate(cases):
            if (state == "lifted") == (lifted is None) or (expires or listed) < listed:
                continue
            row = dishonest("supplier")
            row.case_no, row.state = f"案{number}", state
            row.listed_on, row.expires_on, row.lifted_on = listed, expires, lifted
            session.add(row)
    with database.reading() as session:
        kept = {row.id: row for row in session.execute(select(DishonestyListing)).scalars()}
        for one in session.execute(listings_query(world.actor("operator"), TODAY)):
            row = kept[one.id]
            told = standing(row.state, row.listed_on, row.expires_on, row.lifted_on, TODAY)
            assert one.standing == told
    assert len(kept) > 20
