"""The folders are where every tool looks for them."""

import configparser
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from unit.house.houses import ROOT, tracked

SOURCES = {"platform": "", "graph": "graph", "matching": "matching"}
ALIASES = {"templates": "lianqiao.templates", "migrations": "lianqiao.migrations"}


def test_platform_is_a_source_root_and_no_package() -> None:
    # With an __init__.py the standard library's platform module would be shadowed for
    # everything that is started from the repository's top: gunicorn, mypy, python -m pytest.
    assert not (ROOT / "platform" / "__init__.py").exists()
    code = "import platform; print(platform.python_version())"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_the_listed_packages_are_those_on_the_disk() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = config["options"]["packages"].split()
    assert sorted(listed) == sorted(_packages_on_disk())


def _packages_on_disk() -> set[str]:
    found: set[str] = set()
    for place in tracked():
        top, *_rest = place.relative_to(ROOT).parts
        if place.suffix == ".py" and top in (*SOURCES, *ALIASES):
            found.add(_package(place.parent, top))
    return found - {"", "lianqiao.migrations.versions"}


def _package(folder: Path, top: str) -> str:
    inner = folder.relative_to(ROOT / top).parts
    first = ALIASES.get(top, SOURCES.get(top, ""))
    return ".".join(part for part in (first, *inner) if part)


def test_every_package_says_that_it_is_one() -> None:
    folders = {
        place.parent
        for place in tracked()
        if place.suffix == ".py"
        and place.relative_to(ROOT).parts[0] in ("platform", "graph", "matching")
    }
    without = [
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    ]
    assert without == []


def test_the_metadata_stands_in_setup_cfg_alone() -> None:
    parsed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "project" not in parsed


# Put together from halves: this file must not name what it looks for.
INDEX_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry.npm" + "js",
    "npm" + "mirror",
    "crates" + ".io",
    "proxy.go" + "lang",
    "ana" + "conda.org",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--trusted" + "-host",
)


@pytest.mark.parametrize("word", INDEX_HOSTS)
def test_no_file_names_a_package_index(word: str) -> None:
    naming = [
        str(place.relative_to(ROOT))
        for place in tracked()
        if word.encode() in place.read_bytes().lower()
    ]
    assert naming == []


def test_every_locked_package_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        blocks = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        pinned = [line for line in blocks if line and not line.startswith(("#", " "))]
        assert pinned, lock.name
        assert [line for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []


def test_names_of_test_modules_are_unique() -> None:
    names = [place.name for place in tracked() if place.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))
