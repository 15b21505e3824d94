"""Backup and restore: on each engine, and from one to the other."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from characters import World, build_world
from databases import PostgreSQL
from sqlalchemy import func, select
from vault_files import SAMPLES

from lianqiao.accounts.models import User
from lianqiao.cli import main
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now
from lianqiao.tables import metadata
from lianqiao.vault.inspect import contents_equal_documents
from lianqiao.vault.models import VaultContent
from lianqiao.vault.upload_document import NewDocument, upload_document

ENGINES = ("sqlite", "postgresql")
PAIRS = [
    pytest.param(source, target, marks=pytest.mark.postgresql)
    if "postgresql" in (source, target)
    else (source, target)
    for source in ENGINES
    for target in ENGINES
]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Run a command against a database and read its JSON."""

    def run(url: str, *words: str) -> tuple[int, dict]:
        monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
        monkeypatch.setenv("LIANQIAO_MODE", "demo")
        monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))
        status = main([*words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def _empty(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'target.sqlite'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    server.drop("restored")
    return server.create("restored")


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_backup_comes_back_whole(source, target, request, tmp_path, ask) -> None:
    origin = Database(request.getfixturevalue(f"{source}_url"))
    files = _keep_files(origin, build_world(origin))
    status, kept = ask(origin.url, "backup", str(tmp_path / "all.zip"))
    assert status == 0
    copy = Database(_empty(target, request, tmp_path))
    status, restored = ask(copy.url, "restore", str(tmp_path / "all.zip"))
    assert (status, {**restored, "file": kept["file"]}) == (0, kept)
    assert _everything(copy) == _everything(origin)
    with copy.reading() as session:
        row = columns(VaultContent)
        found = session.execute(select(row.id, row.data)).all()
        assert {id: bytes(data) for id, data in found} == files
        assert list(contents_equal_documents(session)) == []
        assert inspect_chain(session).head == kept["audit_head"]
    origin.dispose()
    copy.dispose()


def _keep_files(database: Database, world: World) -> dict[str, bytes]:
    """Files of every type and byte in the core enterprise's vault, more than one batch."""
    noise = {f"noise {n}": ("噪.pdf", b"%PDF-" + bytes(range(256)) * n + b"%%EOF") for n in (1, 9)}
    kept = {}
    with database.writing() as session:
        for filename, data in (SAMPLES | noise).values():
            new = NewDocument("other", "", filename, data)
            kept[upload_document(session, world.actor("core"), new, utc_now()).id] = data
    return kept


def _everything(database: Database) -> dict[str, list]:
    with database.reading() as session:
        return {
            one.name: sorted(map(repr, session.execute(select(one))))
            for one in metadata.sorted_tables
        }


def test_a_restored_database_can_be_written_and_its_chain_goes_on(
    sqlite_url: str, tmp_path: Path, ask
) -> None:
    ask(sqlite_url, "backup", str(tmp_path / "all.zip"))
    target = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    ask(target, "migrate")  # only what every installation has: still empty
    assert ask(target, "restore", str(tmp_path / "all.zip"))[0] == 0
    database = Database(target)
    build_world(database)
    with database.reading() as session:
        assert inspect_chain(session).ok
    database.dispose()


def test_nothing_is_restored_over_data(url: str, tmp_path: Path, ask) -> None:
    ask(url, "backup", str(tmp_path / "all.zip"))
    database = Database(url)
    build_world(database)
    status, answer = ask(url, "restore", str(tmp_path / "all.zip"))
    assert status == 1
    assert "已有数据" in answer["error"]
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(User)).scalar_one() > 0
    database.dispose()


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_backup_is_refused_in_words(content, sqlite_url, tmp_path, ask) -> None:
    place = tmp_path / "bad.zip"
    place.write_bytes(content)
    status, answer = ask(sqlite_url, "restore", str(place))
    assert status == 1
    assert "不是本平台的备份" in answer["error"]


def test_a_missing_file_is_refused_in_words(sqlite_url: str, tmp_path: Path, ask) -> None:
    status, answer = ask(sqlite_url, "restore", str(tmp_path / "nothing.zip"))
    assert status == 1
    assert "无法读取" in answer["error"]


def test_a_backup_whose_chain_was_altered_is_not_kept(sqlite_url: str, tmp_path: Path, ask) -> None:
    ask(sqlite_url, "backup", str(tmp_path / "all.zip"))
    _alter(
        tmp_path / "all.zip", "tables/audit_entry.jsonl", b"load_essentials", b"load_nothingness"
    )
    target = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    status, answer = ask(target, "restore", str(tmp_path / "all.zip"))
    assert status == 1
    assert "审计链" in answer["error"]
    rows = sqlite3.connect(tmp_path / "fresh.sqlite").execute("SELECT count(*) FROM audit_entry")
    assert rows.fetchone() == (0,)


def test_a_backup_that_lost_rows_is_refused(sqlite_url: str, tmp_path: Path, ask) -> None:
    ask(sqlite_url, "backup", str(tmp_path / "all.zip"))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        first = archive.read("tables/rule_parameter.jsonl").splitlines(keepends=True)[0]
    _alter(tmp_path / "all.zip", "tables/rule_parameter.jsonl", first, b"")
    status, answer = ask(f"sqlite:///{tmp_path / 'f.sqlite'}", "restore", str(tmp_path / "all.zip"))
    assert status == 1
    assert "缺少记录" in answer["error"]


def test_a_file_in_a_damaged_backup_is_refused_in_words(sqlite_url, tmp_path, ask) -> None:
    origin = Database(sqlite_url)
    _keep_files(origin, build_world(origin))
    origin.dispose()
    ask(sqlite_url, "backup", str(tmp_path / "all.zip"))
    _alter(tmp_path / "all.zip", "tables/vault_content.jsonl", b'"data": "', b'"data": "*')
    target = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    status, answer = ask(target, "restore", str(tmp_path / "all.zip"))
    assert status == 1
    assert "vault_content 有一行无法读取" in answer["error"]


def _alter(place: Path, name: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(place) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(place, "w") as archive:
        for one, data in parts.items():
            archive.writestr(one, data)
