"""Two thousand bad files: every fault is named with its place and its mend, nothing breaks."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lianqiao.cli import main
from tests.unit.matching.broken_files import BAD, Files, Place, broken

IN_PLACE, BLIND = 1_500, 500
MENDS = ("请", "应为", "最多", "必须")
JUNK = (
    b"",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"9" * 30,
    b"-",
    b";",
    b"\xff",
    "万".encode(),
    b"=1",
)


def matched(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Exit status and the one JSON object of match-files; nothing else may be printed."""
    asked = ["--json", "match-files", str(folder), "--as-of", "2026-11-23", "--out"]
    status = main([*asked, str(folder / "out.json")])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    lines = printed.out.splitlines()
    assert len(lines) == 1
    told: dict[str, Any] = json.loads(lines[0])
    return status, told


def places(told: dict[str, Any]) -> set[Place]:
    return {(error["file"], error["row"], error["column"]) for error in told["errors"]}


def test_every_fault_is_named_with_file_row_column_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    met: set[tuple[str, str]] = set()
    for seed in range(IN_PLACE):
        files = broken(seed)
        met |= {(file, column) for file, _, column in files.places}
        files.write(tmp_path)
        status, told = matched(tmp_path, capsys)
        if not files.places:
            assert status == 0
            continue
        assert (status, places(told)) == (1, files.places), seed
        assert len(told["errors"]) == len(files.places)
        for error in told["errors"]:
            assert any(mend in error["message"] for mend in MENDS), error
    assert met >= {(file, column) for file, columns in BAD.items() for column in columns}


def test_files_with_any_bytes_are_refused_or_matched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = 0
    for seed in range(BLIND):
        chance = Random(seed)
        Files.of(chance).write(tmp_path)
        path = tmp_path / chance.choice(["assets.csv", "products.csv", "limits.csv"])
        raw = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 3)] = chance.choice(JUNK)
        path.write_bytes(bytes(raw))
        status, told = matched(tmp_path, capsys)
        refused += status
        assert (status == 1) == bool(told.get("errors"))
        for error in told.get("errors", ()):
            assert error["file"] == path.name
            assert any(mend in error["message"] for mend in MENDS), error
    assert BLIND // 3 < refused < BLIND


def test_files_without_a_fault_are_matched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Files.of(Random(0)).write(tmp_path)
    status, told = matched(tmp_path, capsys)
    assert (status, told["assets"]) == (0, 7)
    assert told["funded_assets"] > 0
