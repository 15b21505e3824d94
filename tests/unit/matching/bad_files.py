"""What match-files says to files that are broken in a known place, or anywhere."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

from lianqiao.cli import main
from tests.unit.matching.broken_files import Files, Place, broken

MENDS = ("请", "应为", "最多", "必须")
JUNK = (
    *(b"", b'"', b",", b"\n", b"\r", b"\x00", b"9" * 30, b"-", b";", b"\xff"),
    *("万".encode(), b"=1"),
)


def matched(folder: Path) -> tuple[int, dict[str, Any]]:
    """Exit status and the one JSON object of match-files; nothing else may be printed."""
    asked = ["--json", "match-files", str(folder), "--as-of", "2026-11-23", "--out"]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*asked, str(folder / "out.json")])
    assert "Traceback" not in err.getvalue()
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    told: dict[str, Any] = json.loads(lines[0])
    return status, told


def named_in_place(seed: int, folder: Path) -> set[Place]:
    """Break files in known places; each must be named with its mend, and nothing else.

    Returns the places. Raises AssertionError.
    """
    files = broken(seed)
    files.write(folder)
    status, told = matched(folder)
    if not files.places:
        assert status == 0, seed
        return set()
    found = {(error["file"], error["row"], error["column"]) for error in told["errors"]}
    assert (status, found) == (1, files.places), seed
    assert len(told["errors"]) == len(files.places), seed
    for error in told["errors"]:
        assert any(mend in error["message"] for mend in MENDS), error
    return files.places


def refused_or_matched(seed: int, folder: Path) -> bool:
    """Put any bytes anywhere into one file; returns whether it was refused, in words.

    Raises AssertionError.
    """
    chance = Random(seed)
    Files.of(chance).write(folder)
    path = folder / chance.choice(["assets.csv", "products.csv", "limits.csv"])
    raw = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randint(0, 3)] = chance.choice(JUNK)
    path.write_bytes(bytes(raw))
    status, told = matched(folder)
    assert (status == 1) == bool(told.get("errors")), seed
    for error in told.get("errors", ()):
        assert error["file"] == path.name, seed
        assert any(mend in error["message"] for mend in MENDS), error
    return status == 1
