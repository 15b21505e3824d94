"""A thousand rows with 37 faults of every kind: applied, mended, sent again; by web and command."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from characters import TODAY
from faulty_files import FAULTS, KINDS, ROWS, Desk, Kind, as_csv, as_xlsx, code

from lianqiao.cli import main
from lianqiao.registry.importers import IMPORTERS
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tabular import Table, read_table

GOOD = ROWS - FAULTS
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest, world, database: Database) -> Kind:
    """Each kind in turn; the firms that links refer to are there."""
    if request.param == "links":
        lines = [f"{code(number)},演示批量{number},26" for number in range(ROWS // 2)]
        text = "\n".join(["uscc,name,industry", *lines])
        with database.writing() as session:
            context = ImportContext(session, COMMAND, NOW, TODAY)
            run_import(IMPORTERS["enterprises"], context, text.encode(), "firms.csv")
    return KINDS[request.param]


def mend(kind: Kind, refused: Table) -> list[list[str]]:
    """The refused rows with the good cells put in; the column of reasons stays where it is."""
    good = kind.mended()
    return [good[at] + [row[-1]] for at, row in zip(kind.places(), refused.rows, strict=True)]


def test_every_fault_is_of_another_kind() -> None:
    for kind in KINDS.values():
        assert len(kind.faults) == FAULTS
        assert len(set(kind.faults)) == FAULTS


def test_by_the_pages(kind: Kind, as_, database: Database) -> None:
    desk = Desk(as_("operator"), kind.path)
    original = as_csv(kind.header, kind.faulty())
    assert desk.send(kind.name, original).counts == (ROWS, GOOD, 0, FAULTS)
    assert "还没有保存" in desk.page.text
    assert desk.confirm().counts == (ROWS, GOOD, 0, FAULTS)
    assert "已导入" in desk.page.text

    refused = read_table(desk.refused("csv"), "a.csv")
    assert refused == read_table(desk.refused("xlsx"), "a.xlsx")
    assert refused.headers == [*kind.header, "原因"]
    assert [row[:-1] for row in refused.rows] == shown(kind)
    assert all(row[-1] for row in refused.rows)

    # Not mended: of the two duplicates one is alone now, and would change the row it repeats.
    again = desk.send(kind.name, desk.refused("xlsx"), "又.xlsx")
    assert again.counts == (FAULTS, 1, 0, FAULTS - 1)
    mended = as_xlsx(refused.headers, mend(kind, refused))
    assert desk.send(kind.name, mended, "改好.xlsx").counts == (FAULTS, FAULTS, 0, 0)
    assert desk.confirm().counts == (FAULTS, FAULTS, 0, 0)
    assert "全部完成" in desk.page.text
    assert desk.send(kind.name, original).counts == (ROWS, 0, GOOD, FAULTS)
    assert desk.send(kind.name, as_csv(kind.header, kind.mended())).counts == (ROWS, 0, ROWS, 0)
    with database.reading() as session:
        assert inspect_chain(session).ok


def shown(kind: Kind) -> list[list[str]]:
    """The faulty rows as a reader of tables gives them back."""
    table = read_table(as_csv(kind.header, kind.faulty()), "a.csv")
    return [table.rows[at] for at in kind.places()]


@pytest.fixture
def ask(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Callable[[Kind, bytes], tuple[int, int, int, int]]:
    """Run `lianqiao import … --json` and give the counts."""
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "tests only")
    monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))

    def run(kind: Kind, data: bytes) -> tuple[int, int, int, int]:
        place = tmp_path / "in.csv"
        place.write_bytes(data)
        assert main(["import", kind.name, str(place), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert len({error["row"] for error in answer["errors"]}) == answer["rejected"]
        return answer["rows"], answer["accepted"], answer["unchanged"], answer["rejected"]

    return run


def test_by_the_command(kind: Kind, ask, tmp_path: Path) -> None:
    original = as_csv(kind.header, kind.faulty(), "gb18030")
    assert ask(kind, original) == (ROWS, GOOD, 0, FAULTS)
    refused = read_table((tmp_path / "in.rejected.csv").read_bytes(), "a.csv")
    assert ask(kind, as_csv(refused.headers, mend(kind, refused))) == (FAULTS, FAULTS, 0, 0)
    assert ask(kind, original) == (ROWS, 0, GOOD, FAULTS)
    assert ask(kind, as_csv(kind.header, kind.mended())) == (ROWS, 0, ROWS, 0)
