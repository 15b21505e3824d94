"""How a foreign file is read: chosen on the page, kept under a name, chosen by itself next time."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from characters import World
from faulty_files import CORE, Desk, as_xlsx, code
from sqlalchemy import func, select

from lianqiao.registry.models import Enterprise, TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, SavedMapping
from lianqiao.shared.tables import columns

FOREIGN = f"编码,单位,门类,产值\n{code(1)},演示甲,26,12.5\n{code(2)},演示乙,27,30\n".encode()
READ = {
    "column_uscc": "编码",
    "column_name": "单位",
    "column_industry": "门类",
    "column_revenue": "产值",
    "amount_factor": "10000",
}
PATH = "/partners/import"
SUPPLIER2 = "N2341721MA2TEKT02P"


@pytest.fixture
def desk(as_) -> Desk:
    """The core enterprise's clerk at the page of partners."""
    return Desk(as_("core"), PATH)


@pytest.fixture
def kept(desk: Desk, database: Database) -> Callable[..., str]:
    """Keep how the foreign file is read; gives the mapping's id."""

    def keep(name: str = "月度导出", **fields: str) -> str:
        desk.send("enterprises", FOREIGN)
        desk.press("save", name=name, **(READ | fields))
        assert f"已保存「{name}」" in desk.page.text
        saved = columns(SavedMapping)
        with database.reading() as session:
            return session.execute(select(saved.id).where(saved.name == name)).scalar_one()

    return keep


def ids_of(desk: Desk) -> list[str]:
    page = desk.client.get(PATH).text
    return re.findall(r"\?mapping=(\w+)", page)


def chosen(page: str, field: str) -> str:
    select_field = re.search(rf'<select[^>]*id="{field}".*?</select>', page, re.S)
    assert select_field is not None
    found = re.search(r'<option selected value="([^"]*)"', select_field[0])
    return found[1] if found else ""


def firm(database: Database, uscc: str) -> Enterprise:
    with database.reading() as session:
        return session.execute(
            select(Enterprise).where(columns(Enterprise).uscc == uscc)
        ).scalar_one()


def actions(database: Database, name: str) -> int:
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(func.count()).where(entry.action == name)
        return int(session.execute(query).scalar_one())


def test_a_file_whose_headers_are_not_known_asks_for_them(desk: Desk, database) -> None:
    desk.send("enterprises", FOREIGN)
    assert desk.page.status_code == 422
    assert "缺少必填列：统一社会信用代码、名称、行业代码" in desk.page.text
    assert "编码 · 91341721" in desk.page.text  # what stands under each header helps to choose
    desk.press("read", **READ)
    assert desk.counts == (2, 2, 0, 0)
    assert "编码 → 统一社会信用代码" in desk.page.text
    assert "125,000.00" in desk.page.text
    assert chosen(desk.page.text, "column_uscc") == "编码"
    desk.confirm()
    assert firm(database, code(1)).revenue_fen == 125_000_00


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(desk: Desk) -> None:
    desk.send("enterprises", FOREIGN)
    desk.press("read", **READ | {"constant_name": "都一样", "amount_factor": "多"})
    assert desk.page.status_code == 422
    assert "已选了文件里的列，请只保留一个" in desk.page.text
    assert "应为正数，例如 1000" in desk.page.text
    assert 'value="都一样"' in desk.page.text
    assert chosen(desk.page.text, "column_industry") == "门类"
    desk.press("read", **READ | {"column_name": "没有这一列"})
    assert desk.page.status_code == 422
    desk.press("read", **READ | {"column_name": ""})
    assert "缺少必填列：名称" in desk.page.text


def test_one_value_for_every_row_stands_in_for_a_missing_column(desk: Desk, database) -> None:
    desk.send("enterprises", FOREIGN)
    desk.press("read", **READ | {"constant_park": "大渡口经开区", "constant_founded": "23/11/2015"})
    assert desk.counts == (2, 0, 0, 2)  # the date is in another spelling
    desk.press(
        "read",
        **READ | {"constant_park": "大渡口经开区", "constant_founded": "23/11/2015"},
        date_format="%d/%m/%Y",
    )
    assert desk.counts == (2, 2, 0, 0)
    desk.confirm()
    found = firm(database, code(2))
    assert (found.park, str(found.founded)) == ("dadukou", "2015-11-23")


def test_a_column_that_was_guessed_can_be_left_out(desk: Desk, database) -> None:
    data = f"名称,统一社会信用代码,行业代码,联系电话\n演示甲,{code(1)},26,13900000000\n".encode()
    desk.send("enterprises", data)
    assert chosen(desk.page.text, "column_phone") == "联系电话"
    names = {
        "column_name": "名称",
        "column_uscc": "统一社会信用代码",
        "column_industry": "行业代码",
    }
    desk.press("read", **names, column_phone="", amount_factor="1")
    assert chosen(desk.page.text, "column_phone") == ""
    desk.confirm()
    assert firm(database, code(1)).phone == ""


