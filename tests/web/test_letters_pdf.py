"""Every letter as PDF by the system's Chromium; without one the page says what to do."""

import re
import shutil
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from characters import World
from conftest import missing
from flask.testing import FlaskClient
from live import find_chromium
from set_off_samples import accept_all, proposed
from trade_samples import a_receivable, enter, read

from lianqiao.shared import pdf
from lianqiao.shared.database import Database
from lianqiao.shared.pdf import PdfIsNotPossible, page_of, print_pdf
from lianqiao.shared.web import Application

As = Callable[[str], FlaskClient]


@pytest.fixture
def chromium() -> str:
    found = find_chromium()
    if found is None:
        missing("Chromium")
    assert found is not None
    return found


@pytest.fixture
def letter(database: Database, world: World) -> str:
    """The address of a letter that both sides may see."""
    return f"/receivables/{enter(database, world, a_receivable(world), by='core')}/letter"


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def words(data: bytes, folder: Path) -> str:
    """The text of a PDF where a program that reads it is installed, else what can be unpacked."""
    reader = shutil.which("pdftotext")
    if reader is None:
        return ""
    place = folder / "letter.pdf"
    place.write_bytes(data)
    return subprocess.run([reader, place, "-"], capture_output=True, check=True).stdout.decode()


def drawn(data: bytes) -> int:
    """How much is drawn on the pages: the size of the unpacked streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    return sum(len(_unpacked(stream)) for stream in streams)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_the_confirmation_letter_comes_as_a_pdf(
    chromium: str, as_: As, database: Database, letter: str, tmp_path: Path
) -> None:
    answer = as_("supplier").get(f"{letter}?format=pdf")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    number = read(database, letter.split("/")[2]).confirmation_no
    sent_as = answer.headers["Content-Disposition"]
    assert sent_as.startswith("attachment")
    assert number in sent_as
    assert answer.data.startswith(b"%PDF")
    assert pages(answer.data) == 1
    assert 10_000 < len(answer.data) < 500_000
    assert drawn(answer.data) > 20_000  # the characters of the font that the letter uses
    found = words(answer.data, tmp_path)
    assert not found or (number in found and "壹佰万元整" in found)


def test_a_pdf_is_walled_like_its_page(as_: As, letter: str) -> None:
    for who in ("supplier2", "core2"):
        assert as_(who).get(f"{letter}?format=pdf").status_code == 404


def test_without_a_browser_the_page_says_what_to_do(
    as_: As, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda _name: None)
    answer = as_("supplier").get(f"{letter}?format=pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "另存为 PDF" in answer.text
    assert "壹佰万元整" in answer.text
    assert "现在不能生成 PDF" not in as_("supplier").get(letter).text


def test_a_configured_browser_that_is_not_there_is_no_fault(
    app: Application, as_: As, letter: str
) -> None:
    app.extensions["lianqiao.settings"].chromium = "/nowhere/chromium"
    assert "现在不能生成 PDF" in as_("supplier").get(f"{letter}?format=pdf").text


def test_the_other_letters_come_as_a_pdf_too(
    chromium: str, as_: As, database: Database, world: World
) -> None:
    set_off_id = proposed(database, world)
    accept_all(database, world, set_off_id)
    answer = as_("supplier").get(f"/set-offs/{set_off_id}/letter?format=pdf")
    assert answer.content_type == "application/pdf"
    assert pages(answer.data) == 1


def test_a_browser_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    slow, child = tmp_path / "slow", tmp_path / "child"
    slow.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {child}\nwait\n")
    slow.chmod(0o755)
    with pytest.raises(PdfIsNotPossible, match="too long"):
        print_pdf(page_of("1", "", "确权书"), str(slow), seconds=2)
    assert _is_gone(int(child.read_text()))


def _is_gone(pid: int) -> bool:
    """Whether a process has ended; a container may keep the dead until it ends itself."""
    place = Path(f"/proc/{pid}/stat")
    for _attempt in range(50):
        if not place.exists() or place.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path) -> None:
    idle = tmp_path / "idle"
    idle.write_text("#!/bin/sh\nexit 0\n")
    idle.chmod(0o755)
    with pytest.raises(PdfIsNotPossible, match="printed nothing"):
        print_pdf(page_of("1", "", "确权书"), str(idle))


def test_the_browser_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "of the house")
    told, spy = tmp_path / "told", tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\nenv > {told}\n")
    spy.chmod(0o755)
    with pytest.raises(PdfIsNotPossible):
        print_pdf(page_of("1", "", "确权书"), str(spy))
    assert "of the house" not in told.read_text()


def test_no_script_of_a_page_runs(chromium: str) -> None:
    """The control stands beside it: the same words as text make the page longer."""
    script = "<script>document.body.innerHTML = '长'.repeat(200000)</script>"
    assert pages(print_pdf(page_of("1", "", script), chromium)) == 1
    assert pages(print_pdf(page_of("1", "", "长" * 20_000), chromium)) > 1
