"""Files of firms, links and banks: by the operator, by a firm, through the pages."""

import io
import re
from datetime import UTC, datetime

import pytest
from characters import TODAY, World
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lianqiao.accounts.models import Organisation
from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import Bank, Enterprise, TradeLink
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
CORE = "91341721MA2T1007XH"
SUPPLIER = "91350100M000100Y43"
SUPPLIER2 = "N2341721MA2TEKT02P"


def load(
    database: Database, kind: str, text: str, actor: Actor = COMMAND, encoding: str = "utf-8"
) -> ImportResult:
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY)
        return run_import(IMPORTERS[kind], context, text.encode(encoding), f"{kind}.csv")


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.accepted, result.unchanged, result.rejected


def firms(count: int, bad: int = 0) -> str:
    lines = ["统一社会信用代码,名称,园区,行业代码,从业人员,营业收入（万元）"]
    for number in range(count):
        code = make("91341721", f"MA1{number:05d}")
        employees = "很多" if number < bad else str(number % 500)
        lines.append(f"{code},演示导入{number},东至经开区,C26,{employees},{number}")
    return "\n".join(lines)


def upload(client, path: str, kind: str, data: bytes, **more: str) -> TestResponse:
    form = {"kind": kind, "file": (io.BytesIO(data), f"{kind}.csv"), **more}
    return client.post(path, data=form, content_type="multipart/form-data")


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def confirm(client, path: str, page: TestResponse) -> TestResponse:
    return client.post(path, data={"token": token_of(page)}, follow_redirects=True)


def number_of_firms(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(Enterprise)).scalar_one())


def test_a_thousand_rows_with_37_bad_ones_then_mended_then_again(world, database) -> None:
    assert counts(load(database, "enterprises", firms(1000, bad=37))) == (1000, 963, 0, 37)
    assert counts(load(database, "enterprises", firms(1000))) == (1000, 37, 963, 0)
    assert counts(load(database, "enterprises", firms(1000))) == (1000, 0, 1000, 0)


def test_a_file_in_gb18030_is_read(world, database) -> None:
    assert counts(load(database, "enterprises", firms(3), encoding="gb18030")) == (3, 3, 0, 0)


def test_firms_of_the_operator_s_file_are_live_and_classed(world, database) -> None:
    load(
        database,
        "enterprises",
        f"uscc,name,industry,employees,revenue,is_core,grade\n"
        f"{make('91341721', 'MA300001')},演示核心,27,1200,5亿,是,2",
    )
    with database.reading() as session:
        firm = session.execute(
            select(Enterprise).where(columns(Enterprise).uscc == make("91341721", "MA300001"))
        ).scalar_one()
        assert (firm.size_class, firm.is_core, firm.grade) == ("large", True, 2)
        assert session.get_one(Organisation, firm.id).state == "approved"


def test_the_operator_changes_what_the_file_states_and_leaves_the_rest(world, database) -> None:
    text = f"uscc,name,industry,phone\n{SUPPLIER},演示甲供应,26,0566-1111111"
    assert counts(load(database, "enterprises", text)) == (1, 1, 0, 0)
    with database.reading() as session:
        firm = session.get_one(Enterprise, world.org("supplier"))
        assert (firm.phone, firm.grade, firm.park) == ("0566-1111111", 3, "dongzhi")


def test_a_firm_s_file_changes_nobody_who_has_joined(world, database) -> None:
    text = f"uscc,name,industry,phone,grade\n{SUPPLIER},改名,26,13900000000,1"
    result = load(database, "enterprises", text, world.actor("core"))
    assert counts(result) == (1, 0, 1, 0)
    assert {warning.field for warning in result.warnings} == {"uscc", "grade"}
    with database.reading() as session:
        assert session.get_one(Organisation, world.org("supplier")).name == "演示甲供应"


def test_a_core_enterprise_mends_its_own_new_partners_by_a_second_file(world, database) -> None:
    actor = world.actor("core")
    load(database, "enterprises", firms(2), actor)
    mended = firms(2).replace("东至经开区", "其他")
    assert counts(load(database, "enterprises", mended, actor)) == (2, 2, 0, 0)
    assert counts(load(database, "enterprises", mended, world.actor("core2"))) == (2, 0, 2, 0)


def test_banks_are_the_operator_s_and_a_second_time_nothing_changes(world, database) -> None:
    text = "银行代码,名称,类型,资本净额（亿元）\nB-1,演示县行,地方法人,3.5\nB-2,演示国行,国有,"
    assert counts(load(database, "banks", text)) == (2, 2, 0, 0)
    assert counts(load(database, "banks", text)) == (2, 0, 2, 0)
    renamed = text.replace("演示县行", "演示县银行")
    assert counts(load(database, "banks", renamed)) == (2, 1, 1, 0)
    with database.reading() as session:
        query = select(Bank).where(columns(Bank).code == "B-1")
        assert session.execute(query).scalar_one().net_capital_fen == 350_000_000_00
    with pytest.raises(ItIsNotYours):
        load(database, "banks", text, world.actor("core"))


def link_states(database: Database) -> list[str]:
    with database.reading() as session:
        query = select(columns(TradeLink).state).order_by(columns(TradeLink).state)
        return list(session.execute(query).scalars())


def test_links_of_the_operator_count_at_once(world, database) -> None:
    text = f"core_uscc,partner_uscc,direction,payment_days\n{CORE},{SUPPLIER2},供应商,45"
    assert counts(load(database, "links", text)) == (1, 1, 0, 0)
    assert link_states(database) == ["active"] * 4
    assert counts(load(database, "links", text)) == (1, 0, 1, 0)