def test_two_headers_for_one_column_are_asked_about(desk: Desk) -> None:
    data = f"uscc,公司名称,单位名称,industry\n{code(1)},演示甲,演示乙,26\n".encode()
    desk.send("enterprises", data)
    assert desk.page.status_code == 422
    assert "都对应“名称”" in desk.page.text
    names = {"column_uscc": "uscc", "column_industry": "industry", "column_name": "单位名称"}
    assert desk.press("read", **names, amount_factor="1").counts == (1, 1, 0, 0)
    assert "单位名称 → 名称" in desk.page.text


def test_a_kept_mapping_is_chosen_by_itself_when_the_headers_fit(desk: Desk, kept, as_) -> None:
    kept()
    desk.send("enterprises", FOREIGN.replace(b"12.5", b"13"), "下月.csv")
    assert desk.page.status_code == 200
    assert desk.counts == (2, 2, 0, 0)
    assert "正在使用「月度导出」" in desk.page.text
    assert "130,000.00" in desk.page.text
    desk.send("enterprises", FOREIGN.replace("产值".encode(), "销售".encode()))
    assert desk.page.status_code == 422
    # Full-width, spaces and upper case make no other header.
    assert (
        desk.send("enterprises", FOREIGN.replace("编码".encode(), " 编码 ".encode())).counts[1] == 2
    )
    other = Desk(as_("core2"), PATH)
    assert other.send("enterprises", FOREIGN).page.status_code == 422
    assert "月度导出" not in other.page.text
    assert "月度导出" not in other.client.get(PATH).text


def test_of_several_that_fit_the_one_that_reads_most_is_chosen(desk: Desk, kept) -> None:
    kept("少一列", column_revenue="")
    kept("全")
    desk.send("enterprises", FOREIGN)
    assert "正在使用「全」" in desk.page.text
    desk.press("use", mapping_id=ids_of(desk)[1])
    assert "正在使用「少一列」" in desk.page.text
    desk.press("use", mapping_id="")
    assert desk.page.status_code == 422


def test_the_same_name_is_written_over_and_audited_once_each(desk, kept, database) -> None:
    first = kept()
    assert kept(amount_factor="1") == first
    assert len(ids_of(desk)) == 1
    with database.reading() as session:
        saved = session.get_one(SavedMapping, first)
        assert saved.mapping == {
            "columns": {"uscc": "编码", "name": "单位", "industry": "门类", "revenue": "产值"}
        }
    assert actions(database, "save_mapping") == 2


@pytest.mark.parametrize("name", ["", "   ", "长" * 61])
def test_a_mapping_needs_a_name(desk: Desk, database, name: str) -> None:
    desk.send("enterprises", FOREIGN)
    desk.press("save", name=name, **READ)
    assert desk.page.status_code == 422
    assert "请起一个 60 字以内的名称" in desk.page.text
    assert chosen(desk.page.text, "column_uscc") == "编码"
    assert actions(database, "save_mapping") == 0


def test_a_kept_mapping_is_changed_without_a_file(desk: Desk, kept, database) -> None:
    mapping_id = kept()
    page = desk.client.get(f"{PATH}?mapping={mapping_id}")
    assert page.status_code == 200
    assert 'value="编码"' in page.text
    changed = READ | {"column_revenue": "销售", "name": "新名字"}
    fields = {"step": "change", "mapping_id": mapping_id, **changed}
    assert desk.client.post(PATH, data=fields).status_code == 302
    renamed = FOREIGN.replace("产值".encode(), "销售".encode())
    assert "正在使用「新名字」" in desk.send("enterprises", renamed).page.text
    assert actions(database, "save_mapping") == 2


def test_a_kept_mapping_is_changed_by_json_for_those_who_know_it(desk: Desk, kept) -> None:
    mapping_id = kept()
    fields = {"step": "change", "by": "json", "mapping_id": mapping_id, "name": "又一套"}
    for wrong in ("{", '{"colums": {}}', '{"columns": {"price": "产值"}}'):
        page = desk.client.post(PATH, data=fields | {"json": wrong})
        assert page.status_code == 422
        assert "又一套" in page.text
    right = json.dumps(
        {"columns": {"uscc": "编码", "name": "单位"}, "constants": {"industry": "26"}}
    )
    assert desk.client.post(PATH, data=fields | {"json": right}).status_code == 302
    assert desk.send("enterprises", FOREIGN).counts == (2, 2, 0, 0)


def test_two_mappings_of_a_kind_have_two_names(desk: Desk, kept) -> None:
    kept("甲套")
    second = kept("乙套")
    fields = {"step": "change", "mapping_id": second, "name": "甲套", **READ}
    page = desk.client.post(PATH, data=fields)
    assert page.status_code == 422
    assert "已有一套叫「甲套」" in page.text


def test_a_kept_mapping_is_deleted(desk: Desk, kept, database: Database) -> None:
    mapping_id = kept()
    fields = {"step": "forget", "mapping_id": mapping_id}
    page = desk.client.post(PATH, data=fields, follow_redirects=True)
    assert "已删除「月度导出」" in page.text
    assert ids_of(desk) == []
    assert actions(database, "delete_mapping") == 1
    assert desk.client.post(PATH, data=fields).status_code == 404


