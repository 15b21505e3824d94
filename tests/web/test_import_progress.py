"""A long file beside the request: its progress is seen, it can be cancelled, and it may fail."""

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from characters import World
from faulty_files import Desk, code
from sqlalchemy import func, select

from lianqiao.registry.models import Enterprise
from lianqiao.registry.views_partners import IMPORTS
from lianqiao.shared import import_jobs
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.import_progress import CLAIM, Progress, write_progress
from lianqiao.shared.imports import Applied, Apply, ImportContext
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.shared.tabular import Row
from lianqiao.shared.uploads import Uploads
from lianqiao.shared.web import Application

PATH = "/partners/import"
LONG = 600
ROW_OF_THE_GATE = 300


@dataclass
class Gate:
    """Stops an import half-way until it is opened; ``fails`` is raised there instead."""

    reached: threading.Event
    opened: threading.Event
    armed: bool = False
    fails: Exception | None = None

    def pass_through(self, row: Row) -> None:
        """Called at every row."""
        if not self.armed or row.number != ROW_OF_THE_GATE:
            return
        self.reached.set()
        if self.fails is not None:
            raise self.fails
        assert self.opened.wait(30)

    def open(self) -> None:
        """Let the import go on."""
        self.opened.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Firms pass through it, on the page of partners."""
    gate = Gate(threading.Event(), threading.Event())
    real = IMPORTS.importers["enterprises"]

    def prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
        apply_row = real.prepare(context, rows)

        def apply(row: Row) -> Applied:
            gate.pass_through(row)
            return apply_row(row)

        return apply

    monkeypatch.setitem(IMPORTS.importers, "enterprises", replace(real, prepare=prepare))  # type: ignore[arg-type]
    yield gate
    gate.open()


@pytest.fixture
def desk(as_) -> Desk:
    """The core enterprise's clerk at the page of partners."""
    return Desk(as_("core"), PATH)


@pytest.fixture
def confirm(desk: Desk, gate: Gate) -> Callable[[], None]:
    """Preview a long file and import it as far as the gate."""

    def go() -> None:
        assert desk.send("enterprises", firms(LONG)).counts == (LONG, LONG, 0, 0)
        gate.armed = True
        token = desk.token
        desk.page = desk.client.post(PATH, data={"token": token})
        assert desk.page.status_code == 302
        assert gate.reached.wait(30)
        desk.page = desk.client.get(desk.page.headers["Location"])

    return go


def firms(count: int) -> bytes:
    lines = [f"{code(number)},演示批量{number},C26,{number}" for number in range(count)]
    return "\n".join(["统一社会信用代码,名称,行业代码,从业人员", *lines]).encode()


def number_of_firms(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(Enterprise)).scalar_one())


