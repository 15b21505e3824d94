"""Damaged files never bring the house down: a small share of the long run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from faulty_files import Desk
from mutations import RECIPES, bomb, upload
from soak_uploads import MOST_MEGABYTES, MOST_SECONDS, upload_one
from web.test_einvoices import fields_of, send

from lianqiao.shared import xlsx_guard
from lianqiao.shared.database import Database
from lianqiao.shared.tabular import FileIsRefused, read_table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = 1_000


def test_a_thousand_damaged_files_are_read_or_refused_within_the_limits() -> None:
    folders = (ROOT / "platform", ROOT, HERE.parent, HERE)
    places = os.pathsep.join(str(place) for place in folders)
    ended = subprocess.run(
        [sys.executable, str(HERE / "soak_uploads.py"), str(FILES)],
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["files"] == FILES
    assert told["read"] > FILES / 10  # some get through, or the test would show nothing
    assert told["slowest"] < MOST_SECONDS
    assert told["peak"] < MOST_MEGABYTES


def test_damaged_files_are_applied_or_refused_in_words(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    slowest = max(upload_one(database, seed) for seed in range(10 * len(RECIPES)))
    database.dispose()
    assert slowest < MOST_SECONDS


def test_no_damaged_file_makes_a_page_fail(as_) -> None:
    desk = Desk(as_("operator"), "/organisations/import")
    for seed in range(3 * len(RECIPES)):
        name, data = upload(seed)
        desk.send("enterprises", data, name)
        assert desk.page.status_code in (200, 413, 422), (seed, desk.page.text)
        assert "系统出错了" not in desk.page.text, seed
        if "还没有保存" in desk.page.text and "导入这" in desk.page.text:
            assert "已导入" in desk.confirm().page.text, seed


def test_no_damaged_invoice_makes_its_page_fail(as_) -> None:
    client = as_("supplier")
    files = [upload(seed) for seed in range(6 * len(RECIPES))]
    invoices = [data for name, data in files if name.endswith(".xml")]
    assert len(invoices) == 30
    for at in range(0, len(invoices), 10):
        batch = invoices[at : at + 10]
        page = send(client, *((f"{n}.xml", data) for n, data in enumerate(batch)))
        assert page.status_code in (200, 413, 422), page.text
        assert "系统出错了" not in page.text
        if page.status_code == 200:
            entered = client.post("/receivables/einvoices", data=fields_of(page.text))
            assert entered.status_code in (302, 422)


@pytest.mark.parametrize(
    ("variant", "words"), [(0, "解压后超过 100 MB"), (1, "300 个部件"), (2, "已损坏")]
)
def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_read(
    variant: int, words: str
) -> None:
    with pytest.raises(FileIsRefused, match=words):
        read_table(bomb(variant), "演示.xlsx")


def test_without_the_limit_a_bomb_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it is the limit that refuses, before anything is unpacked."""
    monkeypatch.setattr(xlsx_guard, "MAX_ENTRIES", 10_000)
    with pytest.raises(FileIsRefused) as refused:
        read_table(bomb(1), "演示.xlsx")
    assert "部件" not in str(refused.value)