def test_a_foreign_mapping_and_a_missing_one_look_the_same(desk: Desk, kept, as_) -> None:
    mapping_id = kept()
    other = Desk(as_("supplier"), PATH)
    other.send("enterprises", f"uscc,name,industry\n{code(9)},演示丙,26\n".encode())
    for sought in (mapping_id, "01missing"):
        assert other.client.get(f"{PATH}?mapping={sought}").status_code == 404
        for step in ("forget", "change", "use"):
            data = {"step": step, "mapping_id": sought, "token": other.token, "name": "x"}
            assert other.client.post(PATH, data=data).status_code == 404
    # Of another kind than the file, one's own is as good as missing.
    desk.send("links", f"core_uscc,partner_uscc,direction\n{CORE},{SUPPLIER2},供应商\n".encode())
    answer = desk.client.post(
        PATH, data={"step": "use", "mapping_id": mapping_id, "token": desk.token}
    )
    assert answer.status_code == 404


LINKS = "核心企业代码,合作方代码,方向\n本部,V-01,供应商\n本部,V-02,供应商\n".encode()
NAMES = {
    "column_core_uscc": "核心企业代码",
    "column_partner_uscc": "合作方代码",
    "column_direction": "方向",
    "amount_factor": "1",
}


def test_codes_of_firms_are_pasted_in_two_columns(desk: Desk, world: World, database) -> None:
    desk.send("links", LINKS)
    assert desk.counts == (2, 0, 0, 2)
    codes = f"代码\t统一社会信用代码\n本部\t{CORE}\nV-01，{SUPPLIER2.lower()}\n"
    assert desk.press("read", **NAMES, parties=codes).counts == (2, 1, 0, 1)
    assert "已有 2 个" in desk.page.text
    assert "“V-02”不在企业代码对照表里" in desk.page.text
    assert f"本部\t{CORE}" in desk.page.text
    desk.confirm()
    with database.reading() as session:
        link = columns(TradeLink)
        query = select(link.partner_id).where(link.state == "proposed")
        assert session.execute(query).scalar_one() == world.org("supplier2")


@pytest.mark.parametrize("filename", ["codes.csv", "codes.xlsx"])
def test_codes_of_firms_are_uploaded(desk: Desk, filename: str) -> None:
    lines = [["本部", CORE], ["V-01", SUPPLIER2]]
    text = "\n".join(",".join(line) for line in [["代码", "统一社会信用代码"], *lines])
    data = text.encode() if filename.endswith("csv") else as_xlsx(["代码", "信用代码"], lines)
    desk.send("links", LINKS)
    desk.press("read", **NAMES, parties_file=(BytesIO(data), filename))
    assert desk.counts == (2, 1, 0, 1)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (f"本部 {CORE}\nV-01", "第 2 行只有一列"),
        ("本部 91341721MA2T1007X1", "第 1 行：统一社会信用代码第 18 位"),
        (f"V-01 {CORE}\nV-01 {SUPPLIER2}", "第 2 行：代码「V-01」已对应另一家企业"),
    ],
)
def test_a_wrong_line_of_codes_is_named(desk: Desk, codes: str, words: str) -> None:
    desk.send("links", LINKS)
    desk.press("read", **NAMES, parties=codes)
    assert desk.page.status_code == 422
    assert words in desk.page.text
    assert codes in desk.page.text


def test_a_long_list_of_codes_is_kept_without_being_shown_again(desk: Desk) -> None:
    many = "\n".join(f"V-{n:04d} {code(n)}" for n in range(300))
    desk.send("links", LINKS)
    desk.press("read", **NAMES, parties=f"本部 {CORE}\n{many}")
    assert "已有 301 个" in desk.page.text
    assert "V-0123" not in re.sub(
        r'<textarea[^>]*id="json".*?</textarea>', "", desk.page.text, flags=re.S
    )
    desk.press("read", **NAMES, keep_parties="y", parties=f"V-02 {SUPPLIER2}")
    assert desk.counts[1] == 1
    assert "已有 302 个" in desk.page.text
    assert desk.press("read", **NAMES, parties=f"V-02 {SUPPLIER2}").counts[1] == 0


def test_json_is_for_those_who_know_it(desk: Desk) -> None:
    desk.send("enterprises", FOREIGN)
    desk.press("json", json="{oops")
    assert desk.page.status_code == 422
    assert "{oops" in desk.page.text
    mapping = {"columns": {"uscc": "编码", "name": "单位", "industry": "门类"}}
    assert desk.press("json", json=json.dumps(mapping)).counts == (2, 2, 0, 0)
    typed = desk.send("enterprises", FOREIGN, mapping=json.dumps(mapping))
    assert typed.counts == (2, 2, 0, 0)
    # Mended rows of a file that was read so are read so again.
    assert 'name="mapping" value="{&#34;columns&#34;' in typed.confirm().page.text
