"""The commands that match: what they print, and how they refuse."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from characters import TODAY, World
from deals import confirmed_asset

from lianqiao.cli import main
from lianqiao.shared.database import Database

KEYS = {
    "run_id",
    "assets",
    "eligible_pairs",
    "funded_assets",
    "principal_fen",
    "objective_fen",
    "upper_bound_fen",
    "gap",
}


def _told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    told: dict[str, object] = json.loads(lines[0])
    return told


def test_match_says_what_came_out(
    database: Database,
    world: World,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    with database.writing() as session:
        confirmed_asset(session, world)
    assert main(["match", "--as-of", TODAY.isoformat(), "--json"]) == 0
    told = _told(capsys)
    assert told.keys() >= KEYS
    assert (told["assets"], told["eligible_pairs"], told["funded_assets"]) == (1, 2, 1)
    late = TODAY + timedelta(days=4000)
    assert main(["match", "--as-of", late.isoformat(), "--json"]) == 0
    assert _told(capsys)["assets"] == 0


def test_match_refuses_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "--as-of", "2026-02-30", "--json"]) == 1
    assert "2026-02-30" in str(_told(capsys)["error"])


def test_an_instance_is_generated_and_matched_from_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "county"
    words = ["generate-instance", "--scale", "county", "--seed", "7", str(folder), "--json"]
    assert main(words) == 0
    assert _told(capsys) == {"assets": 2000, "products": 60}
    assets = folder / "assets.csv"
    assets.write_text("".join(assets.read_text().splitlines(keepends=True)[:120]))
    out = tmp_path / "result.json"
    asked = ["--json", "match-files", str(folder), "--as-of", "2026-11-23", "--out", str(out)]
    assert main(asked) == 0
    told = _told(capsys)
    assert told.keys() >= KEYS
    assert json.loads(out.read_text())["objective_fen"] == told["objective_fen"]


def test_faults_of_the_files_are_all_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.json"
    asked = ["match-files", str(tmp_path), "--as-of", "2026-11-23", "--out", str(out), "--json"]
    assert main(asked) == 1
    told = _told(capsys)
    assert isinstance(told["errors"], list)
    assert [fault["file"] for fault in told["errors"]] == [
        "assets.csv",
        "products.csv",
        "limits.csv",
    ]
    assert "3 处" in str(told["error"])
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["match-files", "."],
        ["match-files", ".", "--as-of", "2026-11-23", "--out", "o", "--time-limit", "soon"],
        ["generate-instance", "--scale", "planet", "--seed", "1", "x"],
        ["generate-instance", "--scale", "county", "--seed", "-1", "x"],
    ],
    ids=["no day", "no number", "no such scale", "negative seed"],
)
def test_wrong_usage_is_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_files_are_matched_without_database_settings_or_env_file(tmp_path: Path) -> None:
    """A fresh process in a folder whose .env is broken; its whole life is within the limit."""
    (tmp_path / ".env").write_text("LIANQIAO_MODE=nonsense\nLIANQIAO_UPLOAD_LIMIT_BYTES=-1\n")
    main(["generate-instance", "--scale", "county", "--seed", "3", str(tmp_path)])
    words = ["match-files", ".", "--as-of", "2026-11-23", "--out", "r.json", "--time-limit", "4"]
    program = (
        "import sys; from lianqiao.cli import main; status = main(sys.argv[1:]); "
        "banned = {'flask', 'sqlalchemy', 'pydantic'} & set(sys.modules); "
        "sys.exit(status or len(banned))"
    )
    began = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
    )
    assert done.returncode == 0, done.stderr
    assert monotonic() - began < 8
    assert json.loads(done.stdout)["assets"] == 2000