def imports_in_the_audit(database: Database) -> list[str]:
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.actor_user_id).where(entry.action == "import_enterprises")
        return list(session.execute(query).scalars())


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_progress_is_shown_and_survives_a_reload(
    desk: Desk, gate: Gate, confirm, world: World, database: Database
) -> None:
    before = number_of_firms(database)
    confirm()
    address = f"{PATH}?job={desk.token}"
    wait_for(lambda: '<progress max="600" value="298"' in desk.client.get(address).text)
    page = desk.client.get(address).text
    assert f"已检查 298 / {LONG} 行" in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    fragment = desk.client.get(address, headers={"HX-Request": "true"})
    assert fragment.text.startswith("<section")
    assert "HX-Refresh" not in fragment.headers
    assert "进行中" in desk.client.get(PATH).text
    assert number_of_firms(database) == before
    gate.open()
    desk.settle()
    assert desk.counts == (LONG, LONG, 0, 0)
    done = desk.client.get(address, headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert number_of_firms(database) == before + LONG
    assert imports_in_the_audit(database) == [world.users["core"]]
    assert "已导入" in desk.client.get(PATH).text


def test_nobody_else_sees_or_stops_it(desk: Desk, gate: Gate, confirm, as_) -> None:
    confirm()
    for who in ("core2", "supplier"):
        other = as_(who)
        assert other.get(f"{PATH}?job={desk.token}").status_code == 404
        for step in ("", "cancel", "again", "save"):
            answer = other.post(PATH, data={"token": desk.token, "step": step})
            assert answer.status_code == 404
        assert "演示.csv" not in other.get(PATH).text
    gate.open()
    assert desk.settle().counts == (LONG, LONG, 0, 0)


def test_pressed_twice_it_is_imported_once(desk: Desk, gate: Gate, confirm, database) -> None:
    confirm()
    token = desk.token
    for _press in range(3):
        again = desk.client.post(PATH, data={"token": token})
        assert again.headers["Location"] == f"{PATH}?job={token}"
    gate.open()
    desk.settle()
    late = desk.client.post(PATH, data={"token": token}, follow_redirects=True)
    assert "已导入「演示.csv」" in late.text
    assert len(imports_in_the_audit(database)) == 1


def test_a_cancelled_import_leaves_nothing_half_done(
    desk: Desk, gate: Gate, confirm, database: Database
) -> None:
    before = number_of_firms(database)
    confirm()
    token = desk.token
    stopping = desk.client.post(
        PATH, data={"token": token, "step": "cancel"}, follow_redirects=True
    )
    assert "正在取消" in stopping.text
    time.sleep(0.7)  # the beat hears of it twice a second
    gate.open()
    desk.settle()
    assert "已取消" in desk.page.text
    assert "一行也没有保存" in desk.page.text
    assert number_of_firms(database) == before
    assert imports_in_the_audit(database) == []
    gate.armed = False
    assert desk.press("again").counts == (LONG, LONG, 0, 0)
    assert desk.confirm().counts == (LONG, LONG, 0, 0)
    assert number_of_firms(database) == before + LONG
    with database.reading() as session:
        assert inspect_chain(session).ok


def test_a_failed_import_says_so_with_a_number_that_stands_in_the_log(
    desk: Desk, gate: Gate, confirm, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    before = number_of_firms(database)
    gate.fails = RuntimeError("the gate fell down")
    with caplog.at_level(logging.ERROR):
        confirm()
        desk.settle()
    assert "没有导入成功" in desk.page.text
    number = re.search(r"编号 (\w{10}) ", desk.page.text)
    assert number is not None
    assert f"import failed {number[1]}" in caplog.text
    assert "the gate fell down" in caplog.text
    assert "the gate fell down" not in desk.page.text
    assert number_of_firms(database) == before
    gate.fails = None
    gate.open()
    assert desk.press("again").confirm().counts == (LONG, LONG, 0, 0)


def test_a_refusal_is_told_in_its_own_words(desk: Desk, gate: Gate, confirm) -> None:
    gate.fails = ItIsNotYours("只有审批人可以导入")
    confirm()
    assert "只有审批人可以导入" in desk.settle().page.text


def test_of_a_short_file_the_refusal_is_the_answer(desk: Desk, gate: Gate) -> None:
    gate.armed, gate.fails = True, ItIsNotYours("只有审批人可以导入")
    data = firms(ROW_OF_THE_GATE)
    desk.send("enterprises", data)
    assert desk.page.status_code == 403
    assert "只有审批人可以导入" in desk.page.text


def test_an_import_whose_process_died_is_called_lost_and_can_be_previewed_again(
    desk: Desk, app: Application, world: World, database: Database
) -> None:
    desk.send("enterprises", firms(3))
    uploads = Uploads(app.extensions["lianqiao.settings"].var_dir)
    upload = uploads.get(desk.token, world.users["core"])
    address = f"{PATH}?job={desk.token}"
    uploads.claim(upload.token, CLAIM, "a run that died")
    write_progress(uploads, upload, Progress("apply", step="rows", done=1, total=3))
    assert 'id="progress"' in desk.client.get(address).text
    write_progress(uploads, upload, Progress("apply", beat=time.time() - 16))
    page = desk.client.get(address)
    assert "中断了" in page.text
    assert "再预览一次" in page.text
    assert "HX-Refresh" in desk.client.get(address, headers={"HX-Request": "true"}).headers
    age = uploads.folder / f"{upload.token}.{CLAIM}"
    os.utime(age, (time.time() - 20, time.time() - 20))
    assert desk.press("again").counts == (3, 3, 0, 0)
    assert desk.confirm().counts == (3, 3, 0, 0)


def test_the_language_is_that_of_the_request(desk: Desk) -> None:
    desk.client.post("/language", data={"locale": "en", "back": "/"})
    unknown = "\n".join(f"91341721MA2T1007XH,{code(n)},supplier" for n in range(LONG))
    desk.send("links", f"core_uscc,partner_uscc,direction\n{unknown}".encode())
    assert desk.counts == (LONG, 0, 0, LONG)
    assert "平台上没有这个代码的企业" not in desk.page.text
    assert "register" in desk.page.text


def test_a_crowd_is_asked_to_come_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "_rooms", threading.BoundedSemaphore(1))
    import_jobs._rooms.acquire()
    desk.send("enterprises", firms(3))
    assert desk.page.status_code == 429
    assert "请过一分钟再试" in desk.page.text
    import_jobs._rooms.release()
    assert desk.send("enterprises", firms(3)).counts == (3, 3, 0, 0)


def test_a_button_that_does_not_exist_imports_nothing(desk: Desk, database) -> None:
    before = number_of_firms(database)
    desk.send("enterprises", firms(3))
    assert desk.client.post(PATH, data={"token": "x" * 43}).status_code == 404
    assert desk.client.get(f"{PATH}?job=../../secret").status_code == 404
    assert number_of_firms(database) == before
