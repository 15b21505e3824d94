"""20,000 firms and 80,000 links, each run in its own process; the long run has five times that."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SMALLER = 5
MOST_MB = 1_500 // SMALLER + 100  # what Python and numpy hold in any case


def run(mode: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.large_graph", mode, str(SMALLER)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    print(done.stdout)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def chain() -> dict[str, Any]:
    return run("chain")


@pytest.fixture(scope="module")
def rings() -> dict[str, Any]:
    return run("rings")


def test_building_and_asking_takes_little_more_than_networkx_takes_to_build(
    chain: dict[str, Any],
) -> None:
    assert chain["edges"] == 400_000 // SMALLER
    assert chain["ratio"] <= 1.5
    assert chain["peak_mb"] < MOST_MB


def test_weak_points_are_found_in_seconds(chain: dict[str, Any]) -> None:
    assert chain["single_points_s"] < 5 / SMALLER
    assert chain["betweenness_s"] < 5 / SMALLER
    assert chain["betweenness_k"] == 100


def test_rings_are_found_in_ten_seconds_or_the_search_says_where_it_was_cut(
    rings: dict[str, Any],
) -> None:
    assert rings["peak_mb"] < MOST_MB
    for search in rings["search"]:
        assert search["seconds"] < 10 / SMALLER
        cut = bool(search["cut_at"])
        assert cut == bool(search["stopped_by"])
        assert cut or not search["missed"]