def test_a_firm_s_links_wait_for_those_who_have_joined_and_count_for_the_others(
    world: World, database: Database
) -> None:
    actor = world.actor("core")
    load(database, "enterprises", firms(1), actor)
    new = make("91341721", "MA100000")
    text = (
        "核心企业代码,合作方代码,方向\n"
        f"{CORE},{SUPPLIER2},供应商\n{CORE},{new},经销商\n{CORE},{SUPPLIER},supplier"
    )
    assert counts(load(database, "links", text, actor)) == (3, 2, 1, 0)
    assert link_states(database) == ["active"] * 4 + ["proposed"]
    assert counts(load(database, "links", text, actor)) == (3, 0, 3, 0)
    # The other side's own file says the same: that is its answer.
    assert counts(load(database, "links", text.replace("经销商", "客户"), COMMAND))[1] == 1
    assert link_states(database) == ["active"] * 5


def test_the_partner_s_own_file_accepts_what_was_proposed(world, database) -> None:
    text = f"core_uscc,partner_uscc,direction\n{CORE},{SUPPLIER2},supplier"
    load(database, "links", text, world.actor("core"))
    assert counts(load(database, "links", text, world.actor("supplier2"))) == (1, 1, 0, 0)
    assert link_states(database) == ["active"] * 4


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (f"{CORE},{make('91341721', 'MA999999')},supplier", "partner_uscc"),
        (f"{CORE},{CORE},supplier", "partner_uscc"),
        (f"{SUPPLIER},{SUPPLIER2},supplier", "core_uscc"),
        (f"{CORE},{SUPPLIER2},朋友", "direction"),
    ],
)
def test_a_bad_link_is_refused_at_its_column(world, database, row: str, field: str) -> None:
    text = f"core_uscc,partner_uscc,direction\n{row}"
    result = load(database, "links", text, world.actor("core"))
    assert counts(result) == (1, 0, 0, 1)
    assert [error.field for error in result.errors] == [field]


def test_a_file_is_previewed_and_counts_only_when_confirmed(as_, database) -> None:
    client = as_("core")
    before = number_of_firms(database)
    page = upload(client, "/partners/import", "enterprises", firms(5, bad=2).encode())
    assert page.status_code == 200
    assert "导入这 3 行" in page.text
    assert "从业人员" in page.text
    assert number_of_firms(database) == before
    done = confirm(client, "/partners/import", page)
    assert done.status_code == 200
    assert number_of_firms(database) == before + 3
    place = re.search(r"rejected=([\w-]+)", done.text)
    assert place is not None
    rejected = client.get(f"/partners/import?rejected={place[1]}")
    assert "attachment" in rejected.headers["Content-Disposition"]
    assert rejected.data.decode("utf-8-sig").splitlines()[0].endswith("原因")
    assert len(rejected.data.decode("utf-8-sig").splitlines()) == 3
    mended = upload(client, "/partners/import", "enterprises", firms(5).encode())
    assert "导入这 2 行" in mended.text
    confirm(client, "/partners/import", mended)
    again = upload(client, "/partners/import", "enterprises", firms(5).encode())
    assert "不需要导入" in again.text


def test_nobody_else_confirms_or_reads_an_upload(as_) -> None:
    page = upload(as_("core"), "/partners/import", "enterprises", firms(2, bad=1).encode())
    rejected = re.search(r"rejected=([\w-]+)", page.text)
    assert rejected is not None
    other = as_("core2")
    assert other.post("/partners/import", data={"token": token_of(page)}).status_code == 404
    assert other.get(f"/partners/import?rejected={rejected[1]}").status_code == 404
    assert other.post("/partners/import", data={"token": "../../secret"}).status_code == 404


def test_an_unreadable_file_is_refused_beside_the_field_and_the_rest_is_kept(as_) -> None:
    client = as_("core")
    page = upload(client, "/partners/import", "links", b"a,b\n1,2\n")
    assert page.status_code == 422
    assert "缺少必填列" in page.text
    assert '<option selected value="links">' in page.text
    empty = client.post("/partners/import", data={"kind": "links", "mapping": "{}"})
    assert empty.status_code == 422
    assert "请选择文件" in empty.text
    odd = upload(client, "/partners/import", "enterprises", firms(1).encode(), mapping="{oops")
    assert odd.status_code == 422
    assert "{oops" in odd.text
    foreign = upload(client, "/partners/import", "banks", b"bank,name\nB,x\n")
    assert foreign.status_code == 422


def test_a_mapping_reads_a_foreign_file(as_, database) -> None:
    client = as_("operator")
    data = f"Tax ID,Company\n{make('91341721', 'MA400001')},演示外来\n".encode()
    mapping = '{"columns": {"uscc": "Tax ID", "name": "Company"}, "constants": {"industry": "26"}}'
    page = upload(client, "/organisations/import", "enterprises", data, mapping=mapping)
    assert '<option selected value="Tax ID">' in page.text
    done = confirm(client, "/organisations/import", page)
    assert "全部完成" in done.text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_templates_can_be_downloaded_and_are_read_back(as_, form: str) -> None:
    client = as_("core")
    template = client.get(f"/partners/import?template=links&format={form}")
    assert template.status_code == 200
    page = client.post(
        "/partners/import",
        data={"kind": "links", "file": (io.BytesIO(template.data), f"t.{form}")},
        content_type="multipart/form-data",
    )
    assert page.status_code == 200
    assert client.get("/partners/import?template=banks").status_code == 404
