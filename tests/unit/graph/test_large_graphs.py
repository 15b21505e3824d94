"""A province's worth of firms: 100,000 of them and 400,000 links, each run in its own process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
MOST_MB = 1_500


def run(mode: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.large_graph", mode],
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
    assert chain["edges"] == 400_000
    assert chain["ratio"] <= 1.5
    assert chain["peak_mb"] < MOST_MB


def test_weak_points_are_found_in_seconds(chain: dict[str, Any]) -> None:
    assert chain["single_points_s"] < 5
    assert chain["betweenness_s"] < 5
    assert chain["betweenness_k"] == 100


def test_rings_are_found_in_ten_seconds_or_the_search_says_where_it_was_cut(
    rings: dict[str, Any],
) -> None:
    assert rings["peak_mb"] < MOST_MB
    for search in rings["search"]:
        assert search["seconds"] < 10
        cut = bool(search["cut_at"])
        assert cut == bool(search["stopped_by"])
        assert cut or not search["missed"]
