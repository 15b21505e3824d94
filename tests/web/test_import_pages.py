"""The import page itself: templates with their explanation, what a column takes, what was sent."""

import io
import re
import time

import openpyxl
import pytest
from characters import PASSWORD, World
from faulty_files import Desk, code
from flask.testing import FlaskClient

from lianqiao.app import create_app
from lianqiao.commands.import_file import KINDS, find_importer
from lianqiao.config import Settings
from lianqiao.registry.importers import IMPORTERS
from lianqiao.shared.table_columns import Reading
from lianqiao.shared.tabular import read_table
from lianqiao.shared.web import Application

PATH = "/partners/import"
PAGES = {
    "core": (PATH, "/receivables/import", "/orders/import"),
    "operator": ("/organisations/import", "/returns/import"),
    "bank-approver": ("/products/import", "/returns/import"),
}


def firms(count: int, first: int = 0) -> bytes:
    lines = [f"{code(first + n)},演示批量{n},26" for n in range(count)]
    return "\n".join(["uscc,name,industry", *lines]).encode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_of_every_kind_is_explained(kind: str) -> None:
    silent = [column.name for column in find_importer(kind).columns if not str(column.words)]
    assert silent == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_example_is_read_by_its_own_column(kind: str) -> None:
    for column in find_importer(kind).columns:
        if column.shown_example:
            value = column.parse(column.shown_example, Reading())
            assert column.show(value), column.name


@pytest.mark.parametrize("who", sorted(PAGES))
def test_every_import_page_explains_its_columns(as_, who: str) -> None:
    client = as_(who)
    for path in PAGES[who]:
        page = client.get(path)
        assert page.status_code == 200
        assert "各列说明" in page.text
        assert "也认得的表头" in page.text


def test_the_template_s_second_sheet_explains_and_the_first_is_read_back(as_) -> None:
    client: FlaskClient = as_("core")
    data = client.get(f"{PATH}?template=enterprises&format=xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == [c.label for c in IMPORTERS["enterprises"].columns]
    assert [cell.value for cell in second[1]] == ["列", "必填", "怎么填", "例"]
    assert second["A2"].value == "统一社会信用代码"
    assert second["B2"].value == "必填"
    first.append([code(1), "演示甲", None, "26"])
    filled = io.BytesIO()
    book.save(filled)
    assert len(read_table(filled.getvalue(), "a.xlsx").rows) == 1
    assert Desk(client, PATH).send("enterprises", filled.getvalue(), "a.xlsx").counts[1] == 1


def test_the_first_rows_are_shown_as_they_are_understood(as_) -> None:
    desk = Desk(as_("core"), PATH)
    text = (
        "税号,单位名称,行业,营收（万元）,成立时间,园区\n"
        f"{code(1)},演示甲,C26,１２.5,2015年5月1日,dongzhi\n"
        f"{code(2)},演示乙,C26,很多,2015/5/1,\n"
    )
    page = desk.send("enterprises", text.encode("gb18030")).page.text
    assert desk.counts == (2, 1, 0, 1)
    table = page.partition('id="glimpse"')[2].partition("</section>")[0]
    for words in ("125,000.00", "2015-05-01", "东至经开区", '<span class="tag tag--bad">很多'):
        assert words in table
    assert "税号 → 统一社会信用代码" in page
    assert page.index('id="glimpse"') < page.index('id="errors"')


def test_what_was_sent_lately_is_found_again(as_) -> None:
    desk = Desk(as_("core"), PATH)
    desk.send("enterprises", firms(2), "第一份.csv")
    desk.confirm()
    desk.send("enterprises", firms(1), "第二份.csv")
    page = as_("core").get(PATH).text
    assert "第一份.csv" in page
    assert re.search(r"第二份\.csv</a>.*?已预览", page, re.S)
    assert "第一份.csv" not in as_("core").get("/receivables/import").text
    assert "第一份.csv" not in as_("core2").get(PATH).text
    place = re.search(r'href="([^"]*job=[^"]*)">第一份', page)
    assert place is not None
    assert "已导入「第一份.csv」" in desk.client.get(place[1]).text


def test_only_the_first_errors_are_listed_and_all_are_counted(as_) -> None:
    desk = Desk(as_("core"), PATH)
    text = firms(250).decode().replace(",26", ",xx")
    desk.send("enterprises", text.encode())
    assert desk.counts == (250, 0, 0, 250)
    assert "只列出前 200 处，共 250 处" in desk.page.text
    assert len(read_table(desk.refused("csv"), "a.csv").rows) == 250
    assert len(desk.page.data) < 150_000


def test_a_long_import_is_seen_and_stopped_from_another_worker(
    app: Application, settings: Settings, world: World, as_
) -> None:
    """Two processes of one machine share nothing but the database and the folder."""
    one = Desk(as_("core"), PATH)
    other_app = create_app(settings)
    other_app.config["WTF_CSRF_ENABLED"] = False
    other = Desk(other_app.test_client(), PATH)
    other.client.post("/login", data={"username": "core", "password": PASSWORD})
    one.send("enterprises", firms(700))
    token = one.token
    one.page = one.client.post(PATH, data={"token": token})
    seen = other.client.get(f"{PATH}?job={token}")
    assert seen.status_code == 200
    assert "正在导入" in seen.text or "已导入" in seen.text
    again = other.client.post(PATH, data={"token": token})
    assert again.status_code == 302
    one.settle()
    other.page = other.client.get(f"{PATH}?job={token}")
    assert one.counts == other.settle().counts == (700, 700, 0, 0)
    other_app.database.dispose()


def test_the_file_itself_is_forgotten_once_it_was_imported(as_, app: Application) -> None:
    desk = Desk(as_("core"), PATH)
    desk.send("enterprises", firms(2))
    folder = app.extensions["lianqiao.settings"].var_dir / "uploads"
    assert (folder / f"{desk.token}.data").exists()
    token = desk.token
    desk.confirm()
    time.sleep(0.05)
    assert not (folder / f"{token}.data").exists()
    assert desk.client.post(PATH, data={"token": token, "step": "again"}).status_code == 302
    assert folder.stat().st_mode & 0o777 == 0o700
